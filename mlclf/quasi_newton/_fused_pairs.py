"""The closed form of L-BFGS on a GPU: each column by one program, in one launch."""

import torch
import triton
import triton.language as tl

from mlclf.quasi_newton._curvature_pairs import CurvaturePairs

__all__ = ["FusedPairs"]

# Entries of each vector that a program holds at a time, by how many times 32 threads.
_WIDTH, _WARPS = 64, 4


class FusedPairs(CurvaturePairs):
    """The same as :class:`CurvaturePairs`, in a kernel of its own.

    There, some fifty small kernels wait for one another, and take longer than the
    reading of all pairs, which is most of the work.

    Parameters
    ----------
    backend, shape, memory
        As for the other.
    """

    def follow(self, P, Y, G, HG, last):
        """As the other."""
        _, n_columns, n_params = self._pairs.shape
        rows = [A.T.contiguous() for A in (P, Y, G, HG)]
        Q = torch.empty_like(rows[0])
        with torch.cuda.device_of(Q):  # Triton launches on the current one
            _follow[(n_columns,)](
                *(self._pairs, self._inverse, self._products, self._length),
                *(self._place, *rows, last.T, Q, n_columns, n_params),
                MEMORY=self._memory,
                SLOTS=triton.next_power_of_2(self._memory),
                WIDTH=_WIDTH,
                num_warps=_WARPS,
            )
        self._place += 1  # the kernel knows where the memory ends
        return Q.T


@triton.jit(do_not_specialize=["k", "d"])
def _follow(
    pairs,
    inverse,
    products,
    length,
    place,
    P,
    Y,
    G,
    HG,
    last,
    Q,
    k,
    d,
    MEMORY: tl.constexpr,
    SLOTS: tl.constexpr,
    WIDTH: tl.constexpr,
):
    column = tl.program_id(0).to(tl.int64)
    taken = tl.load(place)
    p = taken % MEMORY  # the new pair takes the place of the oldest
    slots = tl.arange(0, SLOTS)
    i, j = slots[:, None], slots[None, :]
    kept = (i < tl.minimum(taken, MEMORY)) & (i != p)
    S = pairs + (2 * i * k + column) * d
    H = S + k.to(tl.int64) * d

    # What the pairs kept, and the new one, have in common with Y and with G.
    S_Y = tl.zeros((SLOTS, WIDTH), G.dtype.element_ty)
    H_Y = tl.zeros((SLOTS, WIDTH), G.dtype.element_ty)
    S_G = tl.zeros((SLOTS, WIDTH), G.dtype.element_ty)
    H_G = tl.zeros((SLOTS, WIDTH), G.dtype.element_ty)
    Y_Y = tl.zeros((WIDTH,), G.dtype.element_ty)
    P_Y = tl.zeros((WIDTH,), G.dtype.element_ty)
    HY_Y = tl.zeros((WIDTH,), G.dtype.element_ty)
    P_G = tl.zeros((WIDTH,), G.dtype.element_ty)
    HY_G = tl.zeros((WIDTH,), G.dtype.element_ty)
    for start in range(0, d, WIDTH):
        x = start + tl.arange(0, WIDTH)
        at = column * d + x
        g = tl.load(G + at, mask=x < d, other=0.0)
        y = tl.load(Y + at, mask=x < d, other=0.0)
        s = tl.load(P + at, mask=x < d, other=0.0)
        h = tl.load(HG + at, mask=x < d, other=0.0)
        h -= tl.load(last + at, mask=x < d, other=0.0)
        Y_Y += y * y
        P_Y += s * y
        HY_Y += h * y
        P_G += s * g
        HY_G += h * g
        inside = kept & (x < d)[None, :]
        each = tl.load(S + x[None, :], mask=inside, other=0.0)
        S_Y += each * y[None, :]
        S_G += each * g[None, :]
        each = tl.load(H + x[None, :], mask=inside, other=0.0)
        H_Y += each * y[None, :]
        H_G += each * g[None, :]

    # A pair without curvature teaches nothing: zeros leave it out.
    curvature = tl.sum(P_Y, 0)
    good = curvature > 1e-12 * tl.sum(Y_Y, 0)
    scale = tl.where(good, 1.0 / tl.sqrt(tl.where(good, curvature, 1.0)), 0.0)
    size = tl.where(good, scale * scale * tl.sum(HY_Y, 0), 0.0)
    gamma = tl.load(length + column)
    gamma = tl.where(size > 0, 1.0 / tl.where(size > 0, size, 1.0), gamma)
    tl.store(length + column, gamma)

    whole = (i < MEMORY) & (j < MEMORY)
    square = column * MEMORY * MEMORY + i * MEMORY + j
    others = whole & (i != p) & (j != p)
    R = tl.load(inverse + square, mask=others, other=0.0)
    z = tl.where(good, scale * tl.sum(S_Y, 1), 0.0)
    new = tl.where(slots == p, 1.0, -tl.sum(R * z[None, :], 1))
    R = tl.where(j == p, new[:, None], R)
    tl.store(inverse + square, R, mask=whole)
    YHY = tl.load(products + square, mask=others, other=0.0)
    new = tl.where(slots == p, size, tl.where(good, scale * tl.sum(H_Y, 1), 0.0))
    YHY = tl.where(i == p, new[None, :], tl.where(j == p, new[:, None], YHY))
    tl.store(products + square, YHY, mask=whole)

    along_S = tl.where(slots == p, scale * tl.sum(P_G, 0), tl.sum(S_G, 1))
    along_H = tl.where(slots == p, scale * tl.sum(HY_G, 0), tl.sum(H_G, 1))
    along_S = tl.where((slots == p) & (good == 0), 0.0, along_S)
    along_H = tl.where((slots == p) & (good == 0), 0.0, along_H)
    a = tl.sum(R * along_S[None, :], 1)
    rest = along_H - tl.sum(YHY * a[None, :], 1)
    weight_S = tl.sum(R * (gamma * rest - a)[:, None], 0)
    weight_H = gamma * a
    of_s = tl.sum(tl.where(slots == p, weight_S, 0.0), 0)
    of_h = tl.sum(tl.where(slots == p, weight_H, 0.0), 0)

    there = pairs + (2 * p * k + column) * d
    for start in range(0, d, WIDTH):
        x = start + tl.arange(0, WIDTH)
        at = column * d + x
        s = scale * tl.load(P + at, mask=x < d, other=0.0)
        now = tl.load(HG + at, mask=x < d, other=0.0)
        h = scale * (now - tl.load(last + at, mask=x < d, other=0.0))
        s, h = tl.where(good, s, 0.0), tl.where(good, h, 0.0)
        tl.store(there + x, s, mask=x < d)
        tl.store(there + k.to(tl.int64) * d + x, h, mask=x < d)
        tl.store(last + at, now, mask=x < d)
        inside = kept & (x < d)[None, :]
        moves = weight_S[:, None] * tl.load(S + x[None, :], mask=inside, other=0.0)
        moves += weight_H[:, None] * tl.load(H + x[None, :], mask=inside, other=0.0)
        q = tl.sum(moves, 0) + of_s * s + of_h * h - gamma * now
        tl.store(Q + at, q, mask=x < d)
