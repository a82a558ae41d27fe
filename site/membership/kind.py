"""The claim of an organisation as a kind of case, and the messages it sends."""

from casework.attachments.items import Item
from casework.enums import ForWhom
from casework.kinds import CaseKind, Timed
from membership.forms import CLAIMANT, ORGANISATION, check, fill
from membership.services import INVITED, JOINED
from membership.workflow import LAPSED, LAPSES_AFTER, MESSAGE, WORKFLOW, left_alone
from notifications.texts import CASE_VARIABLES, Text

KIND = CaseKind(
    "org_claim",
    "认领单位",
    model="membership.OrganisationClaim",
    workflow=WORKFLOW,
    prefix="RZ",
    promise=2,
    withdraw_minutes=10,
    sections=(ORGANISATION, CLAIMANT),
    items=(
        Item("licence", "营业执照", required=True, help="或者事业单位法人证书、统一社会信用代码证书，要清楚完整。"),
        Item("letter", "授权书", required=True, help="写明授权您办理的事项，加盖单位公章。"),
    ),
    for_whom=ForWhom.PERSON,
    one_draft=True,
    fill=fill,
    check=check,
    timed=(Timed("lapse", left_alone),),
)

TEXTS = [
    Text(
        MESSAGE,
        "认领单位：审核结果",
        title="认领单位：{{ 状态 }}",
        body="{{ 事项 }}（{{ 编号 }}）{{ 状态 }}。{{ 意见 }}",
        sms="您的{{ 事项 }}（{{ 编号 }}）{{ 状态 }}，请登录网站“我的办件”查看。",
        variables=CASE_VARIABLES,
    ),
    Text(
        LAPSED,
        "认领单位：逾期关闭",
        title="认领单位的申请已关闭",
        body=f"{{{{ 事项 }}}}（{{{{ 编号 }}}}）超过 {LAPSES_AFTER.days} 天没有修改，已经关闭。需要时请重新申请。",
        variables=CASE_VARIABLES,
    ),
    Text(
        JOINED,
        "单位：有人加入",
        title="{{ 姓名 }}成为{{ 单位 }}的{{ 身份 }}",
        body="{{ 姓名 }}现在是{{ 单位 }}的{{ 身份 }}，可以以单位的名义办事。如果您不知道这件事，请尽快联系我们。",
        important=True,
        variables={
            "单位": ("单位名称", "示例建设有限公司"),
            "姓名": ("加入的人", "示例经办人"),
            "身份": ("管理员或经办人", "经办人"),
        },
    ),
    Text(
        INVITED,
        "单位：邀请经办人",
        title="{{ 单位 }}邀请您担任经办人",
        body="{{ 姓名 }}邀请您担任{{ 单位 }}的经办人。请在“我的单位”里决定是否同意。",
        sms="{{ 单位 }}邀请您担任经办人，请登录网站，在“我的单位”里决定是否同意。",
        variables={"单位": ("单位名称", "示例建设有限公司"), "姓名": ("邀请人", "示例管理员")},
    ),
]
