"""The synonyms that every site starts with; staff change them at will."""

# What readers say and what documents say, in the trade of an urban-construction archive: the parties of a project,
# the archive and what is done there, papers and permits, authorities, technology.
STARTING_GROUPS = [
    "建设单位，开发商，开发企业，开发单位，甲方",
    "施工单位，施工企业，施工方，承包商，承建单位",
    "设计单位，设计院，设计方",
    "勘察单位，勘察院，勘察方",
    "监理单位，监理公司，监理方",
    "物业公司，物业服务企业，物业管理公司",
    "装配式建筑，预制建筑，预制装配式建筑，装配式房屋",
    "装配率，预制率",
    "城市建设档案，城建档案",
    "城市建设档案馆，城建档案馆，城建馆",
    "建设工程档案，工程档案",
    "查档，查阅档案，查询档案，档案查阅，档案查询，档案利用",
    "档案移交，移交档案，档案报送，报送档案",
    "档案接收，接收档案，档案进馆",
    "复制件，复印件",
    "预约，网上预约，在线预约",
    "取消预约，预约取消，退约",
    "竣工图，竣工图纸",
    "图纸，蓝图",
    "声像档案，音像档案",
    "电子签名，电子签章，电子印章",
    "原件，正本",
    "身份证，居民身份证，身份证件",
    "房产证，不动产权证，不动产权证书，房屋所有权证，房本",
    "营业执照，工商执照",
    "规划许可证，建设工程规划许可证",
    "施工许可证，建筑工程施工许可证，建设工程施工许可证，开工证",
    "住房城乡建设部，住房和城乡建设部，住建部",
    "住房城乡建设委，住房和城乡建设委员会，住建委",
    "住房城乡建设局，住房和城乡建设局，住建局",
    "自然资源和规划局，规划局，规自局",
    "奖励资金，奖补资金，补贴，补助",
    "建筑信息模型，BIM",
    "地下管线，地下管网",
    "保障房，保障性住房，保障性住宅",
    "小区，住宅小区",
    "收费标准，收费，费用",
    "上班时间，办公时间，工作时间，开放时间，对外开放时间",
    "联系电话，咨询电话，联系方式",
]


def make_synonyms(apps) -> None:
    """The groups, each once. Safe to run again."""
    model = apps.get_model("chinese_search", "SynonymGroup")
    present = set(model.objects.values_list("words", flat=True))
    model.objects.bulk_create(model(words=words) for words in STARTING_GROUPS if words not in present)


def remove_synonyms(apps) -> None:
    """Takes away the groups that nobody has changed."""
    apps.get_model("chinese_search", "SynonymGroup").objects.filter(words__in=STARTING_GROUPS).delete()
