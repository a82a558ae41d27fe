"""What casework does again and again."""

from datetime import timedelta

from casework import anchors
from operations.jobs import job


@job("anchor_history", label="办理记录存证", every=timedelta(hours=1))
def anchor_history() -> None:
    """Signs the newest digests of every case that changed."""
    anchors.drop_anchor()
