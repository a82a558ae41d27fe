"""One public page, ready to be sent: plain or compressed, or as the news that the reader's copy is still good."""

import gzip
import hashlib
import time
from collections.abc import Mapping
from email.utils import formatdate

Headers = list[tuple[str, str]]
# Of one request only, or made anew for each way of sending.
_NOT_KEPT = {"content-length", "content-encoding", "etag", "last-modified", "vary", "x-request-id"}
_SETTLED = (
    1.0  # seconds; HTTP dates count whole seconds, a younger page may still be followed by another of the same date
)


class Answer:
    """The 200 response of a public page. Its tag is weak, for both ways of sending carry the same words."""

    def __init__(self, headers: Headers, body: bytes, lifetime: float):
        """lifetime: seconds from now after which the answer is not given any more."""
        self.body = body
        self.made = time.time()
        self.expires = time.monotonic() + lifetime
        self.tag = f'W/"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
        self.date = formatdate(self.made, usegmt=True)
        kept = [(name, value) for name, value in headers if name.lower() not in _NOT_KEPT]
        vary = {part.strip() for name, value in headers if name.lower() == "vary" for part in value.split(",")}
        # Shared caches on the way must keep apart what we keep apart.
        vary |= {"Accept-Encoding", "Cookie"}
        self._common = [*kept, ("ETag", self.tag), ("Vary", ", ".join(sorted(vary)))]
        self._plain = [*self._common, ("Content-Length", str(len(body)))]
        self._compressed: tuple[Headers, bytes] | None = None
        self._unchanged = [pair for pair in self._common if pair[0].lower() != "content-type"]

    @property
    def size(self) -> int:
        """Bytes that the answer takes in memory, the compressed body counted as a third of the plain one."""
        return len(self.body) + len(self.body) // 3

    def reply(self, environ: Mapping) -> tuple[str, Headers, bytes]:
        """Status line, headers and body for this request; the body is empty for HEAD and 304."""
        dated = [("Last-Modified", self.date)] if time.time() - self.made > _SETTLED else []
        if self._is_known(environ, bool(dated)):
            return "304 Not Modified", self._unchanged + dated, b""
        headers, body = self._plain, self.body
        if _takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")):
            headers, body = self._gzip()
        return "200 OK", headers + dated, b"" if environ["REQUEST_METHOD"] == "HEAD" else body

    def _gzip(self) -> tuple[Headers, bytes]:
        if self._compressed is None:
            body = gzip.compress(self.body, compresslevel=6, mtime=0)
            length = [("Content-Encoding", "gzip"), ("Content-Length", str(len(body)))]
            self._compressed = ([*self._common, *length], body)
        return self._compressed

    def _is_known(self, environ: Mapping, dated: bool) -> bool:
        if tags := environ.get("HTTP_IF_NONE_MATCH"):
            bare = self.tag.removeprefix("W/")
            return tags.strip() == "*" or bare in {tag.strip().removeprefix("W/") for tag in tags.split(",")}
        return dated and environ.get("HTTP_IF_MODIFIED_SINCE") == self.date


def _takes_gzip(accepted: str) -> bool:
    for part in accepted.split(","):
        coding, _, quality = part.partition(";")
        if coding.strip().lower() == "gzip":
            return quality.replace(" ", "").lower() not in {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    return False
