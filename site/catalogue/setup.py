"""What the catalogue's migration makes, as functions that test fixtures call again."""

# The 22 first-level classes of gov.cn's document library (facets of the policy library, read 2026-11).
FIRST_LEVEL_TOPICS = [
    "国务院组织机构",
    "综合政务",
    "国民经济管理、国有资产监管",
    "财政、金融、审计",
    "国土资源、能源",
    "农业、林业、水利",
    "工业、交通",
    "商贸、海关、旅游",
    "市场监管、安全生产监管",
    "城乡建设、环境保护",
    "科技、教育",
    "文化、广电、新闻出版",
    "卫生、体育",
    "人口与计划生育、妇女儿童工作",
    "劳动、人事、监察",
    "公安、安全、司法",
    "民政、扶贫、救灾",
    "民族、宗教",
    "对外事务",
    "港澳台侨工作",
    "国防",
    "其他",
]


def make_topics(apps) -> None:
    """The first-level classes. Safe to run again."""
    topic_model = apps.get_model("catalogue", "Topic")
    for position, name in enumerate(FIRST_LEVEL_TOPICS, start=1):
        topic_model.objects.get_or_create(name=name, parent=None, defaults={"position": position})


def remove_topics(apps) -> None:
    """Takes away the first-level classes that nothing uses."""
    apps.get_model("catalogue", "Topic").objects.filter(name__in=FIRST_LEVEL_TOPICS, parent=None).delete()
