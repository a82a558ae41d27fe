"""What a gateway's silence or error means for a message: shared by all channels that ask over the network.

A connection that never stood means that the gateway has nothing, so the message may be tried again. An answer that was
not read, or an error inside the gateway, says nothing about the message: it is in doubt.
"""

import logging
from collections.abc import Iterator

import requests

from notifications.channels import GatewayDown, InDoubt

TIMEOUT = (5, 15)  # seconds to connect and to read
NOT_TAKEN = (429, 503)  # of a gateway that has too much to do and says so before it does anything
NEVER_SENT = (requests.ConnectTimeout, requests.exceptions.ProxyError, requests.exceptions.SSLError)


def hush(*names: str) -> None:
    """Makes loggers of SDKs silent that write requests, and so numbers and texts, into the log."""
    for name in names:
        logging.getLogger(name).setLevel(logging.ERROR)


hush("urllib3.connectionpool")


def from_status(status: int) -> Exception:
    """The error that a bad HTTP status means."""
    if status in NOT_TAKEN:
        return GatewayDown(f"短信平台正忙（HTTP {status}），稍后再试")
    return InDoubt(f"短信平台出错（HTTP {status}），不知道是否已经发出")


def from_network(error: BaseException) -> Exception:
    """The error that a failure of the network means, wherever in the chain of causes an SDK has hidden it."""
    for each in _chain(error):
        if isinstance(each, NEVER_SENT):
            return GatewayDown("连接不上短信平台")
        if isinstance(each, requests.Timeout):
            return InDoubt("短信平台没有及时回答，不知道是否已经发出")
        if isinstance(each, requests.ConnectionError):
            return GatewayDown("连接不上短信平台") if _was_refused(each) else InDoubt("与短信平台的连接中断")
    return InDoubt(f"短信平台的回答看不懂（{type(error).__name__}）")


def _was_refused(error: requests.ConnectionError) -> bool:
    """Whether no connection stood: nobody listened, or the name was not found."""
    reason = getattr(error.args[0] if error.args else None, "reason", None)
    return type(reason).__name__ in {"NewConnectionError", "NameResolutionError"}


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: list[BaseException] = []
    waiting: list[BaseException | None] = [error]
    while waiting:
        each = waiting.pop(0)
        if each is None or any(each is other for other in seen):
            continue
        seen.append(each)
        yield each
        waiting += [getattr(each, "inner_exception", None), each.__cause__, each.__context__]
