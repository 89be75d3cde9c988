"""Groups the pieces of a sentence into stretches that each state one obligation: same doer, same time.

Different doers, times or frequencies in one sentence are different obligations; several acts with the same doer and the same
time are one. This module only groups; whether a stretch is an order is decided by the model.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from speeches.text.parts import Sentence
from speeches.when.value import TimeValue
from speeches.who.mention import Mention

from .fields import Fields, is_field_text
from .history import tried_before
from .piece import Piece, is_binding, is_limit
from .signs import (
    ACTS,
    BOUND,
    FIRM,
    HARD,
    HOLDS,
    IN_CHARGE,
    JUST,
    MOODS,
    NUMBER,
    PAST,
    PRAISE,
    TELLING,
    VERBS,
)

# What is left after a time that only limits the act before it: 务必于年底前完成.
_COMPLETION = 4
# So many pieces back an obligation is asked what it said so far: no office's sentence has more, and a hostile one costs no square.
_BACK = 24
# A step of a slogan is no longer: 季拉练制度.
_STEP = 9
# The least that can be said beside a time: 5月中旬出水.
_STATEMENT = 3
# What comes of an act, handed in or made known, ends it: 自查报告|报县纪委, 将清查结果|报市政府, 提出处理意见; a plan is a thing of its own.
_RESULT = "(?:报告|情况|结果|结论|意见|材料|清单|名单|名册|台账|[\u4e00-\u9fff]{1,3}[表单册])"
_GIVES = "(?:上?报(?!告|名|警|废)|报送|提交|递交|抄?送|交|反馈|发[到至给]|公布|公示)"
_HANDS_IN = re.compile(
    rf"(?:并|再|要|须|应|于|在|由|必须|及时|统一|一并|书面|集中|分别|以书面形式|[把将]|经[^,。;]{{2,14}}?(?:签字|签批|审核|审定|同意)后?)*"
    rf"(?:[^,。;把将]{{0,16}}?{_RESULT}(?:[和及、][^,。;]{{2,10}}?)?(?:于|在|要|须|必须|及时|统一|一并|书面|集中|分别|以书面形式)*{_GIVES}"
    rf"|{_GIVES}[至到给]?(?!.{{0,12}}(?:方案|计划))|(?:提出|形成|拿出)[^,。;]{{0,8}}{_RESULT}"
    r"|提请|(?:完成|结束)[^,。;]{2,4}并|[向给][^,。;]{2,16}?(?:专题|书面)?(?:报告|报送|提交))"
)
# So little, without a number, is the end of the act before it: 11月底前完成换证, 一个月内要上线; 4月底前演练一次 is an act.
_END = 10
# 组建三支小分队,人员一周内到位: what the act needs is there.
_MEANS = re.compile(
    "(?:人员|资金|经费|物资|设备|力量|队伍)(?:要|须|必须|全部|务必|于|在)*(?:到位|到岗|拨付到位|落实到位)"
)
# 三家组成联合检查组,节前过一遍: whoever is set up does it.
_SETS_UP = re.compile("(?:成立|组成|组建|抽调|编成)[^,。;]{0,16}(?:组|队|专班|人员|力量|骨干)$")
_QUANTITY = re.compile("[0-9二两三四五六七八九十百千万]|一[次批期轮遍场]")
# 8月10日前以审计办名义印发, 11月15日前录入系统, 5月底前完成首轮体检: the end of an act told before.
_ENDS_IT = re.compile(
    r"(?:统一|全部|一并|公开|以[^,。;]{2,16}?名义)?(?:印发|下发|录入|公布|公示|张贴|上墙|挂网|发[到至给])(?!.{0,12}(?:方案|办法|意见|手册|简报))"
    r"|(?:全面|全部|基本)?(?:完成|结束)(?:首轮|全部|全面|所有)?(?P<what>[\u4e00-\u9fff]{2,4})(?:工作|任务)?$"
)
# 年内改造12个小区,由县住建局牵头: only says who does what was said before.
# What is left of a clause that only says who, once the names are taken away.
_ROLE_WORDS = re.compile(
    r"(?:具体|此项|这项|该项|相关|工作|任务|由|要|同志|牵头|抓总|负责|负总责|主抓|主办|承办|组织|实施|落实|配合|协助|参与|分别|共同|各自|等|部门|单位|[、,和及与])*"
)
# 一营负责大堤东段; 由县住建局负责 only says who.
_CHARGED = re.compile(r"负责(?!人|同志|制|落实|实施|办理|组织)[\u4e00-\u9fff]{2}")
# 不合格的当场封存, 对进展缓慢的发提醒函
_CASE = re.compile(
    r"(?:凡是?|对于?)?[^,。;:]{2,22}的(?:要|应|须|必须|一律|坚决|同步|公开|当场|立即|及时|限期|逾期|由|予以|移送|移交|上报|报|暂停|停|关|取缔|发|列入|纳入|约谈|补|通报)"
)
_CONNECTIVE = re.compile(
    r"^(?:并且?|同时|且|以及|再|均|都|力争|确保|争取|务必|须|应|要|必须|在|于|最[迟晚])+"
)
_SO_THAT = ("做到", "确保", "保证", "真正做到", "切实做到")
_IN_WHOSE_HANDS = re.compile(
    r"(?:具体|统一|此项工作|这项工作)?由[^,。;]{2,30}(?:(?:牵头|负责|主办|承办)(?:负责|落实|实施|办理|组织实施|组织)?"
    r"|承建|代建|承担|完成|实施|组织|组织实施|办理|落实|执行|统筹|兜底|包干|编制|发放|审核|验收|跟进|督办|(?:依法)?(?:依规)?(?:查处|处理|处置|取缔|处罚|打击|整治))"
)


class Segment:
    """One candidate obligation: its sentence, the pieces that state it, and the fields that lines after it fill in."""

    __slots__ = (
        "after_history",
        "before",
        "chained",
        "end",
        "fields",
        "just_told",
        "limits",
        "pieces",
        "sentence",
        "start",
        "told_beside",
    )

    def __init__(self, sentence: Sentence, pieces: Sequence[Piece], fields: Fields | None = None) -> None:
        self.sentence, self.pieces, self.fields = sentence, pieces, fields
        # Doers of the clauses that lead up to it, and who supports them: 各乡镇还有死角,要在月底前清零.
        self.before: tuple[Mention, ...] = ()
        # 日报告、周通报、旬督查: a step of several side by side.
        self.chained = False
        # 今年第一季度,督查组开展督查,通报问题: what follows a past time in its sentence tells on.
        self.after_history = False
        # 刚才,县水利局汇报了进度,县财政局作了说明: so does what follows 刚才.
        self.just_told = False
        # 县发改局建立了机制,县工信局制定方案: what stands beside a clause that tells what was done tells it too.
        self.told_beside = False
        self.start, self.end = pieces[0].start, pieces[-1].end
        self.limits = [time for piece in pieces for time in piece.limits]
        if fields:
            self.limits.extend(time for time in fields.times if is_limit(time))

    @property
    def times(self) -> list[TimeValue]:
        return [time for piece in self.pieces for time in piece.times]

    @property
    def mentions(self) -> list[Mention]:
        """Everybody with a part in it."""
        own = [mention for piece in self.pieces for mention in piece.mentions]
        return [*own, *self.fields.mentions] if self.fields else own

    @property
    def helpers(self) -> list[Mention]:
        """Who supports them, in its words or in its fields."""
        return [mention for mention in self.mentions if mention.role == "support"]

    @property
    def is_firm(self) -> bool:
        """Whether it states an act that can be checked."""
        return any(piece.firm for piece in self.pieces)

    @property
    def doers(self) -> list[Mention]:
        """Who is named as the one who must act, in its words or in its fields."""
        if len(self.pieces) == 1 and not self.fields:
            return self.pieces[0].doers
        own = [mention for piece in self.pieces for mention in piece.doers]
        if self.fields:
            own.extend(mention for mention in self.fields.mentions if mention.role == "lead")
        return own


def segments_of(sentence: Sentence, pieces: Sequence[Piece], fields: Fields | None = None) -> list[Segment]:
    """The pieces grouped into candidate obligations, each trimmed of what leads up to it and of what it is praised for.

    A sentence whose fields are filled in at its end or by lines after it states one obligation, whatever its words.
    """
    inside = 0
    if ":" in sentence.text:
        inside = next((place for place, piece in enumerate(pieces) if is_field_text(piece.text)), 0)
    if inside:
        fields = Fields(
            tuple(time for piece in pieces[inside:] for time in piece.times),
            tuple(mention for piece in pieces[inside:] for mention in piece.mentions),
        )
        pieces = pieces[:inside]
    if fields and pieces:
        return [Segment(sentence, pieces, fields)]
    found: list[Segment] = []
    told = just = False
    past = {piece.start for piece in pieces if piece.mask & PAST and not piece.mask & MOODS}
    for group in _groups(sentence, pieces):
        segment = _segment(sentence, group)
        for piece in group:
            just = just or bool(piece.mask & JUST)
            if piece.times and any(time.past for time in piece.times):
                told = True
        if segment:
            segment.after_history = told
            segment.just_told = just
            segment.told_beside = bool(past.difference([piece.start for piece in segment.pieces]))
            found.append(segment)
    _hand_back(found)
    _chain(found)
    return found


def _groups(sentence: Sentence, pieces: Sequence[Piece]) -> list[list[Piece]]:
    """The pieces that state one obligation together; of 过去我们也搞过日报告 only what is demanded behind it."""
    groups: list[list[Piece]] = []
    for piece in pieces:
        if groups and not _begins(groups[-1][-_BACK:], piece):
            groups[-1].append(piece)
        else:
            groups.append([piece])
    if tried_before(sentence.text):
        return [group for group in groups if any(piece.mask & MOODS for piece in group)]
    return groups


def _chain(segments: Sequence[Segment]) -> None:
    """Mark rhythms that stand side by side, with no more than a mark between them: 日报告、周通报、旬督查."""
    for before, after in zip(segments, segments[1:], strict=False):
        if (
            after.start - before.end <= 1
            and after.end - after.start <= _STEP
            and _is_rhythmic(before)
            and _is_rhythmic(after)
        ):
            before.chained = after.chained = True


def _is_rhythmic(segment: Segment) -> bool:
    """Whether it has a rhythm in the short form of slogans: 周通报, 一月一调度; not 每周通报."""
    return any(time.rrule and not time.text.startswith("每") for time in segment.limits)


def _hand_back(segments: Sequence[Segment]) -> None:
    """Give those named behind the tasks to all of them: 一周一调度、一月一通报,由督查室负责组织."""
    if len(segments) < 2 or not _IN_WHOSE_HANDS.fullmatch(segments[-1].pieces[-1].text):
        return
    if not any(segment.doers or segment.before for segment in segments[:-1]):
        for segment in segments[:-1]:
            segment.before = tuple(segments[-1].doers)


def _segment(sentence: Sentence, group: list[Piece]) -> Segment | None:
    first, last = 0, len(group)
    while first < last and not _opens(group[first]):
        first += 1
    if first == last:
        return None
    firm = next((place for place in range(first, last) if group[place].firm), last)
    while last - first > 1 and (
        _is_praise(group[last - 1]) or (last - 1 > firm and _is_loose(group[last - 1]))
    ):
        last -= 1
    if all(_names_nobody_s_act(piece) for piece in group[first:last]):
        return None
    segment = Segment(sentence, group[first:last])
    segment.before = tuple(m for piece in group[:first] for m in (*piece.doers, *piece.helpers))
    return segment


def _begins(group: Sequence[Piece], piece: Piece) -> bool:
    """Whether `piece` starts a new obligation after those of `group`."""
    if piece.only_helps or all(before.only_helps for before in group):
        return False
    if not piece.doers and not piece.limits:
        return _is_apart(group, piece)
    # 县安委办要认真谋划,各乡镇要…: a doer who must do something has been told, even if no act is named.
    if not any(_is_told(before) for before in group):
        # 县公安局依法立案,县纪委监委10日内查清: whoever does something is not told with the next; 由甲牵头,乙负责 is.
        return bool(piece.doers) and any(before.doers and not _only_names(before) for before in group)
    if _IN_WHOSE_HANDS.fullmatch(piece.text) and not any(before.doers for before in group):
        return False
    if piece.doers and _names(piece.doers) != {name for before in group for name in _names(before.doers)}:
        return True
    own = [time for time in piece.limits if is_binding(time)]
    return bool(own) and _begins_in_time(group, piece, own)


def _begins_in_time(group: Sequence[Piece], piece: Piece, own: Sequence[TimeValue]) -> bool:
    """Whether a piece of the same doer, with times of its `own`, starts a new obligation."""
    limits = [time for before in group for time in before.limits if is_binding(time)]
    earlier = {_value(time) for time in limits}
    if earlier and not (_is_end_of_stretch(limits, own) and piece.text.startswith(_SO_THAT)):
        return all(_value(time) not in earlier for time in own)
    if piece.text.startswith(_SO_THAT) and not piece.doers:
        # 加强检查,做到每周一督查; 建一批示范点,确保7月份现场会召开: what the act before it has to lead to, and by when.
        return False
    if any(time.rrule and time.start - piece.start <= 2 for time in own):
        # 制定年度计划,每月开展活动: a rhythm begins an obligation of its own; 加强监督,做到每周一督查 is one.
        return any(before.firm or not before.acts for before in group)
    # 负责编制规划,务必于年底前完成; 建立花名册,3月15日前报县民政局: the limit of the act before it, which gives what is handed in.
    topic, rest = piece.text[: own[0].start - piece.start], piece.text[own[-1].end - piece.start :]
    if not any(time.rrule for time in own) and _ends_act(group, piece, topic, rest):
        return False
    firm = any(before.firm for before in group)
    if firm and _has_topic(piece, own[0]):
        # 逐户登记,选民证10月底前发完: a thing of its own by a time of its own.
        return True
    more = bool(len(rest) > _COMPLETION or _QUANTITY.search(rest))
    says_more = more and not _HANDS_IN.match(rest) and not _is_its_end(group, rest)
    # 加强领导,3月10日前完成排查 is one order; a checkable act before it is one of its own.
    return says_more and (bool(piece.mask & FIRM) or (piece.firm and firm))


def _ends_act(group: Sequence[Piece], piece: Piece, topic: str, rest: str) -> bool:
    """Whether a piece with a day but no doer only ends what `group` began: its result is handed in, or little is said beside the day."""
    if not any(before.acts for before in group):
        return False
    if _HANDS_IN.match(topic + rest) or all(_SETS_UP.search(before.text) for before in group if before.firm):
        return True
    if _MEANS.match(topic + rest):
        return True
    is_own = _CONNECTIVE.sub("", topic) or piece.mask & HOLDS or _QUANTITY.search(rest)
    return not is_own and len(rest) <= _END


def _is_its_end(group: Sequence[Piece], rest: str) -> bool:
    """Whether the words behind a limit only end what `group` began: 逐个体检,5月底前完成首轮体检; 列出清单,明天发到责任单位."""
    ending = _ENDS_IT.match(rest)
    if ending is None:
        return False
    what = ending.group("what")
    return what is None or any(what[-2:] in before.text for before in group)


def _is_end_of_stretch(stretches: Sequence[TimeValue], own: Sequence[TimeValue]) -> bool:
    """Whether `own` is but the day on which the time given for the work ends: 突击一个月时间,确保在5月底前签完."""
    return all(time.kind == "duration" for time in stretches) and not any(time.rrule for time in own)


def _is_apart(group: Sequence[Piece], piece: Piece) -> bool:
    """Whether a piece without doer and time is none the less another obligation than those of `group`."""
    if piece.acts and _CASE.match(piece.text):
        # 每半个月抽检一次,不合格的当场封存: what is found then is dealt with at another time.
        return any(is_binding(time) for before in group for time in before.limits)
    # 每个点不少于5户,每个村要建一处: each has a number of its own.
    return piece.text.startswith("每") and piece.counts and any(before.counts for before in group)


def _has_topic(piece: Piece, time: TimeValue) -> bool:
    """Whether a thing stands before the time, and no act: 自查报告年底前报县纪委; not 完成清单6月底前上报."""
    topic = _CONNECTIVE.sub("", piece.text[: time.start - piece.start])
    if len(topic) < _STATEMENT - 1:
        return False
    return not any(mask & (VERBS | MOODS) for start, _, mask in piece.hits if start < time.start)


def _is_told(piece: Piece) -> bool:
    """Whether a piece states something to do by itself even if no act is named.

    一营负责东段, 总监办每周打一次分, 大桥5月中旬全部出水: a doer with a duty, or a limit with more than a name beside it.
    """
    if piece.acts:
        return True
    if piece.doers and (piece.mask & MOODS or piece.counts or piece.limits or _CHARGED.search(piece.text)):
        return True
    own = [time for time in piece.limits if is_binding(time)]
    words = len(piece.text) - sum(time.end - time.start for time in own)
    return bool(own) and not piece.is_setting and words >= _STATEMENT


def _only_names(piece: Piece) -> bool:
    """Whether a piece says only who: 由李新同志牵头, 各乡镇."""
    at, rest = 0, []
    for mention in piece.mentions:
        rest.append(piece.text[at : max(at, mention.start - piece.start)])
        at = mention.end - piece.start
    rest.append(piece.text[at:])
    return _ROLE_WORDS.fullmatch("".join(rest)) is not None


def _names_nobody_s_act(piece: Piece) -> bool:
    """Whether a piece is but a name that nothing is said of: 县脱贫攻坚指导组全体成员."""
    return not piece.mask & (MOODS | ACTS | IN_CHARGE) and not piece.limits and _only_names(piece)


def _names(mentions: Iterable[Mention]) -> set[str]:
    return {mention.text for mention in mentions}


def _value(time: TimeValue) -> tuple:
    if time.rrule or time.to:
        return (time.rrule, time.to)
    return (time.kind, time.text)


def _opens(piece: Piece) -> bool:
    mask = piece.mask
    if piece.is_topic:
        return False
    # 各乡镇还没有考虑配套产业: its doers are kept for what follows, its words are not.
    if mask & TELLING and not (mask & MOODS or piece.limits):
        return False
    return bool(piece.doers or piece.limits or mask & (MOODS | ACTS | IN_CHARGE) or piece.counts)


def _is_loose(piece: Piece) -> bool:
    """A clause after the act proper that adds no checkable one: 把各项要求落到实处."""
    return not (
        piece.limits or piece.doers or piece.receives or piece.helpers or piece.mask & (NUMBER | BOUND | HARD)
    )


def _is_praise(piece: Piece) -> bool:
    """A tail that promises an effect and states no act: 确保各项任务落到实处, 营造良好氛围."""
    if piece.limits or piece.mask & (NUMBER | BOUND | HARD) or piece.doers or piece.receives or piece.helpers:
        return False
    return bool(piece.mask & PRAISE) or not piece.mask & (ACTS | MOODS)
