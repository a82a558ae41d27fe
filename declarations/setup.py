"""What the migrations of the declarations make, as functions that test fixtures call again."""

from datetime import datetime

from django.utils import timezone

OPENS = datetime(2025, 1, 1)  # noqa: DTZ001  made aware below
CALLS = [
    (
        "reward_fund",
        "奖励资金申报（常年受理）",
        "《北京市建筑绿色发展奖励资金示范项目管理实施细则（试行）》（2023）：6月30日前申报的列入当年项目库。待核。",
    ),
    ("technology", "技术申报（常年受理）", "待核。"),
    ("demonstration", "示范项目申报（常年受理）", "京建发〔2025〕483号。"),
]


def make_calls(apps) -> None:
    """A standing call for each kind, until staff enter the real ones. Safe to run again; changes nothing kept."""
    calls = apps.get_model("declarations", "Call")
    for kind, title, source in CALLS:
        if not calls.objects.filter(kind=kind).exists():
            calls.objects.create(kind=kind, title=title, source=source, opens_at=timezone.make_aware(OPENS))


def remove_calls(apps) -> None:
    """Takes away what no declaration names."""
    apps.get_model("declarations", "Call").objects.all().delete()
