"""What the declarations' migrations make of rating and reward, as functions that test fixtures call again."""

from decimal import Decimal

from django.utils import timezone

from declarations.ratings.rows import columns_of, reward_columns_of
from rating import plain, reward, shipped

KEYS = {"GB/T 51129-2017": "gbt51129-2017", "DB11/T 1831-2021": "db11t1831-2021"}
AREA_RULES = [
    {
        "kind": "demonstration",
        "title": "北京市装配式建筑示范工程征集",
        "source": "京建发〔2025〕483号",
        "project_area": Decimal(20_000),
        "building_area": Decimal(5_000),
        "note": "文件的准确标题、施行日期，以及按项目申报时是总建筑面积还是地上建筑面积，待核",
    }
]


def make_rules(apps) -> None:
    """The schemes that come with the program (GB/T 51129-2017 complete and enabled, DB11/T 1831-2021 empty and disabled),
    the two generations of reward rules, the area conditions. Safe to run again; changes nothing kept.
    """
    for scheme in shipped.SCHEMES:
        _make_scheme(apps, scheme)
    for rule in reward.RULES:
        head, lines = reward_columns_of(rule)
        row, is_new = _model(apps, "RewardRule").objects.get_or_create(code=head.pop("code"), defaults=head)
        if is_new:
            _make_lines(apps, row, "rule", lines, REWARD_LINES)
    for area in AREA_RULES:
        found = {name: area[name] for name in ("kind", "source")}
        _model(apps, "AreaRule").objects.get_or_create(**found, defaults=area)


SCHEME_LINES = {
    "groups": "SchemeGroup",
    "items": "SchemeItem",
    "conditions": "SchemeCondition",
    "grades": "SchemeGrade",
}
REWARD_LINES = {"rates": "RewardRate", "routes": "RewardRoute", "needs": "RewardNeed"}


def _make_scheme(apps, scheme) -> None:
    head, lines = columns_of(scheme)
    rows = _model(apps, "ScoringScheme").objects
    row, is_new = rows.get_or_create(key=KEYS[scheme.code], defaults=head)
    if not is_new:
        return
    _make_lines(apps, row, "scheme", lines, SCHEME_LINES)
    if scheme.is_ready:
        _model(apps, "SchemeVersion").objects.create(
            scheme_id=row.pk, version_number=1, content=plain.to_plain(scheme), made_at=timezone.now()
        )


def _make_lines(apps, row, parent: str, lines: dict[str, list[dict]], models: dict[str, str]) -> None:
    for name, found in lines.items():
        for position, columns in enumerate(found):
            _model(apps, models[name]).objects.create(**{f"{parent}_id": row.pk}, sort_order=position, **columns)


def _model(apps, name: str):
    return apps.get_model("declarations", name)


def remove_rules(apps) -> None:
    """Takes away what the first function makes, with everything that was typed since."""
    for name in ("SchemeVersion", *SCHEME_LINES.values(), "ScoringScheme", *REWARD_LINES.values(), "RewardRule"):
        _model(apps, name).objects.all().delete()
    _model(apps, "AreaRule").objects.all().delete()
