from django.apps import AppConfig

from casework import kinds
from notifications import texts


class BookingsConfig(AppConfig):
    name = "bookings"
    verbose_name = "查档预约"

    def ready(self) -> None:
        from accounts import audit_words  # noqa: PLC0415  needs every model, as all below
        from bookings import stored  # noqa: F401, PLC0415  what people take along of their data
        from bookings.kind import KIND  # noqa: PLC0415
        from bookings.sample import loading  # noqa: F401, PLC0415  the sample site has bookings too
        from bookings.services import displacement  # noqa: F401, PLC0415  readers follow a change of the calendar
        from bookings.words import TEXTS  # noqa: PLC0415

        kinds.register(KIND)
        audit_words.read_as(KIND.name, KIND.label)
        for text in TEXTS:
            texts.register(text)
