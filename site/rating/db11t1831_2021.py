"""DB11/T 1831-2021 of Beijing: its scoring table is not known here, so the scheme is empty and switched off.

An authorised editor types it from the printed standard, and it scores; nothing is guessed.
"""

from datetime import date

from rating.schemes import Scheme

SCHEME = Scheme(
    code="DB11/T 1831-2021",
    title="装配式建筑评价标准（北京市）",
    source="DB11/T 1831-2021，2021-04-01 发布",
    is_ready=False,
    valid_from=date(2021, 7, 1),
    note="评分表待有权限的编辑按标准文本录入并核对后启用。",
)
