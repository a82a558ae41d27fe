from django.apps import AppConfig

from casework import kinds
from casework.attachments.items import Item
from home.feedback import forgetting
from home.feedback.workflow import WORKFLOW
from notifications import texts


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = "首页与服务"

    def ready(self) -> None:
        from home import (  # noqa: PLC0415  service pages are the frames of applications, and publish their notices
            frames,  # noqa: F401
            receivers,  # noqa: F401
        )

        kinds.register(
            kinds.CaseKind(
                "feedback",
                "纠错与咨询",
                start_view="feedback",
                desk="case_register_feedback",
                model="home.Feedback",
                workflow=WORKFLOW,
                prefix="FK",
                items=(
                    Item(
                        "evidence",
                        "截图、照片或文件",
                        max_megabytes=10,
                        max_files=3,
                        help="能说明问题的截图、照片或 PDF。请遮住与问题无关的个人信息。",
                    ),
                ),
                promise=3,  # 国办秘函〔2019〕19号: answers within three working days
                personal=("contact",),
                retention_days=365,
                forget=forgetting.forget,
            )
        )
        texts.register(
            texts.Text(
                "feedback_answered",
                "纠错与咨询：已答复",
                title="您的留言已有答复",
                body="您的留言（{{ 编号 }}）{{ 状态 }}：{{ 意见 }}",
                variables=texts.CASE_VARIABLES,
            )
        )
