"""What the outbox needs done again and again."""

from datetime import timedelta

from notifications import services
from operations.jobs import job


@job("settle_messages", label="核对中断的消息", every=timedelta(minutes=5))
def settle_messages() -> None:
    """Messages that a crash cut off."""
    services.settle_cut_off()


@job("ask_for_calls", label="提出电话通知", every=timedelta(minutes=30))
def ask_for_calls() -> None:
    """Important messages that did not arrive."""
    services.ask_for_calls()
