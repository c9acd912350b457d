"""The array operations of joint fits, as each backend must have them."""

from abc import ABC, abstractmethod

__all__ = ["Backend"]


class Backend(ABC):
    """Array operations of joint fits, in one floating dtype, in one place.

    Attributes
    ----------
    dtype : dtype
        Single or double precision.

    on_cpu : bool
        Whether arrays lie in the memory of the processor, whose threads compute.

    sparse_density : float
        Share of non-zeros below which products with sparse samples are faster.

    dense_bytes : int
        Bytes up to which sparse samples may be made dense.
    """

    on_cpu: bool
    sparse_density: float
    dense_bytes: int

    @abstractmethod
    def single(self):
        """Return the backend in single precision."""

    @abstractmethod
    def array(self, A):
        """Return A as an array of this backend, rows contiguous."""

    @abstractmethod
    def exact(self):
        """Return a context in which products have the precision of the dtype."""

    @abstractmethod
    def wide(self, A):
        """Return an array in double precision, whatever the dtype of the backend."""

    @abstractmethod
    def samples(self, X):
        """Return samples for a first look: tensors may stay tensors."""

    @abstractmethod
    def dense(self, X):
        """Return samples as a dense matrix, from which a design is made."""

    @abstractmethod
    def is_mostly_zero(self, X):
        """Tell whether dense samples are better stored as sparse ones."""

    @abstractmethod
    def labels(self, Y):
        """Return the label matrix where its columns are used."""

    @abstractmethod
    def targets(self, Y):
        """Return labels in the form that the losses take."""

    @abstractmethod
    def find_values(self, Y, weight):
        """Tell which columns have ones, and which have zeros.

        Only samples of positive weight count. ``weight`` has shape (n_samples, 1), or
        that of Y, or is None.
        """

    @abstractmethod
    def weigh(self, Y, weight):
        """Return the weight of the samples that are on, for each column of Y."""

    @abstractmethod
    def mean(self, X):
        """Return the mean of dense samples, in double precision."""

    @abstractmethod
    def total(self, X, weight):
        """Return the weighted sum of all samples, in double precision."""

    @abstractmethod
    def label_sums(self, X, Y, weight):
        """Return the weighted sums of the samples that carry each label.

        A numpy array in double precision; X may be sparse.
        """

    @abstractmethod
    def gram(self, A, share):
        """Return the weighted second moments of a dense design, in double precision."""

    @abstractmethod
    def invert_factors(self, H, columns):
        """Return the inverse Cholesky factors of matrices (n, d, d).

        Their columns come in another order, in the precision of the backend. None
        where a matrix is not positive definite to working precision.
        """

    @abstractmethod
    def sparse(self, A):
        """Return a CSR matrix as the products need it, and its transpose."""

    @abstractmethod
    def numpy(self, A):
        """Return A as a numpy array."""

    @abstractmethod
    def empty(self, shape):
        """Return an array without values."""

    @abstractmethod
    def zeros(self, shape):
        """Return an array of zeros."""

    @abstractmethod
    def vectors(self, shape):
        """Return an array without values, stored so that sums over rows are fast."""

    @abstractmethod
    def from_rows(self, A):
        """Return the transpose of A, stored as by :meth:`vectors`."""

    @abstractmethod
    def index(self, columns):
        """Return numbers of columns as an index of this backend."""

    @abstractmethod
    def columns(self, A, keep):
        """Return a copy of some columns; entries, where A has one axis."""

    @abstractmethod
    def take(self, A, keep, out):
        """Copy some rows of each matrix of a stack."""

    @abstractmethod
    def put(self, A, axis, place, values):
        """Set one entry along an axis; ``place`` holds its number."""

    @abstractmethod
    def affine(self, A, T, b):
        """Return A @ T + b; A may be sparse, b is a row."""

    @abstractmethod
    def where(self, condition, A, B):
        """Choose between A and B, entry by entry."""

    @abstractmethod
    def dot(self, A, B):
        """Return the inner product of each column of A with that of B."""

    @abstractmethod
    def largest(self, A):
        """Return the largest magnitude of each column."""

    @abstractmethod
    def sigmoid(self, M):
        """Return 1 / (1 + exp(-M)), written into M."""

    @abstractmethod
    def softplus(self, M):
        """Return log(1 + exp(M)), with a small absolute error."""
