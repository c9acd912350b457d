"""The life of a network: validation, going on, features, weights, missing labels."""

import pickle

import numpy as np
import pytest
import scipy.sparse as sp
from joblib import parallel_config
from numpy.testing import assert_allclose, assert_array_equal
from sklearn.base import clone
from sklearn.datasets import load_digits, make_multilabel_classification
from sklearn.exceptions import NotFittedError
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, train_test_split
from sklearn.pipeline import make_pipeline

from mlclf import NeuralClassifier
from mlclf.metrics import get_metric

torch = pytest.importorskip("torch")

f1_macro = get_metric("f1_macro").function
hamming_loss = get_metric("hamming_loss").function


@pytest.fixture
def data():
    return make_multilabel_classification(
        n_samples=300, n_features=10, n_classes=4, random_state=0
    )


@pytest.mark.parametrize("monitor", ["f1_macro", "hamming_loss", f1_macro])
def test_early_stopping_watches_a_metric(monitor, data, monkeypatch):
    """
    With a metric to watch, its name is in the history, and the network that is kept
    is the one that was best in it on the validation part.
    """
    classifier = NeuralClassifier(
        monitor=monitor, learning_rate=0.01, random_state=0, patience=5
    )
    if callable(monitor):
        classifier.monitor = lambda Y, P: monitor(Y, P > 0.5)
    parts = []
    original = NeuralClassifier._validation

    def spy(self, X, Y, *args):
        parts.append((X, Y))
        return original(self, X, Y, *args)

    monkeypatch.setattr(NeuralClassifier, "_validation", spy)
    classifier.fit(*data)

    name = "validation_" + ("score" if callable(monitor) else monitor)
    scores = classifier.history_[name]
    best = np.argmin(scores) if monitor == "hamming_loss" else np.argmax(scores)
    metric = hamming_loss if monitor == "hamming_loss" else f1_macro
    ((X, Y),) = parts
    assert classifier.best_epoch_ == best + 1
    assert_allclose(metric(Y, classifier.predict(X)), scores[best])


def test_partial_fit_is_an_epoch(data):
    """
    partial_fit trains on; twenty passes over a stream of parts are as good as a fit of
    twenty epochs.
    """
    X, Y = data
    classifier = NeuralClassifier(
        learning_rate=0.01, max_epochs=20, early_stopping=False, random_state=0
    )
    whole = (clone(classifier).fit(X, Y).predict(X) == Y).mean()
    for _ in range(20):
        for part in np.array_split(np.arange(len(X)), 3):
            classifier.partial_fit(X[part], Y[part])

    assert classifier.n_epochs_ == 60
    assert (classifier.predict(X) == Y).mean() > whole - 0.02


def test_partial_fit_needs_all_classes_at_first():
    """
    Of a one-column target, the first call names the classes; later parts may lack
    some, and a value that is not among them is an error.
    """
    X, y = load_digits(return_X_y=True)
    order = np.argsort(y)
    classifier = NeuralClassifier(
        (32,), batch_size=128, learning_rate=0.01, random_state=0
    )
    classifier.partial_fit(X[order[:300]], y[order[:300]], classes=range(10))
    for _ in range(5):
        classifier.partial_fit(X, y)

    assert classifier.predict_proba(X).shape == (1797, 10)
    assert classifier.score(X, y) > 0.9
    message = r"^y must hold values of classes=\[0 1 2 3 4 5 6 7 8 9\], got \[11\]\.$"
    with pytest.raises(ValueError, match=message):
        classifier.partial_fit(X[:3], [1, 2, 11])


def test_partial_fit_keeps_the_labels(data):
    """
    Other labels than before are an error, and leave the classifier as it was.
    """
    X, Y = data
    classifier = NeuralClassifier().partial_fit(X, Y)
    P = classifier.predict_proba(X)

    message = r"^y must have 4 labels as before, got 3 labels\.$"
    with pytest.raises(ValueError, match=message):
        classifier.partial_fit(X, Y[:, :3])
    message = r"^y must have 4 labels as before, got the classes \[0 1\]\.$"
    with pytest.raises(ValueError, match=message):
        classifier.partial_fit(X, Y[:, 0])

    assert_array_equal(classifier.predict_proba(X), P)
    assert classifier.predict(X).shape == Y.shape


def test_a_failed_first_partial_fit_is_none(data):
    """
    Where the first partial_fit fails, the classifier is not fitted.
    """
    classifier = NeuralClassifier(hidden_layer_sizes=(8.5,))

    with pytest.raises(ValueError, match=r"^hidden_layer_sizes must hold positive"):
        classifier.partial_fit(*data)

    with pytest.raises(NotFittedError):
        classifier.predict(data[0])


def test_warm_start_goes_on(data):
    """
    With warm_start a second fit begins where the first one ended; without, it forgets.
    """
    X, Y = data
    classifier = NeuralClassifier(
        learning_rate=0.003, max_epochs=5, early_stopping=False, random_state=0
    )
    first = classifier.fit(X, Y).history_["loss"]
    assert classifier.fit(X, Y).history_["loss"] == first

    classifier.set_params(warm_start=True)

    assert classifier.fit(X, Y).history_["loss"][0] < first[-1] * 1.02
    message = r"^y must have 4 labels as before, with warm_start, got 2 labels\.$"
    with pytest.raises(ValueError, match=message):
        classifier.fit(X, Y[:, :2])
    message = (
        r"^X must hold samples of shape \(10,\) as before, with warm_start, got "
        r"\(7,\)\.$"
    )
    with pytest.raises(ValueError, match=message):
        classifier.fit(X[:, :7], Y)


def test_warm_start_keeps_the_classes(data):
    """
    A column of other classes is an error, even where there are as many.
    """
    X, y = data[0], data[1][:, 0]
    classifier = NeuralClassifier((8,), max_epochs=2, warm_start=True)
    classifier.fit(X, np.array(["no", "yes"])[y])

    message = r"^y must have the classes \['no' 'yes'\] as before, with warm_start, got"
    with pytest.raises(ValueError, match=message):
        classifier.fit(X, np.array(["off", "on"])[y])


def test_missing_labels_are_left_out(data):
    """
    Labels that are NaN are not learned as zeros: half of the labels hidden at random
    hardly changes the answers, half of them set to zero does.
    """
    X, Y = data
    hidden = np.random.default_rng(0).random(Y.shape) < 0.5
    classifier = NeuralClassifier(random_state=0)
    whole = classifier.fit(X, Y).predict_proba(X)

    masked = classifier.fit(X, np.where(hidden, np.nan, Y)).predict_proba(X)
    zeroed = classifier.fit(X, np.where(hidden, 0, Y)).predict_proba(X)

    assert abs(masked.mean() - whole.mean()) < 0.03
    assert whole.mean() - zeroed.mean() > 0.1


def test_missing_labels_are_masked_cell_by_cell(data):
    """
    Without a hidden layer, each label is the logistic regression of the rows where it
    is known; one that is known nowhere leaves the others as they are.
    """
    X, Y = data
    X = (X - X.mean(axis=0)) / X.std(axis=0)
    hidden = np.random.default_rng(0).random(Y.shape) < 0.4
    hidden[:, 3] = True
    linear = NeuralClassifier(
        (),
        learning_rate=0.02,
        weight_decay=0,
        batch_size=300,
        max_epochs=1500,
        early_stopping=False,
    )

    P = linear.fit(X, np.where(hidden, np.nan, Y)).predict_proba(X)

    for j in range(3):
        known = ~hidden[:, j]
        oracle = LogisticRegression(C=1e6, max_iter=1000).fit(X[known], Y[known, j])
        assert_allclose(P[:, j], oracle.predict_proba(X)[:, 1], atol=0.01)


def test_class_weight_raises_rare_labels():
    """
    With class_weight="balanced", or pos_weight, rare labels are predicted more often.
    """
    rng = np.random.default_rng(0)
    X = rng.normal(size=(600, 5))
    Y = (X[:, :2] + rng.normal(size=(600, 2)) > 2.2).astype(int)

    def share(**options):
        classifier = NeuralClassifier(random_state=0, **options)
        return classifier.fit(X, Y).predict(X).mean()

    plain = share()
    assert share(class_weight="balanced") > 2 * plain
    assert share(pos_weight=10.0) > 2 * plain
    assert share(pos_weight=[10.0, 10.0], loss="focal") > 2 * plain


def test_label_smoothing_keeps_away_from_certainty(data):
    """
    With a smoothing of 0.2 the training samples are answered with about 0.1 and 0.9,
    without it with about 0 and 1; the labels are learned as well.
    """
    X, Y = data
    options = {"max_epochs": 200, "early_stopping": False, "learning_rate": 0.01}
    options["dropout"] = 0

    plain, smooth = (
        NeuralClassifier(label_smoothing=amount, random_state=0, **options).fit(X, Y)
        for amount in (0.0, 0.2)
    )

    certainty = [abs(c.predict_proba(X) - 0.5).mean() + 0.5 for c in (plain, smooth)]
    assert certainty[0] > 0.97
    assert 0.85 < certainty[1] < 0.93
    assert (smooth.predict(X) == Y).mean() > 0.95


@pytest.mark.parametrize("loss", ["bp_mll", "ranking_hinge", "top_k_hinge"])
def test_ranking_losses_answer_probabilities(loss, data):
    """
    After a loss that only ranks, the marginals have about the right mean, and the
    ranking is learned.
    """
    X, Y = data

    network = NeuralClassifier(loss=loss, random_state=0)
    fitted = network.fit(X, Y).predict_proba(X)
    warm = network.set_params(warm_start=True, max_epochs=3).fit(X, Y).predict_proba(X)
    streamed = network.partial_fit(X, Y).predict_proba(X)

    for P in (fitted, warm, streamed):
        assert abs(P.mean() - Y.mean()) < 0.1
        assert Y[np.arange(len(Y)), P.argmax(axis=1)][Y.any(axis=1)].mean() > 0.85


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"n_members": 1, "output_rank": 2},
        {"hidden_layer_sizes": ()},
        {"hidden_layer_sizes": (), "output_rank": 1},
    ],
    ids=str,
)
def test_sparse_data_stay_sparse(options, monkeypatch):
    """
    A sparse X is learned without being made dense, to the same network as a dense X.
    """
    X = sp.random_array((200, 300), density=0.05, rng=np.random.default_rng(0)).tocsr()
    Y = (X[:, :150].sum(axis=1) > X[:, 150:].sum(axis=1))[:, None] ^ [[0, 1]]
    options = {"max_epochs": 20, "random_state": 0, "learning_rate": 0.02} | options

    dense = NeuralClassifier(**options).fit(X.toarray(), Y)
    with monkeypatch.context() as patch:
        patch.setattr(sp.csr_array, "toarray", None, raising=False)
        sparse = NeuralClassifier(**options).fit(X, Y)
        P = sparse.predict_proba(X)

    assert_array_equal(P, dense.predict_proba(X.toarray()))
    assert (sparse.predict(X) == Y).mean() > 0.9


def test_a_module_of_the_user_reads_dense_rows():
    """
    A network of the user never sees sparse parts: a sparse X comes to it as rows.
    """
    X = sp.random_array((120, 30), density=0.05, rng=np.random.default_rng(0)).tocsr()
    Y = np.random.default_rng(1).integers(0, 2, (120, 3))

    network = NeuralClassifier(module=torch.nn.Linear, max_epochs=2, random_state=0)

    sparse, dense = clone(network).fit(X, Y), clone(network).fit(X.toarray(), Y)

    assert_allclose(
        sparse.predict_proba(X), dense.predict_proba(X.toarray()), rtol=1e-5
    )


@pytest.mark.slow
@pytest.mark.parametrize("backend", ["loky", "threading"])
def test_grid_search_of_two_jobs(data, backend):
    """
    GridSearchCV finds the same with two jobs as with one, in processes or threads.
    """
    X, Y = data
    grid = {"dropout": [0.0, 0.5], "hidden_layer_sizes": [(8,), (16,)]}
    network = NeuralClassifier(max_epochs=5, random_state=0)

    with parallel_config(backend):
        one, two = (
            GridSearchCV(network, grid, cv=2, scoring="f1_micro", n_jobs=n).fit(X, Y)
            for n in (1, 2)
        )

    assert one.best_params_ == two.best_params_
    assert_array_equal(
        one.cv_results_["mean_test_score"], two.cv_results_["mean_test_score"]
    )


def test_transform_feeds_a_linear_model(data):
    """
    transform gives the last hidden layer: a logistic regression on it predicts as well
    as the network, in a Pipeline too.
    """
    X, Y = data
    network = NeuralClassifier(
        (16, 8), dropout=0, n_members=4, batch_size=128, random_state=0
    )
    pipeline = make_pipeline(network, LogisticRegression()).fit(X, Y[:, 0])

    features = pipeline[0].transform(X)

    assert features.shape == (300, 8)
    assert pipeline.score(X, Y[:, 0]) > 0.85
    names = [f"neuralclassifier{i}" for i in range(8)]
    assert pipeline[0].get_feature_names_out().tolist() == names


def test_transform_needs_a_hidden_layer(data):
    """
    A linear network has no features of its own.
    """
    linear = NeuralClassifier((), max_epochs=2).fit(*data)

    with pytest.raises(ValueError, match=r"^transform needs a network with a hidden"):
        linear.transform(data[0])


def test_convolutional_network_on_pictures():
    """
    A small convolutional network, given as a function of shape and labels, reads
    pictures (n, channels, h, w); its last linear layer's input is the transform.
    """

    def network(shape, n_labels):
        return torch.nn.Sequential(
            torch.nn.Conv2d(shape[0], 8, 3, padding=1),
            torch.nn.ReLU(),
            torch.nn.MaxPool2d(2),
            torch.nn.Flatten(),
            torch.nn.Linear(8 * 16, n_labels),
        )

    X, y = load_digits(return_X_y=True)
    X = X.reshape(-1, 1, 8, 8)
    train, test = train_test_split(np.arange(len(X)), random_state=0)
    classifier = NeuralClassifier(
        module=network, max_epochs=15, learning_rate=0.005, random_state=0
    )

    classifier.fit(X[train], y[train])

    assert classifier.score(X[test], y[test]) > 0.96
    assert classifier.transform(X[:5]).shape == (5, 128)
    assert clone(classifier).get_params()["module"] is network


@pytest.mark.parametrize("weight", [0.0, -1.0])
def test_weights_that_teach_nothing_are_an_error(data, weight):
    """
    Without any positive weight there is nothing to learn (of no weight at all, newer
    scikit-learn says so itself).
    """
    message = r"^[sS]ample.weight.* must |^Negative values in data passed to `sample_w"
    with pytest.raises(ValueError, match=message):
        NeuralClassifier().fit(*data, sample_weight=np.full(300, weight))


def test_a_score_that_is_no_number_is_an_error(data):
    """
    What cannot be computed on the validation part is not watched in silence.
    """
    message = (
        r"^monitor must give a number on the validation part, got nan for <function .* "
        r"in epoch 1\.$"
    )
    with pytest.raises(ValueError, match=message):
        NeuralClassifier(monitor=lambda Y, P: np.nan).fit(*data)


def test_validation_weighs_cells_as_training_does(data, monkeypatch):
    """
    With class_weight="balanced", the weights of the cells come from the training part
    and hold in the validation part too.
    """
    from mlclf.neural._samples import Samples

    weights = []
    original = Samples.__init__

    def spy(self, X, Y=None, sample_weight=None, label_weights=None, **kwargs):
        weights.append(label_weights)
        original(self, X, Y, sample_weight, label_weights, **kwargs)

    monkeypatch.setattr(Samples, "__init__", spy)

    NeuralClassifier(max_epochs=1, class_weight="balanced").fit(*data)

    assert_array_equal(weights[0], weights[1])


def test_answers_without_the_device_it_was_trained_on(data, tmp_path):
    """
    What was trained on a GPU answers without one, pickled or saved; to train it further
    needs the device.
    """
    pytest.importorskip("safetensors")
    X, Y = data
    fitted = NeuralClassifier((8,), max_epochs=2).fit(X, Y)
    expected = fitted.set_params(device="cpu").predict_proba(X)
    fitted.set_params(device="cuda:99").save(tmp_path / "model")
    loaded = NeuralClassifier.load(tmp_path / "model")

    for classifier in (pickle.loads(pickle.dumps(fitted)), loaded):
        assert_array_equal(classifier.predict_proba(X), expected)
        with pytest.raises(ValueError, match=r"^device must be None or a torch device"):
            classifier.partial_fit(X, Y)
