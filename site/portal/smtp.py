"""Sending mail to a server that may be away, or slow."""

from django.core.mail.backends import smtp
from django.db import transaction


class EmailBackend(smtp.EmailBackend):
    """Django's, with one kind of error for a server that cannot be reached, and never inside a transaction.

    Wagtail sends its notices to editors while it saves. A slow server would hold the database's write lock all that
    time, so mail waits for the commit; what goes wrong then is logged by Django.

    Wagtail's notices go on without mail on ConnectionError, but not when the name of the server is unknown or it
    refuses the password: those are ConnectionError here too, and are logged by whoever sends.
    """

    def open(self):
        if transaction.get_connection().in_atomic_block:
            return None
        try:
            return super().open()
        except (ConnectionError, TimeoutError):
            raise
        except OSError as error:
            raise ConnectionError(f"mail server: {error}") from error

    def send_messages(self, email_messages) -> int:
        messages = list(email_messages or [])
        if not transaction.get_connection().in_atomic_block:
            return super().send_messages(messages)
        transaction.on_commit(lambda: self.send_messages(messages), robust=True)
        return len(messages)
