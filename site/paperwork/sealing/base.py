"""What a seal has to be able to do. A vendor's national-crypto seal (GM/T 0031, GB/T 38540) is another class with these.

SEAL["backend"] names the class; it is made once in a process, with nothing given.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from paperwork.papers import Body

TEST_MARK = "测试"  # stands in the name of every certificate that is not for real papers


class SealFailed(Exception):
    """The seal could not be set; str(error) says why, in Chinese, without secrets."""


@dataclass(frozen=True)
class Certificate:
    """A certificate as people and the store know it. fingerprint: SHA-256 of its DER, in hexadecimal."""

    fingerprint: str
    pem: str
    subject: str
    not_after: datetime

    @property
    def is_test(self) -> bool:
        """Whether its name says that it is for trying."""
        return TEST_MARK in self.subject


@dataclass(frozen=True)
class Examination:
    """What the signatures in a file say. signer: fingerprint of the certificate, "" for none that is known.

    is_intact: what was signed is unchanged; is_whole: nothing was added afterwards either. number: that the file says
    of itself, unproved unless it is intact.
    """

    signer: str = ""
    is_intact: bool = False
    is_whole: bool = False
    number: str = ""


class Sealer(Protocol):
    """The office's seal."""

    def certificate(self) -> Certificate:
        """The certificate that seals are set with now. SealFailed when there is none."""

    def seal(self, body: Body, *, number: str, unit: str, at: datetime) -> bytes:
        """The sealed file. number: of the paper; unit: whose seal it is, as the visible seal shows it. SealFailed."""

    def examine(self, file: Path, known: list[str]) -> Examination:
        """What a file that anybody may have made says; known: every certificate of ours, as PEM. Never trusts the file."""


def sealer() -> Sealer:
    """The one that the settings name."""
    return _made(settings.SEAL["backend"], tuple(sorted(settings.SEAL.items())))


@lru_cache(maxsize=4)
def _made(backend: str, options: tuple) -> Sealer:
    return import_string(backend)()
