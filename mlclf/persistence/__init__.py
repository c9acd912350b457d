"""Models on disk: written whole, and read without running what a stranger wrote.

A ``.skops`` file holds names of types, numbers and text. :func:`load_model` makes
objects of the types that it knows, or that its caller names, and of no others.

See Also
--------
mlclf.neural.NeuralClassifier.save : A network with its weights, in one file.
"""

from mlclf.persistence._models import check_model_path, dump_model, load_model
from mlclf.persistence._skops_file import model_types

__all__ = ["check_model_path", "dump_model", "load_model", "model_types"]
