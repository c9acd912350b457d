"""Select and encode features by several labels at once."""

from mlclf.features._label_target_encoder import LabelTargetEncoder
from mlclf.features._multi_label_score import MultiLabelScore

__all__ = ["LabelTargetEncoder", "MultiLabelScore"]
