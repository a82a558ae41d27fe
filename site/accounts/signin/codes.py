"""Codes by text message: sending within limits, and checking. Nothing here knows whether an account exists.

A code holds five minutes and five tries. It is kept as a keyed digest over a salt, the number and the code, so neither
the database nor a backup gives it away.
"""

import secrets
from datetime import timedelta
from enum import Enum

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from accounts.encryption import keyed_hash
from accounts.models import SignInCode
from accounts.signals import code_wanted

HOLDS = timedelta(minutes=5)
MOST_TRIES = 5
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
# (time, how many) for one telephone and for one network address; who answers the question in words instead of the
# picture gets fewer, for a sum is easier for a robot. A whole office may stand behind one address.
PHONE_LIMITS = [(timedelta(minutes=1), 1), (HOUR, 5), (DAY, 10)]
ADDRESS_LIMITS = [(HOUR, 20), (DAY, 60)]
PHONE_LIMITS_IN_WORDS = [(DAY, 3)]
ADDRESS_LIMITS_IN_WORDS = [(HOUR, 4), (DAY, 10)]
KEPT = timedelta(days=2)  # longer than any limit looks back


class TooOften(Exception):
    """The number or the address has asked for too many codes; `wait` says for how long at least."""

    def __init__(self, wait: timedelta):
        self.wait = wait
        super().__init__(f"获取验证码太频繁，请{spoken(wait)}后再试。")


class Outcome(Enum):
    """What became of a try."""

    RIGHT = "right"
    WRONG = "wrong"
    OVER = "over"  # used, replaced, too old, or tried too often: only a new code helps


def spoken(time: timedelta) -> str:
    """A length of time as people say it: 约 3 分钟."""
    minutes = max(1, round(time.total_seconds() / 60))
    return f"约 {minutes} 分钟" if minutes < 60 else f"约 {round(minutes / 60)} 小时"


@transaction.atomic
def send(phone: str, *, address: str, in_words: bool = False) -> SignInCode:
    """Sends a new code to a number and ends the one before; TooOften when a limit is reached.

    The open row of the number is locked, so that two requests at once do not both pass the limit.
    """
    now = timezone.now()
    phone_hash, address_digest = keyed_hash(phone), keyed_hash(f"address\n{address}")
    open_one = SignInCode.objects.select_for_update().filter(phone_hash=phone_hash, ended_at=None).first()
    _check_limits(phone_hash, address_digest, in_words=in_words, now=now)
    if open_one:
        open_one.ended_at = now
        open_one.save(update_fields=["ended_at"])
    code, salt = f"{secrets.randbelow(10**6):06}", secrets.token_hex(16)
    row = SignInCode(
        phone_hash=phone_hash,
        address_digest=address_digest,
        salt=salt,
        code_digest=_digest(salt, phone_hash, code),
        in_words=in_words,
        sent_at=now,
        expires_at=now + HOLDS,
    )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:  # another request for the same number was faster by a moment
        raise TooOften(PHONE_LIMITS[0][0]) from None
    code_wanted.send(sender=SignInCode, phone=phone, code=code, minutes=int(HOLDS.total_seconds() // 60))
    return row


@transaction.atomic
def check(code_id: int, phone: str, text: str) -> Outcome:
    """Tries a code; each try counts, the right one ends the code. A code can be used once."""
    row = SignInCode.objects.select_for_update().filter(pk=code_id).first()
    now = timezone.now()
    if row is None or row.ended_at or row.expires_at <= now or row.tries >= MOST_TRIES:
        return Outcome.OVER
    row.tries += 1
    phone_hash = keyed_hash(phone)
    right = constant_time_compare(row.code_digest, _digest(row.salt, phone_hash, text.strip()))
    if right or row.tries >= MOST_TRIES:
        row.ended_at = now
    row.save(update_fields=["tries", "ended_at"])
    if right:
        return Outcome.RIGHT
    return Outcome.OVER if row.ended_at else Outcome.WRONG


def forget_old() -> int:
    """Deletes codes that no limit looks back to any more."""
    return SignInCode.objects.filter(sent_at__lt=timezone.now() - KEPT).delete()[0]


def _check_limits(phone_hash: str, address_digest: str, *, in_words: bool, now) -> None:
    by_phone = SignInCode.objects.filter(phone_hash=phone_hash)
    by_address = SignInCode.objects.filter(address_digest=address_digest)
    counted = [(by_phone, PHONE_LIMITS), (by_address, ADDRESS_LIMITS)]
    if in_words:
        counted.append((by_phone.filter(in_words=True), PHONE_LIMITS_IN_WORDS))
        counted.append((by_address.filter(in_words=True), ADDRESS_LIMITS_IN_WORDS))
    for rows, limits in counted:
        for time, most in limits:
            sent = list(
                rows.filter(sent_at__gt=now - time).order_by("-sent_at").values_list("sent_at", flat=True)[:most]
            )
            if len(sent) >= most:
                raise TooOften(sent[-1] + time - now)


def _digest(salt: str, phone_hash: str, code: str) -> str:
    return keyed_hash(f"{salt}\n{phone_hash}\n{code}")
