from django.apps import AppConfig

from casework import kinds
from notifications import texts


class DeclarationsConfig(AppConfig):
    name = "declarations"
    verbose_name = "装配式建筑申报"

    def ready(self) -> None:
        from accounts import audit_words  # noqa: PLC0415  needs every model, as all below
        from declarations import printing, references  # noqa: PLC0415
        from declarations.kind import KINDS  # noqa: PLC0415
        from declarations.sample import loading  # noqa: F401, PLC0415  the sample site has declarations too
        from declarations.services import versions  # noqa: PLC0415
        from declarations.words import TEXTS  # noqa: PLC0415

        kinds.register(kinds.ServiceKind("rating", "装配率计算器", start_view="rating_calculator"))
        for kind in KINDS:
            kinds.register(kind)
            audit_words.read_as(kind.name, kind.label)
        for text in TEXTS:
            texts.register(text)
        references.register_all()
        versions.drawn_by(printing.version)
