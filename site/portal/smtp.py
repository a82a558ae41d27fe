"""Sending mail to a server that may be away."""

from django.core.mail.backends import smtp


class EmailBackend(smtp.EmailBackend):
    """Django's, with one kind of error for a server that cannot be reached.

    Wagtail's notices to editors go on without mail on ConnectionError, but not when the name of the server is unknown
    or it refuses the password: those are ConnectionError here too, and are logged by whoever sends.
    """

    def open(self):
        try:
            return super().open()
        except (ConnectionError, TimeoutError):
            raise
        except OSError as error:
            raise ConnectionError(f"mail server: {error}") from error
