"""The seal's key: from a PKCS#12 file by settings or, where the settings allow it, one made for trying and marked 测试."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from django.conf import settings

from paperwork.sealing.base import TEST_MARK, Certificate, SealFailed
from portal.kept import kept

TEST_NAME = f"{TEST_MARK}印章（没有效力）"
TEST_YEARS = 10


@dataclass(frozen=True)
class Key:
    """A PKCS#12 container with what opens it, and the certificate inside."""

    container: bytes
    passphrase: bytes
    certificate: Certificate


def test_key_file() -> Path:
    """Where the key for trying is kept."""
    return Path(settings.DATA_DIR) / "test-seal.p12"


def key() -> Key:
    """The key that seals now. SealFailed when there is none, it cannot be opened, or it is one for trying where that
    is not allowed."""
    options = settings.SEAL
    if options["p12"]:
        found = read(Path(options["p12"]))
    elif options["allow_test_key"]:
        found = _opened(kept(test_key_file(), made_for_trying), b"")
    else:
        raise SealFailed("没有设置印章密钥：请设置环境变量 SEAL_P12。")
    guard(found.certificate)
    return found


def read(file: Path) -> Key:
    """The key in a file, opened with the passphrase of the settings. SealFailed when it cannot be."""
    try:
        container = file.read_bytes()
    except OSError as problem:
        raise SealFailed(f"印章密钥文件打不开（{problem.strerror}），请核对环境变量 SEAL_P12。") from problem
    return _opened(container, passphrase(settings.SEAL))


def guard(certificate: Certificate) -> None:
    """SealFailed for a certificate that must not seal: one for trying on a real site, or one whose time is over."""
    if certificate.is_test and not settings.SEAL["allow_test_key"]:
        raise SealFailed("印章证书是测试用的，正式网站不能用它签发文书。")
    if certificate.not_after < datetime.now(UTC):
        raise SealFailed(f"印章证书已于 {certificate.not_after:%Y-%m-%d} 过期，请更换。")


def passphrase(options: Mapping[str, str], name: str = "passphrase") -> bytes:
    """From the settings themselves, or from the file they name."""
    if options[name]:
        return options[name].encode()
    if not options[f"{name}_file"]:
        return b""
    try:
        return Path(options[f"{name}_file"]).read_bytes().strip()
    except OSError as problem:
        raise SealFailed(f"印章密钥的口令文件打不开（{problem.strerror}）。") from problem


def described(certificate: x509.Certificate) -> Certificate:
    """What is kept and shown of a certificate."""
    names = certificate.subject.get_attributes_for_oid(NameOID.COMMON_NAME)
    return Certificate(
        fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
        pem=certificate.public_bytes(serialization.Encoding.PEM).decode("ascii"),
        subject=str(names[0].value if names else certificate.subject.rfc4514_string())[:200],
        not_after=certificate.not_valid_after_utc,
    )


def _opened(container: bytes, secret: bytes) -> Key:
    try:
        private, certificate, _ = pkcs12.load_key_and_certificates(container, secret or None)
    except ValueError as problem:
        raise SealFailed("印章密钥文件打不开：不是 PKCS#12 文件，或者口令不对。") from problem
    if private is None or certificate is None:
        raise SealFailed("印章密钥文件中没有密钥或证书。")
    return Key(container, secret, described(certificate))


def made_for_trying() -> bytes:
    """A new key with a certificate of its own whose name says 测试, without a passphrase. For P-256 takes no time."""
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [x509.NameAttribute(NameOID.COUNTRY_NAME, "CN"), x509.NameAttribute(NameOID.COMMON_NAME, TEST_NAME)]
    )
    begins = datetime.now(UTC) - timedelta(days=1)
    use = dict.fromkeys(
        [
            "key_encipherment",
            "data_encipherment",
            "key_agreement",
            "key_cert_sign",
            "crl_sign",
            "encipher_only",
            "decipher_only",
        ],
        False,
    )
    public = private.public_key()
    certificate = (
        x509.CertificateBuilder(name, name, public, x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(begins + timedelta(days=366 * TEST_YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.KeyUsage(digital_signature=True, content_commitment=True, **use), critical=True)
        .sign(private, hashes.SHA256())
    )
    return pkcs12.serialize_key_and_certificates(
        secrets.token_hex(4).encode(), private, certificate, None, serialization.NoEncryption()
    )
