"""A fitted classifier as one safetensors file."""

import numpy as np

from mlclf._device import choose_device
from mlclf.neural._building import build_network
from mlclf.neural._checkpoint import plain_parameters
from mlclf.neural._inputs import InputScaler
from mlclf.neural._networks import MultiLayerPerceptron
from mlclf.neural._samples import Samples
from mlclf.neural._storage import dump_tree, load_tree

__all__ = ["load_classifier", "save_classifier"]

_FITTED = (
    "best_epoch_",
    "classes_",
    "feature_names_in_",
    "history_",
    "label_names_in_",
    "n_epochs_",
    "n_features_in_",
    "n_labels_",
    "_intercept",
    "_is_multiclass",
    "_n_outputs",
    "_network_classes",
    "_one_column",
    "_options",
    "_slope",
)


def save_classifier(classifier, path):
    """Write a fitted classifier.

    Parameters
    ----------
    classifier : NeuralClassifier
        Fitted.

    path : path-like
        File to write.
    """
    state = vars(classifier)
    tree = {
        "params": plain_parameters(classifier.get_params(deep=False)),
        "network": classifier.network_.state_dict(),
        "scaler": vars(classifier._scaler),
        "fitted": {name: state[name] for name in _FITTED if name in state},
    }
    dump_tree(tree, path)


def load_classifier(cls, path, module):
    """Read a fitted classifier onto the CPU.

    Parameters
    ----------
    cls : type
        The class of the classifier.

    path : path-like
        File to read.

    module : torch.nn.Module, callable or None
        The architecture, where the classifier was made with one.

    Returns
    -------
    classifier : object of type cls
    """
    tree = load_tree(path)
    self = cls(**tree["params"], module=module)
    vars(self).update(tree["fitted"])
    self._scaler = InputScaler.__new__(InputScaler)
    vars(self._scaler).update(tree["scaler"])
    if self._options is not None:
        self.network_ = MultiLayerPerceptron(**self._options)
    elif module is None:
        raise ValueError(
            f"{path} must be loaded with module, the architecture it was fitted with, "
            "got None."
        )
    else:
        blank = np.zeros((1, *self._scaler.shape), np.float32)
        samples = Samples(blank, device=choose_device("cpu"))
        self.network_ = build_network(self, None, samples, np.zeros(self._n_outputs))
    self.network_.load_state_dict(tree["network"])
    self.network_.eval()
    return self
