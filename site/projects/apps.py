from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = "工程项目"

    def ready(self) -> None:
        from projects.sample import loading  # noqa: F401, PLC0415  the sample site has projects; needs every model
