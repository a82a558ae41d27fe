"""What sample firms type into the sections of each kind: obviously samples, complete, and agreeing with themselves."""

from collections.abc import Mapping

from declarations.enums import REWARD_FUND, TECHNOLOGY

DESIGNER, DESIGNER_CODE = "示例设计研究院有限公司", "92141127MA0KD1Y64A"
RATED = {
    "scheme": "gbt51129-2017.1", "stage": "project", "filled_by": "示例填表人", "checked_by": "示例审核人",
    "rated_on": "2026-05-06", "q3f_done": "yes",
}  # fmt: skip
RATIOS = {
    "q1a": ("400", "1000"), "q1b": ("750", "1000"), "q2a": ("1000", "1000"), "q2b": ("500", "1000"),
    "q2c": ("800", "1000"), "q2d": ("550", "1000"), "q3a": ("0", "1000"), "q3b": ("850", "1000"),
    "q3c": ("700", "1000"), "q3d": ("500", "1000"),
}  # fmt: skip
"""Numerator and denominator of each ratio: 68.9 %, A级 (worked example 1 of the domain facts)."""
HIGH = RATIOS | {
    "q1a": ("800", "1000"), "q1b": ("800", "1000"), "q2b": ("800", "1000"), "q2d": ("800", "1000"),
    "q3b": ("900", "1000"), "q3c": ("900", "1000"), "q3d": ("600", "1000"),
}  # fmt: skip
"""The same with AA级."""


def answers(kind: str, entry: Mapping, *, firm: str, code: str) -> dict[str, dict | list[dict]]:
    """The answers to each section. entry: name, number (three digits, of which the project's numbers are made), grade."""
    project = _project(entry)
    unit = {
        "name": firm, "code": code, "firm_type": "owner", "registered_address": "北京市朝阳区示例路1号",
        "legal_person": "示例法人", "contact": "示例联系人", "mobile": "13900000001", "email": "sample@example.invalid",
        "postcode": "100000",
    }  # fmt: skip
    designer = {"role": "design", "name": DESIGNER, "code": DESIGNER_CODE, "manager": "示例负责人"}
    buildings = [_building(number) for number in (1, 2)]
    if kind == REWARD_FUND:
        return {
            "firm": unit | {"bank": "示例银行示例支行", "account_name": firm, "account": "0200 0000 0000 0000 000"},
            "permit": {"permit_number": _permit(entry), "issued_on": "2025-03-01", "scale": "36000", "price": "12000"},
            "project": project,
            "parties": [designer],
            "buildings": buildings,
            "ratings": [_rating(each["number"], entry.get("grade", "A")) for each in buildings],
        }
    if kind == TECHNOLOGY:
        return {
            "firm": unit,
            "project": project,
            "technology": {"name": entry["name"], "field": "connection", "principle": "示例：灌浆套筒连接，工厂预埋。"},
            "indicators": [{"indicator": "抗压强度", "value": "85", "unit": "MPa", "standard": "JG/T 408-2019"}],
            "rights": [{"right_type": "invention", "right_number": "ZL202310000000.0", "right_name": "示例专利"}],
            "promotion": {"economy": "示例：每层节约工期一天。", "prospects": "示例：可用于住宅和公共建筑。"},
            "applications": [{"work": "示例家园", "place": "北京", "area": "30000", "year": "2025"}],
        }
    grades = {"prefab_rate": "68.9", "grade": entry.get("grade", "A")}
    contact = {"contact": "示例联系人", "mobile": "13900000001"}
    return {
        "project": project | {"no_accident": "on"},
        "applicants": [
            {"role": "owner", "name": firm, "code": code, "manager": "示例负责人", "is_lead": "on"} | contact,
            designer | contact,
        ],
        "buildings": [each | grades for each in buildings],
        "people": [{"person": "示例甲", "firm": firm, "title": "高级工程师", "work": "总负责"}],
    }


def typed(section: str, said: Mapping | list) -> dict[str, list[str]]:
    """Answers in the shape in which a section keeps what is typed."""
    if not isinstance(said, list):
        return {f"{section}-{name}": _values(value) for name, value in said.items()}
    found = {f"{section}-TOTAL_FORMS": [str(len(said))], f"{section}-INITIAL_FORMS": ["0"]}
    for number, row in enumerate(said):
        found |= {f"{section}-{number}-{name}": _values(value) for name, value in row.items()}
    return found


def _values(value: str | list[str]) -> list[str]:
    return value if isinstance(value, list) else [value]


def _permit(entry: Mapping) -> str:
    return f"[2025]施[朝]建字0{entry['number']}号"


def _project(entry: Mapping) -> dict[str, str]:
    return {
        "name": entry.get("project", entry["name"]),
        "code": f"2025-110105-47-01-800{entry['number']}",
        "planning_permit": f"建字第110105202580{entry['number']}号",
        "district": entry.get("district", "chaoyang"), "address": f"示例路 {int(entry['number'])} 号",
        "project_type": "housing", "funding": "private", "basis": "opinion_2022",
        "area_total": "36000", "area_above": "30000", "area_below": "6000", "area_prefab": "28000", "buildings": "2",
        "starts_on": "2025-04-01", "ends_on": "2026-06-30", "filed_on": "2026-07-20",
    }  # fmt: skip


def _building(number: int) -> dict:
    return {
        "number": f"{number}#", "function": "住宅", "structure": "shear_wall", "floors_above": "18",
        "floors_below": "2", "height": "52.8", "area_above": "15000", "area_prefab": "14000", "precast_rate": "45.5",
        "components": ["slab", "stair"], "fitted": "yes",
    }  # fmt: skip


def _rating(building: str, grade: str) -> dict[str, str]:
    ratios = RATIOS if grade == "A" else HIGH
    parts = {f"{name}_{part}": value for name, pair in ratios.items() for part, value in zip("ab", pair, strict=True)}
    return {"building": building, **RATED, **parts}
