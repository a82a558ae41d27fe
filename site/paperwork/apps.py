from pathlib import Path

from django.apps import AppConfig
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


class PaperworkConfig(AppConfig):
    name = "paperwork"
    verbose_name = "文书"

    def ready(self) -> None:
        """A real site does not start with the seal for trying. Where the key lies in a token, or only the worker may
        read it, `sealing.keys.guard` says the same at the first seal."""
        file = settings.SEAL["p12"]
        if settings.SEAL["allow_test_key"] or not file or not Path(file).is_file():
            return
        from paperwork.sealing import keys  # noqa: PLC0415  only where there is something to look at
        from paperwork.sealing.base import SealFailed  # noqa: PLC0415

        try:
            found = keys.read(Path(file))
        except SealFailed:
            return
        if found.certificate.is_test:
            raise ImproperlyConfigured(
                "环境变量 SEAL_P12 指向测试用的印章，正式网站不能用它签发文书：请换成本单位的印章证书。"
            )
