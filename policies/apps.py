from django.apps import AppConfig


class PoliciesConfig(AppConfig):
    name = "policies"
    verbose_name = "政策与通知"

    def ready(self) -> None:
        from policies import signals  # noqa: F401, PLC0415  connects the receivers
