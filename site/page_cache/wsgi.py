"""The look-up ahead of Django: a public page that is kept is sent without waking the framework."""

import time
from collections.abc import Callable, Iterable

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone

from page_cache import generation
from page_cache.addresses import Address, Rules, address_of
from page_cache.answers import Answer, Headers
from page_cache.keeping import SAFETY_SECONDS
from page_cache.marking import ATTRIBUTE, Public
from page_cache.store import Store


class PageCache:
    """WSGI application around the site's own.

    Before the site renders, the generation is read; what it renders is kept under that one. A change made meanwhile
    has replaced it by then, and the page is sent to the one reader who asked and to nobody else.
    """

    def __init__(self, application: Callable):
        self.application = application
        self.store = Store(settings.PAGE_CACHE_BYTES)
        self._rules = Rules.from_settings()

    def __call__(self, environ: dict, start_response: Callable) -> Iterable[bytes]:
        token = generation.shared().read()
        address = address_of(environ, self._rules) if token is not None else None
        if address is None:
            with generation.during_request(token):
                return self.application(environ, start_response)
        self.store.enter(token)
        answer = self._find(address)
        if answer is None:
            answer = self._ask(environ, start_response, token, address)
            if not isinstance(answer, Answer):
                return answer
        status, headers, body = answer.reply(environ)
        start_response(status, headers)
        return [body]

    def _find(self, address: Address) -> Answer | None:
        parameters = self.store.get(address.place)
        if parameters is None:
            return None
        answer = self.store.get(address.key(parameters))
        return answer if answer is not None and answer.expires > time.monotonic() else None

    def _ask(self, environ, start_response, token, address) -> Answer | Iterable[bytes]:
        """The site's answer, kept when it may be; an answer that may not is passed on untouched."""
        started: list = []

        def note(status: str, headers: Headers, exc_info=None) -> None:
            started[:] = [status, headers, exc_info]

        with generation.during_request(token):
            response = self.application(environ, note)
        public = getattr(response, ATTRIBUTE, None)
        if public is None or environ["REQUEST_METHOD"] != "GET" or not _may_be_shared(response):
            start_response(*started)
            return response
        answer = Answer(started[1], response.content, _lifetime(public))
        response.close()
        if address.asks_only(public.parameters) and answer.expires > time.monotonic():
            self.store.put(token, address.place, public.parameters, 0)
            self.store.put(token, address.key(public.parameters), answer, answer.size)
        return answer


def _may_be_shared(response: HttpResponse) -> bool:
    """Whether the response is a plain page without anything personal in its headers, whatever its mark says."""
    vary = {name.strip().lower() for name in response.get("Vary", "").split(",")}
    control = response.get("Cache-Control", "")
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and vary.isdisjoint({"cookie", "*"})
        and "private" not in control
        and "no-store" not in control
    )


def _lifetime(public: Public) -> float:
    if public.until is None:
        return SAFETY_SECONDS
    return min(SAFETY_SECONDS, (public.until - timezone.now()).total_seconds())
