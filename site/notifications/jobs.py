"""What the outbox needs done again and again."""

from datetime import timedelta

from notifications import calls, services
from operations.jobs import job


@job("settle_messages", label="核对中断的消息", every=timedelta(minutes=5))
def settle_messages() -> None:
    """Messages that a crash cut off."""
    services.settle_cut_off()
    services.enqueue_forgotten()


@job("look_up_messages", label="查询短信送达结果", every=timedelta(minutes=10))
def look_up_messages() -> None:
    """Text messages that were handed to the gateway: whether they have arrived."""
    services.look_up_sent()


@job("ask_for_calls", label="提出电话通知", every=timedelta(minutes=30))
def ask_for_calls() -> None:
    """Important messages that did not arrive."""
    calls.ask_for_calls()
