"""GB/T 51129-2017《装配式建筑评价标准》, table 4.0.1 with the ratios of clauses 4.0.2 to 4.0.13."""

from datetime import date
from decimal import Decimal

from rating.schemes import Condition, Formula, Grade, Group, Item, Measure, Scheme, Scoring

D = Decimal
VERTICAL = Item(
    code="q1a",
    name="柱、支撑、承重墙、延性墙板等竖向构件",
    scoring=Scoring.INTERPOLATED,
    low=D(35),
    high=D(80),
    points_low=D(20),
    points=D(30),
    numerator="预制混凝土竖向构件的体积之和（含符合条件的现浇连接部分）",
    denominator="竖向构件混凝土总体积",
    unit="m³",
    may_be_absent=False,
)
HORIZONTAL = Item(
    code="q1b",
    name="梁、板、楼梯、阳台、空调板等构件",
    scoring=Scoring.INTERPOLATED,
    low=D(70),
    high=D(80),
    points_low=D(10),
    points=D(20),
    numerator="预制梁、板、楼梯、阳台、空调板等构件的水平投影面积之和",
    denominator="各层建筑平面总面积",
    unit="㎡",
    may_be_absent=False,
)
STRUCTURE = Group("Q1", "主体结构", D(50), (VERTICAL, HORIZONTAL))
WALLS = Group(
    "Q2",
    "围护墙和内隔墙",
    D(20),
    (
        Item(
            code="q2a",
            name="非承重围护墙非砌筑",
            scoring=Scoring.THRESHOLD,
            low=D(80),
            points=D(5),
            numerator="非承重围护墙中非砌筑墙体的外表面积之和",
            denominator="非承重围护墙外表面总面积（可不扣除门窗及预留洞口）",
            unit="㎡",
        ),
        Item(
            code="q2b",
            name="围护墙与保温、隔热、装饰一体化",
            scoring=Scoring.INTERPOLATED,
            low=D(50),
            high=D(80),
            points_low=D(2),
            points=D(5),
            numerator="围护墙采用墙体、保温、隔热、装饰一体化的墙面外表面积之和",
            denominator="围护墙外表面总面积（可不扣除门窗及预留洞口）",
            unit="㎡",
        ),
        Item(
            code="q2c",
            name="内隔墙非砌筑",
            scoring=Scoring.THRESHOLD,
            low=D(50),
            points=D(5),
            numerator="非砌筑内隔墙的墙面面积之和",
            denominator="内隔墙墙面总面积（可不扣除门窗及预留洞口）",
            unit="㎡",
        ),
        Item(
            code="q2d",
            name="内隔墙与管线、装修一体化",
            scoring=Scoring.INTERPOLATED,
            low=D(50),
            high=D(80),
            points_low=D(2),
            points=D(5),
            numerator="内隔墙采用墙体、管线、装修一体化的墙面面积之和",
            denominator="内隔墙墙面总面积（可不扣除门窗及预留洞口）",
            unit="㎡",
        ),
    ),
)
FITTING_OUT = Item(code="q3f", name="全装修", scoring=Scoring.YES_NO, points=D(6), may_be_absent=False, clause="3.0.3")
FITTINGS = Group(
    "Q3",
    "装修和设备管线",
    D(30),
    (
        FITTING_OUT,
        Item(
            code="q3a",
            name="干式工法楼面、地面",
            scoring=Scoring.THRESHOLD,
            low=D(70),
            points=D(6),
            numerator="采用干式工法楼面、地面的水平投影面积之和",
            denominator="各层建筑平面总面积",
            unit="㎡",
        ),
        Item(
            code="q3b",
            name="集成厨房",
            scoring=Scoring.INTERPOLATED,
            low=D(70),
            high=D(90),
            points_low=D(3),
            points=D(6),
            numerator="厨房墙面、顶面和地面采用干式工法的面积之和",
            denominator="厨房墙面、顶面和地面的总面积",
            unit="㎡",
        ),
        Item(
            code="q3c",
            name="集成卫生间",
            scoring=Scoring.INTERPOLATED,
            low=D(70),
            high=D(90),
            points_low=D(3),
            points=D(6),
            numerator="卫生间墙面、顶面和地面采用干式工法的面积之和",
            denominator="卫生间墙面、顶面和地面的总面积",
            unit="㎡",
        ),
        Item(
            code="q3d",
            name="管线分离",
            scoring=Scoring.INTERPOLATED,
            low=D(50),
            high=D(70),
            points_low=D(4),
            points=D(6),
            numerator="与主体结构分离的电气、给水排水和采暖管线长度之和",
            denominator="电气、给水排水和采暖管线的总长度",
            unit="m",
        ),
    ),
)
SCHEME = Scheme(
    code="GB/T 51129-2017",
    title="装配式建筑评价标准",
    source="GB/T 51129-2017 表 4.0.1，第 3.0.3、5.0.1、5.0.2 条",
    is_ready=True,
    valid_from=date(2018, 2, 1),
    note="各评价项比例的分子、分母按第 4.0.2 至 4.0.13 条整理，使用前请与标准文本核对。",
    formula=Formula.ABSENT_OUT,
    groups=(STRUCTURE, WALLS, FITTINGS),
    qualification=(
        Condition(Measure.GROUP_POINTS, D(20), "Q1", "3.0.3"),
        Condition(Measure.GROUP_POINTS, D(10), "Q2", "3.0.3"),
        Condition(Measure.ITEM_POINTS, D(6), "q3f", "3.0.3"),
        Condition(Measure.RATE, D(50), clause="3.0.3"),
    ),
    gradable=(Condition(Measure.ITEM_RATIO, D(35), "q1a", "5.0.1"),),
    # The standard prints 60–75, 76–90 and 91 on; between the bands nothing is rounded up into a grade.
    grades=(Grade("A", D(60)), Grade("AA", D(76)), Grade("AAA", D(91))),
)
