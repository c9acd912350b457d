"""The closed form of L-BFGS on a GPU: each column by one program, in two launches."""

import torch
import triton
import triton.language as tl

from mlclf.solvers._curvature_pairs import CurvaturePairs

__all__ = ["FusedPairs"]

# Entries of each vector that a program holds at a time, by how many times 32 threads.
_WIDTH, _WARPS = 64, 2


class FusedPairs(CurvaturePairs):
    """The same as :class:`CurvaturePairs`, in kernels of its own.

    There, some fifty small kernels wait for one another, and take longer than the
    reading of all pairs, which is most of the work.

    Parameters
    ----------
    backend, shape, memory
        As for the other.
    """

    def direction(self, G, HG):
        """Return minus the approximate inverse Hessian times the gradient."""
        rows = self._backend.empty(G.T.shape)
        self._launch(_direction, G.T.contiguous(), HG.T.contiguous(), rows)
        return rows.T

    def learn(self, P, Y, HY):
        """Remember a step and what it did to the gradient."""
        self._launch(_learn, self._place, *(A.T.contiguous() for A in (P, Y, HY)))
        self._place += 1  # the kernel knows where the memory ends

    def _launch(self, kernel, *tensors):
        _, n_columns, n_params = self._pairs.shape
        with torch.cuda.device_of(self._pairs):  # Triton launches on the current one
            kernel[(n_columns,)](
                *(self._pairs, self._inverse, self._products, self._length),
                *(*tensors, n_columns, n_params),
                MEMORY=self._memory,
                SLOTS=triton.next_power_of_2(self._memory),
                WIDTH=_WIDTH,
                num_warps=_WARPS,
            )


@triton.jit(do_not_specialize=["k", "d"])
def _direction(
    pairs,
    inverse,
    products,
    length,
    G,
    HG,
    Q,
    k,
    d,
    MEMORY: tl.constexpr,
    SLOTS: tl.constexpr,
    WIDTH: tl.constexpr,
):
    column = tl.program_id(0).to(tl.int64)
    i, j = tl.arange(0, SLOTS)[:, None], tl.arange(0, SLOTS)[None, :]
    square = column * MEMORY * MEMORY + i * MEMORY + j
    R = tl.load(inverse + square, mask=(i < MEMORY) & (j < MEMORY), other=0.0)
    YHY = tl.load(products + square, mask=(i < MEMORY) & (j < MEMORY), other=0.0)
    gamma = tl.load(length + column)
    S = pairs + (2 * i * k + column) * d
    H = S + k.to(tl.int64) * d
    along_S = tl.zeros((SLOTS, WIDTH), G.dtype.element_ty)
    along_H = tl.zeros((SLOTS, WIDTH), G.dtype.element_ty)
    for start in range(0, d, WIDTH):
        x = start + tl.arange(0, WIDTH)[None, :]
        g = tl.load(G + column * d + x, mask=x < d, other=0.0)
        inside = (i < MEMORY) & (x < d)
        along_S += g * tl.load(S + x, mask=inside, other=0.0)
        along_H += g * tl.load(H + x, mask=inside, other=0.0)
    a = tl.sum(R * tl.sum(along_S, 1)[None, :], 1)
    rest = tl.sum(along_H, 1) - tl.sum(YHY * a[None, :], 1)
    weight_S = tl.sum(R * (gamma * rest - a)[:, None], 0)[:, None]
    weight_H = (gamma * a)[:, None]
    for start in range(0, d, WIDTH):
        x = start + tl.arange(0, WIDTH)[None, :]
        inside = (i < MEMORY) & (x < d)
        moves = weight_S * tl.load(S + x, mask=inside, other=0.0)
        moves += weight_H * tl.load(H + x, mask=inside, other=0.0)
        near = start + tl.arange(0, WIDTH)
        at = column * d + near
        q = tl.sum(moves, 0) - gamma * tl.load(HG + at, mask=near < d, other=0.0)
        tl.store(Q + at, q, mask=near < d)


@triton.jit(do_not_specialize=["k", "d"])
def _learn(
    pairs,
    inverse,
    products,
    length,
    place,
    P,
    Y,
    HY,
    k,
    d,
    MEMORY: tl.constexpr,
    SLOTS: tl.constexpr,
    WIDTH: tl.constexpr,
):
    column = tl.program_id(0).to(tl.int64)
    p = tl.load(place) % MEMORY
    slots = tl.arange(0, SLOTS)
    i, j = slots[:, None], slots[None, :]
    S = pairs + (2 * i * k + column) * d
    H = S + k.to(tl.int64) * d
    along_S = tl.zeros((SLOTS, WIDTH), P.dtype.element_ty)
    along_H = tl.zeros((SLOTS, WIDTH), P.dtype.element_ty)
    bends = tl.zeros((WIDTH,), P.dtype.element_ty)
    sizes = tl.zeros((WIDTH,), P.dtype.element_ty)
    own = tl.zeros((WIDTH,), P.dtype.element_ty)
    for start in range(0, d, WIDTH):
        x = start + tl.arange(0, WIDTH)
        at = column * d + x
        y = tl.load(Y + at, mask=x < d, other=0.0)
        bends += y * tl.load(P + at, mask=x < d, other=0.0)
        sizes += y * y
        own += y * tl.load(HY + at, mask=x < d, other=0.0)
        inside = (i < MEMORY) & (i != p) & (x < d)[None, :]
        along_S += y[None, :] * tl.load(S + x[None, :], mask=inside, other=0.0)
        along_H += y[None, :] * tl.load(H + x[None, :], mask=inside, other=0.0)
    curvature = tl.sum(bends, 0)
    # A pair without curvature teaches nothing: zeros leave it out.
    good = curvature > 1e-12 * tl.sum(sizes, 0)
    scale = tl.where(good, 1.0 / tl.sqrt(tl.where(good, curvature, 1.0)), 0.0)
    there = pairs + (2 * p * k + column) * d
    for start in range(0, d, WIDTH):
        x = start + tl.arange(0, WIDTH)
        at = column * d + x
        s = scale * tl.load(P + at, mask=x < d, other=0.0)
        h = scale * tl.load(HY + at, mask=x < d, other=0.0)
        # Zero where the pair is left out, also of what is not finite.
        tl.store(there + x, tl.where(good, s, 0.0), mask=x < d)
        tl.store(there + k.to(tl.int64) * d + x, tl.where(good, h, 0.0), mask=x < d)
    size = tl.where(good, scale * scale * tl.sum(own, 0), 0.0)
    z = tl.where(good, scale * tl.sum(along_S, 1), 0.0)
    yHy = tl.where(good, scale * tl.sum(along_H, 1), 0.0)
    yHy = tl.where(slots == p, size, yHy)
    corner = column * MEMORY * MEMORY
    square = corner + i * MEMORY + j
    whole = (i < MEMORY) & (j < MEMORY)
    R = tl.load(inverse + square, mask=whole & (i != p) & (j != p), other=0.0)
    last = tl.where(slots == p, 1.0, -tl.sum(R * z[None, :], 1))
    tl.store(inverse + square, tl.where(j == p, last[:, None], R), mask=whole)
    tl.store(products + corner + p * MEMORY + slots, yHy, mask=slots < MEMORY)
    tl.store(products + corner + slots * MEMORY + p, yHy, mask=slots < MEMORY)
    tl.store(length + column, 1.0 / size, mask=size > 0)
