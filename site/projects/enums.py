"""The words a project, its parties and its buildings are chosen from. Values are stored: never change them."""

from django.db.models import TextChoices


class District(TextChoices):
    """The sixteen districts of the city and 北京经济技术开发区, in the order of the city's own lists."""

    DONGCHENG = "dongcheng", "东城区"
    XICHENG = "xicheng", "西城区"
    CHAOYANG = "chaoyang", "朝阳区"
    FENGTAI = "fengtai", "丰台区"
    SHIJINGSHAN = "shijingshan", "石景山区"
    HAIDIAN = "haidian", "海淀区"
    MENTOUGOU = "mentougou", "门头沟区"
    FANGSHAN = "fangshan", "房山区"
    TONGZHOU = "tongzhou", "通州区"
    SHUNYI = "shunyi", "顺义区"
    CHANGPING = "changping", "昌平区"
    DAXING = "daxing", "大兴区"
    HUAIROU = "huairou", "怀柔区"
    PINGGU = "pinggu", "平谷区"
    MIYUN = "miyun", "密云区"
    YANQING = "yanqing", "延庆区"
    ETOWN = "etown", "北京经开区"


class PermitKind(TextChoices):
    """The permits by which a project is found."""

    PLANNING = "planning", "建设工程规划许可证"
    CONSTRUCTION = "construction", "建筑工程施工许可证"


class PartyRole(TextChoices):
    """What a firm is in a project."""

    OWNER = "owner", "建设单位"
    GENERAL = "general", "施工总承包单位"
    BUILDER = "builder", "施工单位"
    SURVEY = "survey", "勘察单位"
    DESIGN = "design", "设计单位"
    DETAILING = "detailing", "深化设计单位"
    SUPERVISION = "supervision", "监理单位"
    PRECAST = "precast", "预制构件生产单位"
    FITTING = "fitting", "装修单位"
    CONSULTING = "consulting", "咨询单位"
    TESTING = "testing", "检测单位"


class Structure(TextChoices):
    """结构体系 of a building."""

    SHEAR_WALL = "shear_wall", "装配整体式剪力墙结构"
    FRAME = "frame", "装配整体式框架结构"
    FRAME_WALL = "frame_wall", "装配整体式框架-剪力墙结构"
    STEEL = "steel", "钢结构"
    TIMBER = "timber", "木结构"
    COMPOSITE = "composite", "组合结构"
    OTHER = "other", "其他"
