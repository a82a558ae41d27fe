"""Which requests may be answered from memory, and what tells one page from another."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.core.handlers.wsgi import get_str_from_wsgi
from django.http import parse_cookie

LONGEST_QUERY = 500
_NEVER = ("HTTP_AUTHORIZATION", "HTTP_X_REQUESTED_WITH")


@dataclass(frozen=True)
class Rules:
    """What the settings say about requests, read once."""

    personal_cookies: frozenset[str]
    variant_cookies: Mapping[str, frozenset[str]]
    secure_header: tuple[str, str] | None
    host_headers: tuple[str, ...]

    @classmethod
    def from_settings(cls) -> "Rules":
        host = ("HTTP_X_FORWARDED_HOST",) if settings.USE_X_FORWARDED_HOST else ()
        port = ("HTTP_X_FORWARDED_PORT",) if settings.USE_X_FORWARDED_PORT else ()
        return cls(
            personal_cookies=frozenset({settings.SESSION_COOKIE_NAME, "messages"}),
            variant_cookies={name: frozenset(values) for name, values in settings.PAGE_CACHE_VARIANTS.items()},
            secure_header=settings.SECURE_PROXY_SSL_HEADER,
            host_headers=(*host, "HTTP_HOST", *port),
        )


@dataclass(frozen=True)
class Address:
    """What is asked for: the place (scheme, host, path and way of reading), and the query as it was typed."""

    place: tuple
    query: str

    def key(self, parameters: frozenset[str]) -> tuple:
        """What identifies the answer, when it depends on these query parameters only."""
        if not self.query or not parameters:
            return self.place, ""
        pairs = [pair for pair in self.query.split("&") if pair.partition("=")[0] in parameters]
        return self.place, "&".join(sorted(pairs, key=lambda pair: pair.partition("=")[0]))

    def asks_only(self, parameters: frozenset[str]) -> bool:
        """Whether the query holds nothing else, so that an answer to it may be given to others."""
        return all(pair.partition("=")[0] in parameters for pair in self.query.split("&") if pair)


def address_of(environ: Mapping, rules: Rules) -> Address | None:
    """The address of an anonymous GET or HEAD; None for a request that only the site itself may answer."""
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or any(name in environ for name in _NEVER):
        return None
    query = environ.get("QUERY_STRING", "")
    if len(query) > LONGEST_QUERY:
        return None
    variant: tuple = ()
    if "HTTP_COOKIE" in environ:
        # Django's own parser: a cookie that we read otherwise than the page does would put the wrong page into the cache.
        cookies = parse_cookie(get_str_from_wsgi(environ, "HTTP_COOKIE", ""))
        if not rules.personal_cookies.isdisjoint(cookies):
            return None
        variant = tuple(
            (name, cookies[name]) for name, values in rules.variant_cookies.items() if cookies.get(name) in values
        )
    scheme = environ["wsgi.url_scheme"]
    if rules.secure_header and (said := environ.get(rules.secure_header[0])) is not None:
        scheme = "https" if said.split(",")[0].strip() == rules.secure_header[1] else "http"
    hosts = tuple(environ.get(name) for name in rules.host_headers)
    return Address((scheme, hosts, environ.get("SCRIPT_NAME", ""), environ.get("PATH_INFO", ""), variant), query)
