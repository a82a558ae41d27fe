from django.apps import AppConfig


class MembershipConfig(AppConfig):
    name = "membership"
    verbose_name = "单位认领"

    def ready(self) -> None:
        from casework import kinds  # noqa: PLC0415
        from membership import personal, receivers  # noqa: F401, PLC0415  people's data; what identity providers say
        from membership.kind import KIND, TEXTS  # noqa: PLC0415
        from notifications import texts  # noqa: PLC0415

        kinds.register(KIND)
        for text in TEXTS:
            texts.register(text)
