from django.apps import AppConfig

from casework import kinds


class BookingsConfig(AppConfig):
    name = "bookings"
    verbose_name = "查档预约"

    def ready(self) -> None:
        kinds.register(kinds.ServiceKind("booking", "查档预约"))
