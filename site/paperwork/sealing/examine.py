"""A program of its own: what the signatures in a stranger's PDF say. Called as examine.py FILE PEM… by pades.

Allows itself a gigabyte and 20 seconds of processor time. Answers one JSON object.
"""

import json
import logging
import resource
import sys
from pathlib import Path

MEMORY = 1024**3
SECONDS = 20
LONGEST_NUMBER = 60


def main(path: str, known: list[str]) -> dict:
    """See paperwork.sealing.base.Examination; {"unreadable": True} for what is no PDF that can be read."""
    from asn1crypto import pem, x509  # noqa: PLC0415  the limits above hold for these too
    from pyhanko.pdf_utils.reader import PdfFileReader  # noqa: PLC0415
    from pyhanko.sign.validation import validate_pdf_signature  # noqa: PLC0415
    from pyhanko_certvalidator import ValidationContext  # noqa: PLC0415

    ours = [x509.Certificate.load(pem.unarmor(text.encode("ascii"))[2]) for text in known]
    prints = {certificate.sha256: certificate.sha256.hex() for certificate in ours}
    with Path(path).open("rb") as file:
        signatures = PdfFileReader(file).embedded_signatures
        for signature in signatures:
            signer = prints.get(signature.signer_cert.sha256)
            if signer is None:
                continue
            number = str(signature.sig_object.get("/Reason", ""))[:LONGEST_NUMBER]
            moment = signature.self_reported_timestamp
            context = ValidationContext(
                trust_roots=ours, allow_fetching=False, moment=moment, revocation_mode="soft-fail"
            )
            status = validate_pdf_signature(signature, context)
            intact = bool(status.intact and status.valid)
            start, length = (int(each) for each in list(signature.byte_range)[2:4])
            # A signature beside ours, or any byte after it, is no part of what the office issued.
            alone = len(signatures) == 1 and start + length == Path(path).stat().st_size
            whole = bool(intact and status.bottom_line and alone)
            return {"signer": signer, "is_intact": intact, "is_whole": whole, "number": number}
    return {}


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    logging.disable(logging.CRITICAL)
    try:
        answer = main(sys.argv[1], sys.argv[2:])
    except Exception:
        answer = {"unreadable": True}
    print(json.dumps(answer))
