from django.apps import AppConfig

from casework import kinds


class DeclarationsConfig(AppConfig):
    name = "declarations"
    verbose_name = "装配式建筑申报"

    def ready(self) -> None:
        kinds.register(kinds.ServiceKind("reward_fund", "奖励资金申报"))
        kinds.register(kinds.ServiceKind("technology", "技术申报"))
        kinds.register(kinds.ServiceKind("demonstration", "示范项目申报"))
