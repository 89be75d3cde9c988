"""How alike orders are worded: the threshold stands between examples of one duty said twice and examples of two duties."""

from __future__ import annotations

import pytest

from tracker.meetings.wording import ALIKE, grams, likeness, numbers

# The same duty in two speeches.
SAME = [
    ("改造老旧小区12个，6月底前完工", "老旧小区改造要抓紧，12个小区月底必须全部完工"),
    ("完成防汛物资储备清点并补齐缺口", "防汛物资储备要再清点一遍，缺口尽快补齐"),
    ("拆除河道管理范围内违建", "河道管理范围内的违法建筑一律拆除"),
    ("完成全县农村饮水安全工程管网改造", "农村饮水安全工程管网改造要提速"),
    ("对烟花爆竹经营网点开展全覆盖检查", "烟花爆竹经营网点要全覆盖检查一遍"),
    ("将高标准农田建设项目资金拨付到位", "高标准农田建设项目的资金必须拨付到位"),
    ("制定城区学校学位扩容方案", "城区学校学位扩容方案要尽快制定"),
    ("完成县人民医院门诊楼主体封顶", "县人民医院门诊楼3月底前主体要封顶"),
    ("建立拖欠农民工工资线索台账，逐条销号", "拖欠农民工工资的线索要建台账，一条一条销号"),
    ("对危旧房屋开展拉网式排查", "危旧房屋要再来一次拉网式排查"),
    ("完成补植造林任务3000亩", "造林补植3000亩，一亩都不能少"),
    ("推进产业园污水处理厂提标改造", "产业园污水处理厂提标改造要加快进度"),
    ("组织消防通道占用专项整治", "占用消防通道的问题要专项整治"),
    ("将秸秆禁烧责任落实到田块", "秸秆禁烧责任要落实到每一个田块"),
    ("办理信访积案化解，领导包案", "信访积案要由领导包案化解"),
]
# Two duties of one field, or with the same turns of phrase.
OTHER = [
    ("改造老旧小区12个", "对老旧小区电动车充电设施开展排查"),
    ("完成防汛物资储备清点", "开展防汛应急演练，修订预案"),
    ("拆除河道管理范围内违建", "完成河道清淤，打通断头河"),
    ("完成农村饮水安全工程管网改造", "完成农村公路安全生命防护工程"),
    ("对烟花爆竹经营网点开展检查", "对加油站和危化品企业开展检查"),
    ("将高标准农田建设项目资金拨付到位", "将乡村振兴衔接资金项目报备完毕"),
    ("制定城区学校学位扩容方案", "制定城区停车场建设方案"),
    ("完成县人民医院门诊楼主体封顶", "完成县中医院医共体信息系统上线"),
    ("建立拖欠农民工工资线索台账", "建立安全生产隐患台账，逐条整改销号"),
    ("对危旧房屋开展拉网式排查", "对自建房经营场所办理消防验收"),
    ("完成补植造林任务3000亩", "完成粮食播种面积30万亩"),
    ("推进产业园污水处理厂提标改造", "推进产业园标准厂房建设"),
    ("组织消防通道占用专项整治", "组织校园周边食品安全专项整治"),
    ("将秸秆禁烧责任落实到田块", "将护林防火责任落实到山头地块"),
    ("每周一报送工作进展情况", "每月底报送项目建设进展情况"),
    ("加强组织领导，压实工作责任", "加强督促检查，严肃追责问责"),
    ("召开专题会议研究部署", "召开现场推进会，统筹调度重点项目"),
]


def alike(one: str, two: str) -> float:
    return likeness(grams(one), grams(two))


def test_one_duty_said_twice_is_told_from_two_duties():
    """All of our own examples, either way."""
    found = [pair for pair in SAME if alike(*pair) >= ALIKE]
    wrong = [pair for pair in OTHER if alike(*pair) >= ALIKE]
    assert (len(found), wrong) == (len(SAME), [])


def test_the_threshold_has_room_on_both_sides():
    best_of_others = max(alike(*pair) for pair in OTHER)
    assert best_of_others + 0.1 <= ALIKE <= min(alike(*pair) for pair in SAME) - 0.1


@pytest.mark.parametrize("words", ["要抓紧落实", "6月底前", "", "完成任务"])
def test_words_that_say_nothing_are_like_nothing(words):
    assert alike(words, words) == 0.0


def test_dates_are_no_numbers_of_an_order():
    assert numbers("6月20日前改造12个小区，完成率达到95.5%") == {"12", "95.5"}


def test_likeness_is_the_same_either_way():
    assert all(alike(one, two) == alike(two, one) for one, two in SAME)
