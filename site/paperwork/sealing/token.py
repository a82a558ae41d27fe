"""Signing with a key that never leaves its token (UKey, HSM), by PKCS#11. Needs `pip install pyhanko[pkcs11]`."""

from django.conf import settings
from pyhanko.config.pkcs11 import TokenCriteria
from pyhanko.sign.signers import Signer

from paperwork.sealing import keys
from paperwork.sealing.base import SealFailed


def token_signer() -> Signer:
    """A signer over a session that stays open as long as the process. SealFailed when the token does not answer."""
    try:
        from pyhanko.sign.pkcs11 import PKCS11Signer, open_pkcs11_session  # noqa: PLC0415  only where a token is used
    except ImportError as problem:
        raise SealFailed("SEAL_PKCS11_MODULE 需要另装依赖：pip install 'pyhanko[pkcs11]'。") from problem
    import pkcs11  # noqa: PLC0415  as above

    options = settings.SEAL
    try:
        session = open_pkcs11_session(
            options["pkcs11_module"],
            token_criteria=TokenCriteria(label=options["pkcs11_token"]),
            user_pin=keys.passphrase(options, "pkcs11_pin").decode(),
        )
        return PKCS11Signer(session, cert_label=options["pkcs11_label"], key_label=options["pkcs11_label"])
    except (pkcs11.PKCS11Error, pkcs11.exceptions.PKCS11Error, OSError) as problem:
        raise SealFailed(f"印章密钥设备没有应答（{type(problem).__name__}）。") from problem
