"""Sealing with pyHanko: a PAdES signature that certifies the file as it is, the visible seal where the layout says.

It is the last thing done to a file: whatever is changed afterwards shows, and an appended update shows too.
"""

import re
import secrets
from datetime import datetime
from functools import cached_property
from io import BytesIO
from pathlib import Path

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from django.conf import settings
from pyhanko.pdf_utils.content import ImportedPdfPage
from pyhanko.pdf_utils.generic import DictionaryObject, NameObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import BoxConstraints
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter
from pyhanko.sign.general import SigningError, get_pyca_cryptography_hash
from pyhanko.sign.timestamps import HTTPTimeStamper, TimestampRequestError
from pyhanko.stamp import StaticStampStyle

from library.apart import GaveUp, run_apart
from paperwork.papers import Body
from paperwork.sealing import conformity, keys
from paperwork.sealing.base import TEST_MARK, Certificate, Examination, SealFailed
from paperwork.sealing.drawing import seal_page

FIELD = "Seal"
READABLE = "电子印章"
SLACK = 128  # hexadecimal digits: two signatures of one key differ by a few
_GAP = re.compile(rb"/ByteRange ?\[ ?0 (\d+) (\d+)")
EXAMINER = Path(__file__).with_name("examine.py")


class FastSigner(signers.SimpleSigner):
    """pyHanko parses and checks the private key anew at every signature, 166 ms for RSA 2048: this one keeps it."""

    @cached_property
    def _private(self):
        return serialization.load_der_private_key(self.signing_key.dump(), password=None)

    def sign_raw(self, data: bytes, digest_algorithm: str) -> bytes:
        mechanism = self.get_signature_mechanism_for_digest(digest_algorithm).signature_algo
        digest = get_pyca_cryptography_hash(digest_algorithm)
        if mechanism == "rsassa_pkcs1v15":
            return self._private.sign(data, PKCS1v15(), digest)
        if mechanism == "ecdsa":
            return self._private.sign(data, signature_algorithm=ECDSA(digest))
        return super().sign_raw(data, digest_algorithm)


class _Update(IncrementalPdfFileWriter):
    """The update with the signature. What the file says of itself stays as the layout wrote it: pyHanko would set its
    own name and date, and in doing so spoils the description of PDF/UA's mark, which PDF/A asks for."""

    def _update_meta(self) -> None:
        pass


class _Drawing(ImportedPdfPage):
    """A page held in memory, drawn into the seal's box as ink: what is printed below stays readable."""

    def __init__(self, page: bytes):
        self.page = page
        super().__init__("")

    def render(self) -> bytes:
        form = self._ensure_writer.import_page_as_xobject(PdfFileReader(BytesIO(self.page)))
        name = f"/Import{secrets.token_hex(8)}"
        self.resources.xobject[name] = form
        left, bottom, right, top = form.get_object()["/BBox"]
        self.box = BoxConstraints(width=abs(right - left), height=abs(top - bottom))
        self.resources.ext_g_state["/Ink"] = DictionaryObject(
            {NameObject("/Type"): NameObject("/ExtGState"), NameObject("/BM"): NameObject("/Multiply")}
        )
        return f"/Ink gs {name} Do".encode("ascii")


class PyHankoSealer:
    """The seal with a key from a PKCS#12 file or a PKCS#11 token (SEAL in the settings)."""

    def __init__(self):
        url = settings.SEAL["timestamp_url"]
        self._reserved: int | None = None  # by None pyHanko signs once more beforehand, to see how long it gets
        self.timestamper = HTTPTimeStamper(url, timeout=10) if url else None

    @cached_property
    def _signer(self) -> signers.Signer:
        if settings.SEAL["pkcs11_module"]:
            from paperwork.sealing.token import token_signer  # noqa: PLC0415  needs a package of its own

            return token_signer()
        key = keys.key()
        plain = signers.SimpleSigner.load_pkcs12_data(key.container, [], key.passphrase or None)
        return FastSigner(plain.signing_cert, plain.signing_key, plain.cert_registry)

    @cached_property
    def _certificate(self) -> Certificate:
        if settings.SEAL["pkcs11_module"]:
            from cryptography import x509  # noqa: PLC0415  only for tokens

            found = keys.described(x509.load_der_x509_certificate(self._signer.signing_cert.dump()))
            keys.guard(found)
            return found
        return keys.key().certificate

    def certificate(self) -> Certificate:
        """See Sealer. The date of expiry is looked at each time, for a worker runs for months."""
        keys.guard(self._certificate)
        return self._certificate

    def seal(self, body: Body, *, number: str, unit: str, at: datetime) -> bytes:
        """See Sealer. 20 to 50 ms with a key from a file."""
        certificate = self.certificate()
        meta = signers.PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm="sha256",
            reason=number,
            name=unit,
            subfilter=SigSeedSubFilter.PADES,
            certify=True,
            docmdp_permissions=MDPPerm.NO_CHANGES,
            signer_key_usage=set(),  # what the office's certificate may be used for is the office's to know
        )
        place, box, style = body.seal, None, None
        if place:
            box = tuple(round(each) for each in (place.x, place.y, place.x + place.size, place.y + place.size))
            name = settings.SEAL["name"] + (f"（{TEST_MARK}）" if certificate.is_test else "")
            style = StaticStampStyle(border_width=0, background=_Drawing(seal_page(unit, name)), background_opacity=1)
        field = SigFieldSpec(FIELD, on_page=place.page if place else 0, box=box, readable_field_name=READABLE)
        signer = signers.PdfSigner(meta, self._signer, timestamper=self.timestamper, stamp_style=style)
        out = BytesIO()
        try:
            writer = _Update(BytesIO(body.pdf))
            conformity.place_field(writer, field)
            signer.sign_pdf(writer, output=out, bytes_reserved=self._reserved)
        except TimestampRequestError as problem:
            raise SealFailed("时间戳服务没有应答，稍后会再试。") from problem
        except (PdfError, SigningError, ValueError, OSError) as problem:
            raise SealFailed(f"盖章失败（{type(problem).__name__}）。") from problem
        if self.timestamper is None and self._reserved is None:
            start, end = map(int, _GAP.search(out.getvalue()).groups())
            self._reserved = end - start - 2 + SLACK
        return out.getvalue()

    def examine(self, file: Path, known: list[str]) -> Examination:
        """See Sealer. In a process of its own: the file is a stranger's. GaveUp (library.apart) is for the caller."""
        answer = run_apart(EXAMINER, str(file), *known)
        if answer.get("unreadable"):
            raise GaveUp(timeout=False)
        return Examination(**answer)
