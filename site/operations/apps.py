from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class OperationsConfig(AppConfig):
    name = "operations"
    verbose_name = "运行"

    def ready(self) -> None:
        """Reads every app's jobs.py and readiness.py, so that what they register is known to all commands and views."""
        autodiscover_modules("jobs", "readiness")
