"""Sessions in the database as Django keeps them, read by a prepared query: every page of somebody signed in begins so."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from page_cache.prepared import Prepared

_session = Prepared(lambda key: Session.objects.filter(session_key=key))


class SessionStore(db.SessionStore):
    """Sessions that end in the database end at once: nothing of them is kept elsewhere."""

    def _get_session_from_db(self) -> Session | None:
        found = next(iter(_session(self.session_key)), None)
        if found is not None and found.expire_date > timezone.now():
            return found
        self._session_key = None
        return None
