"""What the bookings migrations make, as functions that test fixtures call again: slots, purposes, categories."""

from datetime import time

HALF_HOURS = [
    *((9, 0), (9, 30), (10, 0), (10, 30), (11, 0)),
    *((13, 30), (14, 0), (14, 30), (15, 0), (15, 30), (16, 0), (16, 30)),
]
"""000-28: five slots in the morning, seven in the afternoon."""
DAYS = (0, 1, 2, 3, 4, 7)
PURPOSES = [
    ("dispute", "诉讼、纠纷"),
    ("property", "房产办证、交易"),
    ("alteration", "工程改扩建、装修"),
    ("planning", "规划设计"),
    ("research", "编史修志、科研"),
    ("official", "工作查考"),
    ("other", "其他"),
]
"""000-06."""
LETTER = "单位介绍信（写明项目和查档目的）\n经办人身份证或工作证"
OWNER = "不动产权证或购房合同\n本人身份证"
CATEGORIES = [
    ("central_party", "中央党政机关", LETTER),
    ("central_enterprise", "中央企业事业单位", LETTER),
    ("city_party", "{{ 城市 }}级党政机关", LETTER),
    ("city_enterprise", "{{ 城市 }}级企业事业单位", LETTER),
    ("justice", "公、检、法机关", "公函或调证通知\n两名办案人员的工作证"),
    ("military", "军队、武警部队", "团级以上单位介绍信\n经办人身份证件"),
    ("developer", "建设单位", "单位介绍信\n立项或规划许可文件，或营业执照\n经办人身份证"),
    ("owner", "产权人(部分产权人)", OWNER),
    ("researcher", "项目研究单位或个人", "单位证明\n用途说明\n本人身份证"),
    ("other", "其他单位或个人", "单位介绍信或本人身份证\n与查档内容有关的证明\n代理的，另带委托书和双方身份证"),
    ("individual", "个人业主", OWNER),
]
"""000-07 in its order; what to bring is general practice (the office has published no list) and for staff to correct."""


def make_rules(apps) -> None:
    """The twelve slots of every sort of day, the purposes and the categories. Safe to run again; changes nothing kept."""
    slots = apps.get_model("bookings", "SlotTemplate")
    for day in DAYS:
        for hour, minute in HALF_HOURS:
            end = hour * 60 + minute + 30
            slots.objects.get_or_create(
                day=day, starts=time(hour, minute), defaults={"ends": time(end // 60, end % 60), "capacity": 1}
            )
    purposes, categories = apps.get_model("bookings", "Purpose"), apps.get_model("bookings", "ReaderCategory")
    for position, (code, label) in enumerate(PURPOSES, start=1):
        needs_note = code == "other"
        purposes.objects.get_or_create(
            code=code, defaults={"label": label, "position": position, "needs_note": needs_note}
        )
    for position, (code, label, materials) in enumerate(CATEGORIES, start=1):
        categories.objects.get_or_create(
            code=code, defaults={"label": label, "position": position, "materials": materials}
        )


def remove_rules(apps) -> None:
    """Takes away what no booking names."""
    for name in ("SlotTemplate", "Purpose", "ReaderCategory"):
        apps.get_model("bookings", name).objects.all().delete()
