"""The words of the declarations (domain facts §1.3). Values are stored: never change them."""

from django.db.models import TextChoices

REWARD_FUND, TECHNOLOGY, DEMONSTRATION = "reward_fund", "technology", "demonstration"
KINDS = (REWARD_FUND, TECHNOLOGY, DEMONSTRATION)
"""The names of the three kinds of case."""


class FirmType(TextChoices):
    """企业类型 of an applicant."""

    OWNER = "owner", "建设单位"
    BUILDER = "builder", "施工单位"
    GENERAL = "general", "施工总承包单位"
    DESIGN = "design", "设计单位"
    SUPERVISION = "supervision", "监理单位"
    PRECAST = "precast", "部品部件生产单位"


class ProjectType(TextChoices):
    """项目类型."""

    SOCIAL_HOUSING = "social_housing", "保障性住房"
    HOUSING = "housing", "商品住房"
    PUBLIC = "public", "公共建筑"
    INDUSTRIAL = "industrial", "工业建筑"
    OTHER = "other", "其他"


class Funding(TextChoices):
    """投资性质."""

    GOVERNMENT = "government", "政府投资"
    PRIVATE = "private", "非政府投资"


class Basis(TextChoices):
    """实施依据: why the project is prefabricated."""

    OPINION_2017 = "opinion_2017", "京政办发〔2017〕8号"
    OPINION_2022 = "opinion_2022", "京政办发〔2022〕16号"
    VOLUNTARY = "voluntary", "自愿实施"
    OTHER = "other", "其他"


class Grade(TextChoices):
    """评价等级 of a building by GB/T 51129-2017."""

    NONE = "none", "无"
    A = "A", "A级"
    AA = "AA", "AA级"
    AAA = "AAA", "AAA级"


class Component(TextChoices):
    """预制构件种类."""

    WALL = "wall", "竖向墙板"
    COLUMN = "column", "柱"
    BEAM = "beam", "叠合梁"
    SLAB = "slab", "叠合板"
    STAIR = "stair", "楼梯"
    BALCONY = "balcony", "阳台"
    AC_SLAB = "ac_slab", "空调板"
    FACADE = "facade", "外挂墙板"
    OTHER = "other", "其他"


class Field(TextChoices):
    """技术类别."""

    STRUCTURE = "structure", "结构体系"
    ENCLOSURE = "enclosure", "围护墙"
    PARTITION = "partition", "内隔墙"
    FITTING = "fitting", "装配式装修"
    SERVICES = "services", "机电管线"
    CONNECTION = "connection", "连接与灌浆"
    PRODUCTION = "production", "构件生产"
    EQUIPMENT = "equipment", "施工装备与工艺"
    INFORMATION = "information", "信息化"
    TESTING = "testing", "检测"
    OTHER = "other", "其他"


class RightType(TextChoices):
    """知识产权类型."""

    INVENTION = "invention", "发明专利"
    UTILITY = "utility", "实用新型专利"
    DESIGN = "design", "外观设计专利"
    SOFTWARE = "software", "软件著作权"
    METHOD = "method", "工法"
    OTHER = "other", "其他"
