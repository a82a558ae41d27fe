"""The office's seal: where it stands, whose key it is, what is refused, and that a sealed file stays clean."""

from datetime import UTC, datetime, timedelta
from io import BytesIO
from types import SimpleNamespace

import page
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from pypdf import PdfReader

from paperwork import papers
from paperwork.papers import Body, Order
from paperwork.sealing import base, drawing, keys, pades
from paperwork.sealing.base import SealFailed
from tests.paperwork.conftest import render

AT = datetime(2026, 11, 20, 2, 30, tzinfo=UTC)
ORDER = Order("SY1-TP1", "HTTPS://WWW.EXAMPLE.INVALID/V/SY1-TP1/1AAAA", "示例市城市建设档案馆", AT)


def sealed(body: Body, **settings) -> bytes:
    return pades.PyHankoSealer(**settings).seal(body, number=ORDER.number, unit=ORDER.issuer, at=AT)


def container(name: str, secret: bytes = b"", days: int = 30) -> bytes:
    """An RSA key with a certificate of that name, as an owner's authority would give it."""
    key = rsa.generate_private_key(65537, 2048)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    begins = datetime.now(UTC) - timedelta(days=400)
    certificate = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(begins)
        .not_valid_after(datetime.now(UTC) + timedelta(days=days))
        .sign(key, hashes.SHA256())
    )
    locked = serialization.BestAvailableEncryption(secret) if secret else serialization.NoEncryption()
    return pkcs12.serialize_key_and_certificates(b"seal", key, certificate, None, locked)


@pytest.fixture
def configure(settings, tmp_path):
    """Sets the seal up anew: configure(content of the file, **options)."""

    def set_up(content: bytes = b"", **options) -> None:
        if content:
            (tmp_path / "seal.p12").write_bytes(content)
            options["p12"] = str(tmp_path / "seal.p12")
        settings.SEAL = {**settings.SEAL, **options}

    return set_up


def test_the_seal_stands_where_the_layout_says_and_forbids_any_change(db):
    body = render(ORDER)
    made = PdfFileReader(BytesIO(sealed(body)))
    (signature,) = made.embedded_signatures
    field, place = signature.sig_field, body.seal
    assert [float(each) for each in field["/Rect"]] == pytest.approx(
        [place.x, place.y, place.x + place.size, place.y + place.size], abs=1
    )
    assert signature.sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert signature.docmdp_level.name == "NO_CHANGES"
    trusting = ValidationContext(trust_roots=[signature.signer_cert])
    assert validate_pdf_signature(signature, trusting).bottom_line
    words = (
        PdfReader(BytesIO(drawing.seal_page("示例市城市建设档案馆", "业务办理专用章（测试）"))).pages[0].extract_text()
    )
    assert "".join(words.split()) == "示例市城市建设档案馆业务办理专用章（测试）"


def test_a_paper_without_a_place_is_signed_without_a_picture(db):
    body = Body(render(ORDER).pdf)
    (signature,) = PdfFileReader(BytesIO(sealed(body))).embedded_signatures
    assert [int(each) for each in signature.sig_field["/Rect"]] == [0, 0, 0, 0]


def test_the_unsigned_body_is_the_same_every_time(db):
    assert render(ORDER).pdf == render(ORDER).pdf


@pytest.mark.parametrize("profile", [page.ValidationProfile.PDF_A_2B, page.ValidationProfile.PDF_UA_1])
def test_a_sealed_file_is_as_clean_as_the_layout_made_it(db, profile):
    body = render(ORDER)
    for made in (body, Body(body.pdf)):
        assert [fault.message for fault in page.validate_pdf_bytes(sealed(made), profile=profile).failures] == []


@pytest.mark.parametrize(
    "unit", ["馆", "示例馆", "示例市城市建设档案馆", "某某市非物质文化遗产保护中心", "很长的单位名称" * 5]
)
def test_a_name_of_any_length_fits_the_ring(db, unit):
    made = PdfReader(BytesIO(drawing.seal_page(unit, "业务办理专用章")))
    assert unit in "".join(made.pages[0].extract_text().split())
    assert len(made.pages) == 1


def test_a_key_with_a_passphrase_from_a_file_seals(db, configure, tmp_path):
    (tmp_path / "secret").write_text("correct horse\n", encoding="ascii")
    configure(container("示例市城市建设档案馆", b"correct horse"), passphrase_file=str(tmp_path / "secret"))
    sealer = pades.PyHankoSealer()
    made = [sealer.seal(render(ORDER), number=ORDER.number, unit=ORDER.issuer, at=AT) for _ in range(2)]
    assert all(PdfFileReader(BytesIO(each)).embedded_signatures for each in made)
    assert not sealer.certificate().is_test


@pytest.mark.parametrize(
    ("content", "options", "sentence"),
    [
        (b"", {"p12": "/nowhere/seal.p12"}, "打不开（No such file"),
        (b"no container", {}, "不是 PKCS#12 文件，或者口令不对"),
        (container("示例馆", b"right"), {"passphrase": "wrong"}, "口令不对"),
        (container("示例馆", days=-1), {}, "过期"),
        (keys.made_for_trying(), {"allow_test_key": False}, "测试用的"),
        (b"", {"p12": "", "allow_test_key": False}, "没有设置印章密钥"),
        (container("示例馆"), {"passphrase_file": "/nowhere/secret"}, "口令文件打不开"),
        (b"", {"pkcs11_module": "/nowhere/token.so"}, "pyhanko\\[pkcs11\\]|没有应答"),
    ],
    ids=["missing", "garbage", "passphrase", "expired", "test", "none", "secret", "token"],
)
def test_what_cannot_seal_says_why_in_a_sentence(db, configure, content, options, sentence):
    configure(content, **options)
    with pytest.raises(SealFailed, match=sentence):
        sealed(render(ORDER))


def test_a_real_site_does_not_start_with_the_seal_for_trying(configure):
    configure(keys.made_for_trying(), allow_test_key=False)
    with pytest.raises(ImproperlyConfigured, match="测试用的印章"):
        apps.get_app_config("paperwork").ready()
    configure(container("示例馆"))
    apps.get_app_config("paperwork").ready()


def test_a_timestamp_server_that_does_not_answer_is_a_sentence(db, configure):
    configure(timestamp_url="http://127.0.0.1:9/")
    with pytest.raises(SealFailed, match="时间戳服务没有应答"):
        sealed(render(ORDER))


class VendorSeal:
    """Somebody else's seal."""

    def certificate(self):
        return SimpleNamespace(fingerprint="v" * 64, pem="-", subject="国密印章", not_after=AT, is_test=False)

    def seal(self, body, *, number, unit, at):
        return body.pdf + f"\n% {number} {unit}".encode()


def test_a_vendors_seal_is_plugged_in_by_its_path(issue, configure):
    configure(backend="tests.paperwork.test_sealing.VendorSeal")
    base._made.cache_clear()
    paper = issue()
    assert paper.certificate.subject == "国密印章"
    base._made.cache_clear()


def test_a_mark_or_name_is_registered_once():
    for kind in (papers.PaperKind("probe", "又一份", "ZZ", render), papers.PaperKind("other", "又一份", "TP", render)):
        with pytest.raises(ValueError, match="twice"):
            papers.register(kind)
    with pytest.raises(ValueError, match="capital letters"):
        papers.register(papers.PaperKind("small", "小写", "tp", render))
