"""What declarations do again and again."""

from datetime import timedelta

from declarations.services import publicity
from operations.jobs import job


@job("take_down_publicity", label="撤下期满的公示", every=timedelta(minutes=10))
def take_down_publicity() -> None:
    """Pages of results whose last day is over."""
    publicity.take_down()
