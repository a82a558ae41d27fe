"""The three declarations as kinds of case (003-33 … 003-48)."""

from casework.attachments.formats import Sort
from casework.attachments.items import Item
from casework.enums import ForWhom
from casework.kinds import CaseKind, Part, Timed
from declarations import own
from declarations.documents import notices, publicity  # noqa: F401  both register papers
from declarations.enums import DEMONSTRATION, REWARD_FUND, TECHNOLOGY
from declarations.forms import buildings, checks, filling, firms, people, projects, steps, technology
from declarations.ratings import section as ratings
from declarations.services.publicity import over
from declarations.words import message_values
from declarations.workflow import overdue, workflow

DOCUMENTS = (Sort.PDF, Sort.PICTURE)
STAMPED = Item(
    "stamped",
    "盖章申报书",
    required=True,
    help="先在“申报书”页导出，打印盖章、签字后扫描上传；导出以后又改了内容的，要重新导出、重新盖章。",
    max_files=3,
    max_megabytes=50,
)
LICENCE = Item("licence", "营业执照", required=True, help="清楚完整。")
PLANNING = Item("planning_permit", "建设工程规划许可证", required=True, help="附图附件一并上传。", max_megabytes=50)
CONSTRUCTION = Item("construction_permit", "建筑工程施工许可证", required=True)
RATES = Item("calculation", "装配率、预制率计算书", required=True, max_files=50, max_megabytes=50)
COMPLETION = Item("completion", "竣工验收备案或联合验收意见", required=True)
PHOTOS = Item("photos", "现场照片", sorts=(Sort.PICTURE, Sort.PDF), max_files=30)
PERSONAL = (
    *("legal_person", "contact", "mobile", "landline", "email", "account"),
    *("manager", "person", "telephone"),
    *ratings.PERSONAL,
)
STEP_FORMS = {
    REWARD_FUND: {"approve": steps.AmountForm, "confirm": steps.AmountForm, "publish": steps.DaysForm},
    TECHNOLOGY: {"publish": steps.DaysForm},
    DEMONSTRATION: {
        "experts_pass": steps.ExpertsForm,
        "experts_fail": steps.ExpertsForm,
        "publish": steps.DaysForm,
    },
}


def _kind(name: str, label: str, **options) -> CaseKind:
    return CaseKind(
        name,
        label,
        workflow=workflow(name),
        promise=20,
        withdraw_minutes=10,
        for_whom=ForWhom.ORGANISATION,
        remind_draft_days=150,
        delete_draft_days=180,
        form_version="1",
        page_part=Part("declarations/service_part.html", lambda: own.service_part(name)),
        list_view="my_declarations",
        list_label="我的申报",
        title_from=("technology", "name") if name == TECHNOLOGY else ("project", "name"),
        draft_part=Part("declarations/my/draft_part.html", own.draft_part),
        message_values=message_values,
        fill=getattr(filling, name),
        check=checks.check,
        timed=(Timed("lapse", overdue(name)), Timed("close", over)),
        step_forms=STEP_FORMS[name],
        personal=PERSONAL,
        papers=notices.BY_STEP,
        retention_days=10 * 365,
        **options,
    )


REWARD = _kind(
    REWARD_FUND,
    "奖励资金申报",
    model="declarations.RewardFund",
    prefix="JL",
    sections=(
        firms.REWARD_FIRM,
        projects.PERMIT,
        projects.OVERVIEW,
        firms.PARTIES,
        buildings.REWARD_BUILDINGS,
        ratings.RATINGS,
    ),
    items=(
        STAMPED,
        LICENCE,
        PLANNING,
        CONSTRUCTION,
        Item("drawing_review", "施工图审查意见"),
        Item("scheme_review", "实施技术方案与施工组织设计评审意见", required=True),
        RATES,
        COMPLETION,
        Item("rating_sheets", "单体评价等级信息表", max_files=50, help="盖章的扫描件；在线填写的不用再传。"),
        Item("promise", "承诺书", required=True),
        PHOTOS,
    ),
)
TECHNOLOGY_KIND = _kind(
    TECHNOLOGY,
    "技术申报",
    model="declarations.Technology",
    prefix="JS",
    sections=(
        firms.FIRM,
        projects.PROJECT,
        technology.TECHNOLOGY,
        technology.INDICATORS,
        technology.RIGHTS,
        technology.PROMOTION,
        technology.APPLICATIONS,
    ),
    items=(
        STAMPED,
        LICENCE,
        Item("rights", "知识产权证明", max_files=30),
        Item("tests", "检测报告", max_files=30),
        Item("appraisal", "查新或鉴定报告"),
        Item("use", "应用证明", required=True, max_files=30),
        Item("method", "企业标准或工法", max_files=20),
    ),
)
DEMONSTRATION_KIND = _kind(
    DEMONSTRATION,
    "示范项目申报",
    model="declarations.Demonstration",
    prefix="SF",
    sections=(
        projects.DEMONSTRATION_PROJECT,
        firms.APPLICANTS,
        buildings.BUILDINGS,
        people.PEOPLE,
    ),
    items=(
        STAMPED,
        Item("completion", "竣工备案证明", required=True),
        Item("no_accident", "无事故承诺", required=True),
        Item("areas", "面积与等级证明", required=True, max_files=30),
        Item("pictures", "影像资料", sorts=(Sort.PICTURE, Sort.PDF), max_files=30, help="照片；视频请刻盘或另行提交。"),
    ),
)
KINDS = (REWARD, TECHNOLOGY_KIND, DEMONSTRATION_KIND)
