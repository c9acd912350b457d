"""Data sets: readers, writers, the registry and its fetcher."""

from mlclf.datasets._arff import iter_arff, load_arff
from mlclf.datasets._arff_write import dump_arff
from mlclf.datasets._associations import LabelAssociations, associate_labels
from mlclf.datasets._digits import load_digit_pictures
from mlclf.datasets._errors import DatasetError, FormatError
from mlclf.datasets._fetch import fetch_dataset
from mlclf.datasets._generators import (
    make_chain_labels,
    make_independent_labels,
    make_tree_labels,
)
from mlclf.datasets._label_lists import dump_label_lists, load_label_lists
from mlclf.datasets._label_model import LabelModel
from mlclf.datasets._load import load
from mlclf.datasets._registry import describe, list_datasets
from mlclf.datasets._statistics import LabelStatistics, describe_labels
from mlclf.datasets._svmlight import dump_svmlight, load_svmlight
from mlclf.datasets._tables import dump_csv, dump_parquet, load_csv, load_parquet
from mlclf.datasets._xmc import dump_xmc, load_xmc, load_xmc_split

__all__ = [
    "DatasetError",
    "FormatError",
    "LabelAssociations",
    "LabelModel",
    "LabelStatistics",
    "associate_labels",
    "describe",
    "describe_labels",
    "dump_arff",
    "dump_csv",
    "dump_label_lists",
    "dump_parquet",
    "dump_svmlight",
    "dump_xmc",
    "fetch_dataset",
    "iter_arff",
    "list_datasets",
    "load",
    "load_arff",
    "load_csv",
    "load_digit_pictures",
    "load_label_lists",
    "load_parquet",
    "load_svmlight",
    "load_xmc",
    "load_xmc_split",
    "make_chain_labels",
    "make_independent_labels",
    "make_tree_labels",
]
