from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "projects"
    verbose_name = "工程项目"

    def ready(self) -> None:
        from accounts import audit_words  # noqa: PLC0415  needs every model, as all below
        from projects.enums import PartyRole  # noqa: PLC0415
        from projects.sample import loading  # noqa: F401, PLC0415  the sample site has projects

        for role in PartyRole:
            audit_words.read_as(role.value, role.label)
