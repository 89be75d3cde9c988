"""Regimes a speech announces: 日报告、周通报、旬督查、季拉练; 每月一调度; 一督查二警告三通报四问责.

A regime is found where at least two steps stand side by side, or where an instrument such as 销号管理 or 挂牌督办 is named. What the
sentences after it add (who reports to whom at what hour, another rhythm) is read in regime_details.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from speeches.document import Span
from speeches.draft import Named, RegimeDraft, RegimeStepDraft
from speeches.text.parts import Sentence
from speeches.when.value import TimeValue
from speeches.who.mention import Mention

from .history import tried_before
from .regime_details import Details, Findings, conflict

_RHYTHM = {
    "日": "FREQ=DAILY",
    "天": "FREQ=DAILY",
    "周": "FREQ=WEEKLY",
    "旬": "FREQ=MONTHLY;BYMONTHDAY=10,20,-1",
    "半月": "FREQ=MONTHLY;BYMONTHDAY=15,-1",
    "半个月": "FREQ=MONTHLY;BYMONTHDAY=15,-1",
    "月": "FREQ=MONTHLY",
    "个月": "FREQ=MONTHLY",
    "季": "FREQ=MONTHLY;INTERVAL=3",
    "季度": "FREQ=MONTHLY;INTERVAL=3",
    "半年": "FREQ=MONTHLY;INTERVAL=6",
    "年": "FREQ=YEARLY",
    "三日": "FREQ=DAILY;INTERVAL=3",
    "三天": "FREQ=DAILY;INTERVAL=3",
    "五日": "FREQ=DAILY;INTERVAL=5",
    "五天": "FREQ=DAILY;INTERVAL=5",
    "十天": "FREQ=MONTHLY;BYMONTHDAY=10,20,-1",
    "两周": "FREQ=WEEKLY;INTERVAL=2",
    "双周": "FREQ=WEEKLY;INTERVAL=2",
    "双月": "FREQ=MONTHLY;INTERVAL=2",
    "两月": "FREQ=MONTHLY;INTERVAL=2",
    "两个月": "FREQ=MONTHLY;INTERVAL=2",
}
# What a step does, by the words that say it; the first that stands in the step decides.
_KINDS = (
    ("bulletin", ("通报", "排名", "晾晒", "公示", "公布", "简报", "快报")),
    ("inspection", ("督查", "督导", "督办", "检查", "巡查", "暗访", "抽查", "核查", "排查", "巡检", "监测")),
    ("field_review", ("拉练", "观摩", "现场会", "推进会", "比武", "点验")),
    ("dispatch", ("调度", "会商", "研判", "碰头", "分析")),
    ("report", ("报告", "汇报", "报送", "上报", "反馈", "小报", "零报告")),
    ("summary", ("总结", "小结", "汇总", "盘点", "复盘", "结账")),
    (
        "appraisal",
        ("考核", "考评", "评比", "评议", "测评", "述职", "点评", "讲评", "评估", "打分", "问责", "追责"),
    ),
    ("meeting", ("例会", "会议", "开会")),
    ("prompt", ("提醒", "提示", "警告", "警示", "约谈", "函询")),
)
_PERIOD = "|".join(sorted(_RHYTHM, key=len, reverse=True))
_STEP = re.compile(
    rf"(?:每|一|逐)?({_PERIOD})(?![起内中前后])度?一?([^\d,、,。;:“”\s一每份底初末]{{2,6}}?)(?=[,、,。;:”\"\s的等]|制度|机制|制|工作|管理|和|与|及|$)"
)
_BESIDE = re.compile(r"[”“、,;\s]{0,3}(?:和|与|及|以及|制度|机制|制)?[”“、,;\s]{0,3}")
# 日清、周结、月评: one character tells what is done.
_SHORT = re.compile(r"([日周旬月季年])([清结评报查考会晒比])(?=[,、。;”日周旬月季年]|制度|机制|制|$)")
_SHORT_KINDS = {
    "清": "other",
    "结": "summary",
    "评": "appraisal",
    "报": "report",
    "查": "inspection",
    "考": "appraisal",
    "会": "meeting",
    "晒": "bulletin",
    "比": "appraisal",
}
# 日报告:各街道每晚8点前报…; 周通报:… each with what it means.
_LABELLED = re.compile(
    rf"[“(]?(?:[0-9一二三四五六]{{1,2}}[、.是)])?[“]?(?:每|一)?({_PERIOD})度?一?([^\d,、。;:“”\s]{{2,4}})[”]?(?:制度?)?[)]?(?=:)"
)
_LADDER = re.compile(
    r"一(?![月季年天周日次个是要线])([\u4e00-\u9fff]{2,4}?)[、,]?二([\u4e00-\u9fff]{2,4}?)[、,]?三([\u4e00-\u9fff]{2,4}?)(?:[、,]?四([\u4e00-\u9fff]{2}))?(?![一二三四五])"
)
# 首次提醒、二次约谈、三次问责; 第一次迟报的口头提醒,第二次迟报的通报批评.
_RUNG = re.compile(
    r"(?:首次|初次|第?[一二三四两]次)[^,。;、]{0,10}?(提醒|提示|约谈|通报批评|通报|警告|警示|问责|追责|诫勉|函询|督办|处分|停职|免职)(?=[,。;、”]|主要|党政|负责|的|$)"
)

# Instruments that need no rhythm: named once a speech, with what they do.
_INSTRUMENTS = (
    (re.compile(r"红黄绿?牌|红黄蓝牌|亮牌(?:督办|警告)|红黄绿灯|亮灯"), "ladder"),
    (re.compile(r"挂牌(?:督办|督战|整治)|两书一函|提级督办|约谈(?:提醒)?(?:制度|机制)|排后约谈"), "prompt"),
    (
        re.compile(
            r"(?:整改|办结|解决|完成)一[个件项处][、,]?销号一[个件项处]|销号(?:管理|制度|制)|闭环管理|台账(?:式|化)?(?:管理|推进)|挂图作战|倒排工期"
        ),
        "other",
    ),
    (re.compile(r"一票否决|倒扣分(?:制)?|末位(?:表态|约谈|淘汰)"), "appraisal"),
)
# Nearly all sentences hold none of these and need not be looked at closer. Every period ends in one of the seven characters.
_ANY_INSTRUMENT = re.compile(
    "(?=[红亮挂两提约排整办解完销闭台倒一末])(?:"
    + "|".join(pattern.pattern for pattern, _ in _INSTRUMENTS)
    + ")"
)
_SIGNS = "|".join(sign for _, signs in _KINDS for sign in signs)
_ANY_STEP = re.compile(
    rf"[日天周旬月季年]度?一?[^\d,、,。;“”\s一每]{{0,4}}?(?:{_SIGNS})|[日周旬月季年][清结评查考会晒比][、,]?[周旬月季年]"
)


def kind_of(words: str) -> str:
    """What a step does: kind_of("督查") == "inspection"; "other" where no word tells."""
    for kind, signs in _KINDS:
        if any(sign in words for sign in signs):
            return kind
    return "other"


def regimes_of(
    sentences: Sequence[Sentence],
    times: Sequence[Sequence[TimeValue]],
    mentions: Sequence[Sequence[Mention]] = (),
) -> Iterator[RegimeDraft]:
    """All regimes in the order of the text, each with who reports to whom at what hour, and the rhythms that later words contradict.

    `times` and `mentions` are one sequence a sentence; without `mentions` nobody is named.
    """
    # 去年县水务局每周调度、每月通报: what was done announces nothing.
    slogans = [
        [] if any(time.past for time in told) or tried_before(sentence.text) else _slogan(sentence)
        for sentence, told in zip(sentences, times, strict=True)
    ]
    found_in = Findings(sentences, times, mentions or [()] * len(sentences))
    details = Details(found_in, kind_of, frozenset(place for place, steps in enumerate(slogans) if steps))
    named: set[tuple[int, str]] = set()
    taken = -1
    for place, sentence in enumerate(sentences):
        if _ANY_INSTRUMENT.search(sentence.text):
            yield from _instruments(sentence, named)
        if place <= taken:
            continue
        labelled = _labelled(sentences, place)
        steps = labelled or slogans[place] or _ladder(sentence)
        if len(steps) < 2:
            continue
        taken = place + len(labelled) - 1 if labelled else place
        yield _regime(steps, sentences[place : taken + 1], details, place, bool(labelled))


def _regime(
    steps: list[RegimeStepDraft], said: Sequence[Sentence], details: Details, place: int, labelled: bool
) -> RegimeDraft:
    """The regime of some steps, with what the sentences around it add."""
    start, end = steps[0].start, steps[-1].end
    title = (
        "、".join(step.text for step in steps)
        if labelled
        else said[0].text[start - said[0].start : end - said[0].start]
    )
    readings = details.readings(steps, place, labelled)
    conflicts = tuple(dict.fromkeys(conflict(steps[one.step], one) for one in readings))
    filled = details.filled(steps, place, labelled)
    return RegimeDraft(title, start, end, said[0].speech, tuple(filled), conflicts, readings)


def _labelled(sentences: Sequence[Sentence], place: int) -> list[RegimeStepDraft]:
    """The steps of sentences that each explain one: 日报告:…;周通报:…; [] for fewer than two."""
    steps: list[RegimeStepDraft] = []
    for sentence in sentences[place : place + 8]:
        match = _LABELLED.match(sentence.text) if ":" in sentence.text[:16] else None
        kind = kind_of(match.group(2)) if match else "other"
        if match is None or kind == "other" or sentence.speech != sentences[place].speech:
            break
        words = match.group().strip("“”()0123456789、.")
        start = sentence.start + match.group().index(words)
        steps.append(RegimeStepDraft(kind, words, start, start + len(words), _RHYTHM[match.group(1)]))
    return steps if len(steps) >= 2 else []


def _slogan(sentence: Sentence) -> list[RegimeStepDraft]:
    """The steps that stand side by side: 日报告、周通报、旬督查; [] for fewer than two."""
    if not _ANY_STEP.search(sentence.text):
        return []
    steps: list[RegimeStepDraft] = []
    for match in _STEP.finditer(sentence.text):
        kind = kind_of(match.group(2))
        if kind == "other":
            continue
        start, end = sentence.start + match.start(), sentence.start + match.end()
        # Steps of one slogan follow each other closely; a rhythm further on belongs to another statement.
        if steps and not _BESIDE.fullmatch(sentence.text[steps[-1].end - sentence.start : match.start()]):
            if len(steps) >= 2:
                break
            steps = []
        steps.append(RegimeStepDraft(kind, match.group(), start, end, _RHYTHM[match.group(1)]))
    return steps if len(steps) >= 2 else _short_slogan(sentence)


def _short_slogan(sentence: Sentence) -> list[RegimeStepDraft]:
    """The same for one character each: 日清、周结、月评. 日清日结 has one rhythm and is no regime."""
    steps: list[RegimeStepDraft] = []
    for match in _SHORT.finditer(sentence.text):
        start, end = sentence.start + match.start(), sentence.start + match.end()
        if steps and start - steps[-1].end > 1:
            break
        steps.append(
            RegimeStepDraft(_SHORT_KINDS[match.group(2)], match.group(), start, end, _RHYTHM[match.group(1)])
        )
    return steps if len({step.rrule for step in steps}) >= 2 else []


def _ladder(sentence: Sentence) -> list[RegimeStepDraft]:
    """The rungs of a ladder: 一督查二警告三通报四问责; 首次提醒、二次约谈."""
    rungs = list(_RUNG.finditer(sentence.text)) if "次" in sentence.text else []
    if len(rungs) >= 2:
        return [_rung(sentence, rung, 1) for rung in rungs]
    match = _LADDER.search(sentence.text) if "二" in sentence.text and "三" in sentence.text else None
    if not match:
        return []
    groups = [number for number in range(1, 5) if match.group(number)]
    if sum(kind_of(match.group(number)) != "other" for number in groups) < 2:
        return []
    return [_rung(sentence, match, number) for number in groups]


def _rung(sentence: Sentence, match: re.Match[str], number: int) -> RegimeStepDraft:
    start, end = sentence.start + match.start(number), sentence.start + match.end(number)
    return RegimeStepDraft("ladder", match.group(number), start, end, None)


def _instruments(sentence: Sentence, named: set[tuple[int, str]]) -> list[RegimeDraft]:
    """Instruments that the sentence names and its speech has not named before."""
    found = []
    for pattern, kind in _INSTRUMENTS:
        for match in pattern.finditer(sentence.text):
            if (sentence.speech, match.group()) in named:
                continue
            named.add((sentence.speech, match.group()))
            start, end = sentence.start + match.start(), sentence.start + match.end()
            step = RegimeStepDraft(kind, match.group(), start, end, None)
            found.append(RegimeDraft(match.group(), start, end, sentence.speech, (step,)))
    return found


def moved(regime: RegimeDraft, origin: Callable[[int, int], Span]) -> RegimeDraft:
    """The regime with its offsets taken back to the original text."""
    steps = []
    for step in regime.steps:
        span = origin(step.start, step.end)
        steps.append(
            replace(
                step,
                start=span.start,
                end=span.end,
                reporter=_moved(step.reporter, origin),
                receiver=_moved(step.receiver, origin),
            )
        )
    readings = []
    for reading in regime.readings:
        span = origin(reading.start, reading.end)
        readings.append(replace(reading, start=span.start, end=span.end))
    whole = origin(regime.start, regime.end)
    return replace(regime, start=whole.start, end=whole.end, steps=tuple(steps), readings=tuple(readings))


def _moved(named: Sequence[Named], origin: Callable[[int, int], Span]) -> tuple[Named, ...]:
    spans = [(one, origin(one.start, one.end)) for one in named]
    return tuple(one._replace(start=span.start, end=span.end) for one, span in spans)
