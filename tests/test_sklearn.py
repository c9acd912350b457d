"""Tests of the seam to scikit-learn."""

import io
from contextlib import redirect_stdout

import pytest
from sklearn.datasets import make_multilabel_classification
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.naive_bayes import ComplementNB, GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import mlclf._sklearn as seam
from mlclf import BinaryRelevance, BRkNN, ClassifierChain, LabelPowerset, MLkNN

callback = pytest.importorskip("sklearn.callback", reason="callbacks need 1.9")


class Recorder:
    """A callback that writes down the tasks it is told of."""

    def __init__(self):
        self.tasks = []

    def setup(self, estimator, context):
        self.tasks.append("setup")

    def teardown(self, estimator, context):
        self.tasks.append("teardown")

    def on_fit_task_begin(self, estimator, context):
        pass

    def on_fit_task_end(self, estimator, context):
        self.tasks.append(context.task_name)


@pytest.fixture
def data():
    return make_multilabel_classification(n_samples=50, n_classes=3, random_state=0)


@pytest.mark.parametrize("n_jobs", [1, 2])
def test_each_label_is_reported(data, n_jobs):
    """
    A callback hears of every label, then of the whole fit.
    """
    recorder = Recorder()
    classifier = BinaryRelevance(LogisticRegression(max_iter=500), n_jobs=n_jobs)

    classifier.set_callbacks(recorder).fit(*data)

    assert recorder.tasks == ["setup", *["label"] * 3, "fit", "teardown"]


@pytest.mark.parametrize(
    "classifier", [LabelPowerset(GaussianNB()), MLkNN(), BRkNN()], ids=repr
)
def test_a_fit_in_one_piece_is_reported(data, classifier):
    """
    Where a fit has no parts, a callback still hears of its beginning and its end.
    """
    recorder = Recorder()

    classifier.set_callbacks(recorder).fit(*data)

    assert recorder.tasks == ["setup", "fit", "teardown"]


@pytest.mark.parametrize("inner", [False, True], ids=["alone", "in a Pipeline"])
def test_the_progress_of_a_search_holds_that_of_its_fits(data, inner):
    """
    GridSearchCV hands its progress bar on to the classifiers that it fits.
    """
    pytest.importorskip("rich")
    screen = io.StringIO()
    classifier = BinaryRelevance(LogisticRegression(max_iter=500))
    if inner:
        classifier = make_pipeline(StandardScaler(), classifier)
    search = GridSearchCV(classifier, {}, cv=2, scoring="f1_micro")

    with redirect_stdout(screen):
        search.set_callbacks(callback.ProgressBar()).fit(*data)

    assert type(classifier).__name__ in screen.getvalue()
    assert "100%" in screen.getvalue()


def test_a_failing_fit_is_torn_down(data):
    """
    When fit raises, callbacks are still told that it is over.
    """
    X, y = data
    recorder = Recorder()
    chain = ClassifierChain(ComplementNB(), solver="separate")

    with pytest.raises(ValueError, match="Negative values"):  # by the base itself
        chain.set_callbacks(recorder).fit(X - X.max(), y)

    assert recorder.tasks[0] == "setup"
    assert recorder.tasks[-1] == "teardown"


def test_the_progress_bar_counts_the_labels(data):
    """
    scikit-learn's ProgressBar shows the fit of the meta-estimator to its end.
    """
    pytest.importorskip("rich")
    screen = io.StringIO()
    chain = ClassifierChain(LogisticRegression(max_iter=500))

    with redirect_stdout(screen):
        chain.set_callbacks(callback.ProgressBar()).fit(*data)

    assert "ClassifierChain" in screen.getvalue()
    assert "100%" in screen.getvalue()


def test_all_names_exist():
    """
    Everything the seam promises can be imported from it.
    """
    assert all(hasattr(seam, name) for name in seam.__all__)
