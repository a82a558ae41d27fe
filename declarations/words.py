"""What applicants of declarations are told. Staff change the words, never the keys."""

from collections.abc import Mapping

from declarations.errors import shown
from declarations.models import Declaration
from notifications.texts import CASE_VARIABLES, Text

VARIABLES = CASE_VARIABLES | {
    "编号": ("申报编号", "JL2026030200001"),
    "业务": ("业务名称", "奖励资金申报"),
    "事项": ("申报的标题", "示例家园项目"),
    "期限": ("重新提交的期限；没有时为空", "2026年3月20日 00:00"),
    "年度": ("入库年度", "2026"),
}


def message_values(case: Declaration) -> Mapping[str, str]:
    """The variables that messages about declarations have besides those of every case."""
    return {
        "期限": shown(case.resubmit_by) if case.resubmit_by else "",
        "年度": str(case.library_year or ""),
    }


def _text(key: str, label: str, title: str, body: str, sms: str = "", **more: bool) -> Text:
    return Text(f"declaration_{key}", f"申报：{label}", title, body, sms, variables=VARIABLES, **more)


TEXTS = [
    _text(
        "accepted",
        "受理",
        "{{ 业务 }}已受理",
        "您的{{ 业务 }}“{{ 事项 }}”（{{ 编号 }}）已受理，列入 {{ 年度 }} 年度。{{ 意见 }}",
        "您的{{ 业务 }}{{ 编号 }}已受理。",
    ),
    _text(
        "returned",
        "退回",
        "{{ 业务 }}被退回，请修改",
        "您的{{ 业务 }}“{{ 事项 }}”（{{ 编号 }}）需要修改：{{ 意见 }} 请在 {{ 期限 }} 前重新提交。",
        "您的{{ 业务 }}{{ 编号 }}被退回，请登录网站查看原因，在{{ 期限 }}前修改后重新提交。",
    ),
    _text(
        "ended",
        "结果",
        "{{ 业务 }}：{{ 状态 }}",
        "您的{{ 业务 }}“{{ 事项 }}”（{{ 编号 }}）{{ 状态 }}。{{ 意见 }}",
        "您的{{ 业务 }}{{ 编号 }}{{ 状态 }}，请登录网站查看。",
        by_day=True,
    ),
    _text(
        "approved",
        "审批通过",
        "{{ 业务 }}审批通过",
        "您的{{ 业务 }}“{{ 事项 }}”（{{ 编号 }}）审批通过，接下来公示。{{ 意见 }}",
        "您的{{ 业务 }}{{ 编号 }}审批通过，接下来公示。",
    ),
    _text(
        "published",
        "公示",
        "{{ 业务 }}正在公示",
        "您的{{ 业务 }}“{{ 事项 }}”（{{ 编号 }}）正在公示，公示期满没有异议就办结。{{ 意见 }}",
    ),
    _text(
        "rechecked",
        "复核",
        "{{ 业务 }}进入复核",
        "公示期间收到对您的{{ 业务 }}“{{ 事项 }}”（{{ 编号 }}）的异议，正在复核。有结果时会通知您。",
    ),
    _text(
        "experts",
        "专家评审通过",
        "{{ 业务 }}专家评审通过",
        "您的{{ 业务 }}“{{ 事项 }}”（{{ 编号 }}）专家评审通过，接下来审批。{{ 意见 }}",
    ),
    _text(
        "lapsed",
        "逾期关闭",
        "{{ 业务 }}逾期没有重新提交，已关闭",
        "您的{{ 业务 }}“{{ 事项 }}”（{{ 编号 }}）过了重新提交的期限，已经关闭。需要时请重新申报。",
        "您的{{ 业务 }}{{ 编号 }}逾期没有重新提交，已经关闭。",
        by_day=True,
    ),
]
