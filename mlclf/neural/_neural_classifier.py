"""NeuralClassifier: one network, all labels, sigmoid and cross-entropy."""

from numbers import Integral, Real
from os import PathLike

from mlclf._sklearn import Interval, StrOptions
from mlclf.neural._base_network import BaseNetworkClassifier

# Written out here because the losses themselves need torch.
_LOSSES = {
    "asymmetric",
    "bce",
    "bp_mll",
    "correlation",
    "focal",
    "mse",
    "ranking_hinge",
    "soft_f1",
    "top_k_hinge",
}


class NeuralClassifier(BaseNetworkClassifier):
    r"""Neural network that learns all labels together.

    A multi-layer perceptron with one sigmoid per label, trained on the binary
    cross-entropy [1]_ by AdamW in mini-batches, on the GPU where there is one. It
    stops when the loss on a held-out part no longer falls and restores the best
    weights. One network shares what the labels have in common, so its cost hardly
    grows with their number: strong from some thousands of samples on, and for
    hundreds of labels the fastest classifier here. Needs torch.

    Parameters
    ----------
    hidden_layer_sizes : sequence of int or int, default=(512, 512)
        Width of each hidden layer. Empty is a linear model.

    activation : {"gelu", "relu", "selu", "silu", "tanh"}, default="gelu"
        Non-linearity of the hidden layers.

    normalization : {"batch", "layer"}, default=None
        Normalization before each activation: of a unit over the samples of a batch, in
        which ``sample_weight`` does not count, or of a sample over its units.

    dropout : float, default=0.5
        Probability that a hidden unit is dropped in training, in [0, 1).

    residual : bool, default=False
        Whether a hidden layer as wide as the one before adds to it.

    embedding : {"piecewise", "periodic"}, default=None
        How each feature is spread over several inputs [2]_: by its place among the
        quantiles, or by sines of learned frequencies. For dense features.

    n_members : int, default=2
        Members of the ensemble inside the network [3]_. They share most weights, and
        their probabilities are averaged. Without hidden layers there is one.

    output_rank : int, default=None
        Rank of the output layer, for very many labels. None is full.

    module : torch.nn.Module or callable, default=None
        A network of your own, in the place of the architecture above: a module (it is
        copied), or a function of ``(n_features, n_labels)`` that returns one, where
        ``n_features`` is a shape if X has more than two axes. It must return logits.

    standardize : bool, default=True
        Whether features are brought to one scale: dense ones (of pictures, channels)
        to mean 0 and variance 1; where less than a tenth of the cells is non-zero,
        every sample is brought to one length.

    loss : str or callable, default="bce"
        One of "asymmetric", "bce", "bp_mll", "correlation", "focal", "mse",
        "ranking_hinge", "soft_f1", "top_k_hinge"; or ``loss(logits, targets)``, or
        ``loss(logits, targets, weights)``, returning the mean loss of a batch, such
        as the losses of torch. After a loss that only ranks ("bp_mll" and the
        hinges), one logistic curve turns scores into probabilities.

    class_weight : "balanced", dict or list of dict, default=None
        Weights of the values 0 and 1 of every label (a list: of each label), or of
        the classes of a one-column y. "balanced" gives both values equal weight.

    pos_weight : float or array-like of shape (n_labels,), default=None
        What the loss is multiplied with where a label is on.

    label_smoothing : float, default=0.0
        How far targets are moved towards one half, in [0, 1).

    optimizer : {"adagrad", "adam", "adamw", "sgd"} or callable, default="adamw"
        Optimizer, or ``optimizer(parameters, lr=...)``.

    learning_rate : float, default=1e-3
        Step size.

    schedule : {"constant", "cosine", "one_cycle", "plateau"}, default="constant"
        How the step size changes over ``max_epochs``; "plateau" lowers it when the
        validation score no longer improves.

    momentum : float, default=0.9
        Nesterov's momentum, for "sgd", in [0, 1).

    weight_decay : float, default=1e-2
        Weight decay, of the matrices only.

    gradient_clip : float, default=None
        Largest norm of a gradient.

    ema_decay : float, default=None
        Where given, the answer is that of an exponential moving average of the
        weights, in (0, 1).

    batch_size : int, default=256
        Most samples of a step.

    max_epochs : int, default=200
        Most passes over the data.

    early_stopping : bool, default=True
        Whether to hold out a validation part, to stop when its score no longer
        improves, and to restore the best weights. Fewer than 100 samples are never
        split.

    validation_fraction : float, default=0.1
        Share of the samples that is held out, stratified by rarest label.

    patience : int, default=10
        Epochs without improvement before the training stops.

    monitor : str or callable, default="loss"
        What is watched on the validation part: "loss", the name of a metric of
        :mod:`mlclf.metrics`, or ``score(Y, P)``, the greater the better, of 0/1
        labels and marginals.

    precision : {"auto", "bfloat16", "float32"}, default="auto"
        Type of the matrix products in training. "auto" is bfloat16 on a GPU that has
        it.

    compile : bool, default=False
        Whether to compile the network, where a compiler is present.

    checkpoint_dir : path-like, default=None
        Folder for a checkpoint, written every ten seconds or so. A fit that was
        killed goes on from it, to the same result; a complete fit removes it.

    warm_start : bool, default=False
        Whether ``fit`` goes on from the fitted network, with the scales of the
        features learned first.

    device : str or torch.device, default=None
        Where to compute. None is the best device present. A device that is gone
        after fit is replaced by the CPU for predictions.

    random_state : int, RandomState instance or None, default=None
        Initial weights, order of the samples, dropout and validation part. On the
        CPU, the same seed gives the same network.

    Attributes
    ----------
    network_ : torch.nn.Module
        The trained network, on the CPU; it gives logits.

    history_ : dict of str to list
        "loss", "learning_rate" and "seconds" of each epoch, and "validation_loss" (or
        the metric's name) where a validation part was held out.

    n_epochs_ : int
        Number of epochs run.

    best_epoch_ : int
        Epoch, from 1, whose weights were kept.

    n_labels_ : int
        Number of labels seen during fit.

    classes_ : ndarray of shape (n_labels, 2)
        ``[0, 1]`` for each label; for one column, an array of its values.

    label_names_in_ : ndarray of shape (n_labels,)
        Column names of ``y``, where it was a DataFrame.

    Notes
    -----
    With logits :math:`z_{ij}` for n samples and L labels the loss is

    .. math::
        \frac{1}{n L} \sum_{i,j} \log(1 + e^{z_{ij}}) - y_{ij} z_{ij}

    A one-column ``y`` with more than two values is answered as a multiclass problem,
    by softmax and cross-entropy.

    References
    ----------
    .. [1] Nam, J., Kim, J., Loza Mencía, E., Gurevych, I., & Fürnkranz, J. (2014).
       Large-scale multi-label text classification: revisiting neural networks.
       ECML PKDD 2014, 437-452.

    .. [2] Gorishniy, Y., Rubachev, I., & Babenko, A. (2022). On embeddings for
       numerical features in tabular deep learning. NeurIPS 35.

    .. [3] Gorishniy, Y., Kotelnikov, A., & Babenko, A. (2025). TabM: advancing
       tabular deep learning with parameter-efficient ensembling. ICLR 2025.

    Examples
    --------
    >>> from sklearn.datasets import make_multilabel_classification
    >>> from mlclf import NeuralClassifier
    >>> X, y = make_multilabel_classification(n_classes=4, random_state=0)
    >>> NeuralClassifier(random_state=0).fit(X, y).predict_proba(X).shape
    (100, 4)

    Pictures of one to four digits, and a small convolutional network that looks for
    them:

    >>> from mlclf.datasets import load_digit_pictures
    >>> from sklearn.metrics import f1_score
    >>> from torch import nn
    >>> def convolutional(shape, n_labels):
    ...     n_channels, height, width = shape
    ...     return nn.Sequential(
    ...         nn.Conv2d(n_channels, 32, kernel_size=8, stride=8), nn.ReLU(),
    ...         nn.Flatten(), nn.Linear(32 * (height // 8) * (width // 8), n_labels),
    ...     )
    >>> train, test = (load_digit_pictures(split=part) for part in ("train", "test"))
    >>> network = NeuralClassifier(
    ...     module=convolutional, learning_rate=0.01, max_epochs=20, random_state=0
    ... )
    >>> X, X_test = train.images[:, None], test.images[:, None]
    >>> X.shape  # (n, channels, height, width)
    (1500, 1, 16, 16)
    >>> Y_test = network.fit(X, train.target).predict(X_test)
    >>> f1_score(test.target, Y_test, average="micro") > 0.85
    True
    """

    _parameter_constraints: dict = {
        "hidden_layer_sizes": [
            "array-like",
            Interval(Integral, 1, None, closed="left"),
        ],
        "activation": [StrOptions({"gelu", "relu", "selu", "silu", "tanh"})],
        "normalization": [StrOptions({"batch", "layer"}), None],
        "dropout": [Interval(Real, 0, 1, closed="left")],
        "residual": ["boolean"],
        "embedding": [StrOptions({"piecewise", "periodic"}), None],
        "n_members": [Interval(Integral, 1, None, closed="left")],
        "output_rank": [Interval(Integral, 1, None, closed="left"), None],
        "module": [callable, None],
        "standardize": ["boolean"],
        "loss": [StrOptions(_LOSSES), callable],
        "class_weight": [StrOptions({"balanced"}), dict, list, None],
        "pos_weight": [Interval(Real, 0, None, closed="neither"), "array-like", None],
        "label_smoothing": [Interval(Real, 0, 1, closed="left")],
        "optimizer": [StrOptions({"adagrad", "adam", "adamw", "sgd"}), callable],
        "learning_rate": [Interval(Real, 0, None, closed="neither")],
        "schedule": [StrOptions({"constant", "cosine", "one_cycle", "plateau"})],
        "momentum": [Interval(Real, 0, 1, closed="left")],
        "weight_decay": [Interval(Real, 0, None, closed="left")],
        "gradient_clip": [Interval(Real, 0, None, closed="neither"), None],
        "ema_decay": [Interval(Real, 0, 1, closed="neither"), None],
        "batch_size": [Interval(Integral, 1, None, closed="left")],
        "max_epochs": [Interval(Integral, 1, None, closed="left")],
        "early_stopping": ["boolean"],
        "validation_fraction": [Interval(Real, 0, 1, closed="neither")],
        "patience": [Interval(Integral, 1, None, closed="left")],
        "monitor": [str, callable],
        "precision": [StrOptions({"auto", "bfloat16", "float32"})],
        "compile": ["boolean"],
        "checkpoint_dir": [str, PathLike, None],
        "warm_start": ["boolean"],
        "device": "no_validation",  # choose_device checks it
        "random_state": ["random_state"],
    }

    def __init__(
        self,
        hidden_layer_sizes=(512, 512),
        *,
        activation="gelu",
        normalization=None,
        dropout=0.5,
        residual=False,
        embedding=None,
        n_members=2,
        output_rank=None,
        module=None,
        standardize=True,
        loss="bce",
        class_weight=None,
        pos_weight=None,
        label_smoothing=0.0,
        optimizer="adamw",
        learning_rate=1e-3,
        schedule="constant",
        momentum=0.9,
        weight_decay=1e-2,
        gradient_clip=None,
        ema_decay=None,
        batch_size=256,
        max_epochs=200,
        early_stopping=True,
        validation_fraction=0.1,
        patience=10,
        monitor="loss",
        precision="auto",
        compile=False,
        checkpoint_dir=None,
        warm_start=False,
        device=None,
        random_state=None,
    ):
        self.hidden_layer_sizes = hidden_layer_sizes
        self.activation = activation
        self.normalization = normalization
        self.dropout = dropout
        self.residual = residual
        self.embedding = embedding
        self.n_members = n_members
        self.output_rank = output_rank
        self.module = module
        self.standardize = standardize
        self.loss = loss
        self.class_weight = class_weight
        self.pos_weight = pos_weight
        self.label_smoothing = label_smoothing
        self.optimizer = optimizer
        self.learning_rate = learning_rate
        self.schedule = schedule
        self.momentum = momentum
        self.weight_decay = weight_decay
        self.gradient_clip = gradient_clip
        self.ema_decay = ema_decay
        self.batch_size = batch_size
        self.max_epochs = max_epochs
        self.early_stopping = early_stopping
        self.validation_fraction = validation_fraction
        self.patience = patience
        self.monitor = monitor
        self.precision = precision
        self.compile = compile
        self.checkpoint_dir = checkpoint_dir
        self.warm_start = warm_start
        self.device = device
        self.random_state = random_state
