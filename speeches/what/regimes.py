"""Regimes a speech announces: 日报告、周通报、旬督查、季拉练; 每月一调度; 一督查二警告三通报四问责.

A regime is found where at least two steps stand side by side, or where an instrument such as 销号管理 or 挂牌督办 is named. Where the slogan says one rhythm and the sentences after it
another (旬督查, but 每半个月…督查), the disagreement is named and never settled here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from speeches.document import Span
from speeches.draft import RegimeDraft, RegimeStepDraft, StepReading
from speeches.text.parts import Sentence
from speeches.when.value import TimeValue

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
}
_SPOKEN = {
    "FREQ=DAILY": "每天",
    "FREQ=WEEKLY": "每周",
    "FREQ=MONTHLY;BYMONTHDAY=10,20,-1": "每旬",
    "FREQ=MONTHLY;BYMONTHDAY=15,-1": "每半个月",
    "FREQ=MONTHLY": "每月",
    "FREQ=MONTHLY;INTERVAL=3": "每季度",
    "FREQ=MONTHLY;INTERVAL=6": "每半年",
    "FREQ=YEARLY": "每年",
}
# What a step does, by the words that say it; the first that stands in the step decides.
_KINDS = (
    ("bulletin", ("通报", "排名", "晾晒", "公示")),
    ("inspection", ("督查", "督导", "督办", "检查", "巡查", "暗访", "抽查", "核查", "排查", "巡检")),
    ("field_review", ("拉练", "观摩", "现场会", "推进会", "比武")),
    ("dispatch", ("调度", "会商", "研判", "碰头", "分析")),
    ("report", ("报告", "汇报", "报送", "上报", "反馈", "小报", "零报告")),
    ("summary", ("总结", "小结", "汇总", "盘点", "复盘")),
    ("appraisal", ("考核", "考评", "评比", "评议", "测评", "述职", "问责")),
    ("meeting", ("例会", "会议", "开会")),
    ("prompt", ("提醒", "提示", "警告", "警示", "约谈", "函询")),
)
_PERIOD = "|".join(sorted(_RHYTHM, key=len, reverse=True))
_STEP = re.compile(rf"(?:每|一|逐)?({_PERIOD})度?一?([^\d,、,。;“”\s一每]{{2,6}}?)(?=[,、,。;”\"\s制的等]|$)")
_LADDER = re.compile(
    r"一([\u4e00-\u9fff]{2,4}?)[、,]?二([\u4e00-\u9fff]{2,4}?)[、,]?三([\u4e00-\u9fff]{2,4}?)(?:[、,]?四([\u4e00-\u9fff]{2}))?(?![一二三四五])"
)

# Instruments that need no rhythm: named once a speech, with what they do.
_INSTRUMENTS = (
    (re.compile(r"红黄绿?牌|红黄蓝牌|亮牌(?:督办|警告)|红黄绿灯|亮灯"), "ladder"),
    (re.compile(r"挂牌(?:督办|督战|整治)|两书一函|提级督办|约谈(?:提醒)?(?:制度|机制)|排后约谈"), "prompt"),
    (re.compile(r"销号(?:管理|制度|制)|闭环管理|台账(?:式|化)?(?:管理|推进)|挂图作战|倒排工期"), "other"),
    (re.compile(r"一票否决|倒扣分(?:制)?|末位(?:表态|约谈|淘汰)"), "appraisal"),
)
# Nearly all sentences hold none of these and need not be looked at closer.
_ANY_INSTRUMENT = re.compile("|".join(pattern.pattern for pattern, _ in _INSTRUMENTS))
_SIGNS = "|".join(sign for _, signs in _KINDS for sign in signs)
_ANY_STEP = re.compile(rf"(?:{_PERIOD})度?一?[^\d,、,。;“”\s一每]{{0,4}}?(?:{_SIGNS})")
_NEAR = 800
_DETAIL = re.compile(r"[^,。;、”]*")


def kind_of(words: str) -> str:
    """What a step does: kind_of("督查") == "inspection"; "other" where no word tells."""
    for kind, signs in _KINDS:
        if any(sign in words for sign in signs):
            return kind
    return "other"


def regimes_of(sentences: Sequence[Sentence], times: Iterable[Sequence[TimeValue]]) -> list[RegimeDraft]:
    """All regimes in the order of the text, each with the rhythms that later sentences of the same speech contradict."""
    found: list[RegimeDraft] = []
    times = list(times)
    slogans = [_slogan(sentence) for sentence in sentences]
    named: set[tuple[int, str]] = set()
    for place, sentence in enumerate(sentences):
        if _ANY_INSTRUMENT.search(sentence.text):
            found.extend(_instruments(sentence, named))
        steps = slogans[place] or _ladder(sentence)
        if len(steps) < 2:
            continue
        readings = _readings(steps, _after(place, steps[-1].end, sentences, slogans), times)
        start, end = steps[0].start, steps[-1].end
        title = sentence.text[start - sentence.start : end - sentence.start]
        conflicts = tuple(dict.fromkeys(_conflict(steps[one.step], one) for one in readings))
        found.append(RegimeDraft(title, start, end, sentence.speech, tuple(steps), conflicts, readings))
    return found


def _slogan(sentence: Sentence) -> list[RegimeStepDraft]:
    if not _ANY_STEP.search(sentence.text):
        return []
    steps: list[RegimeStepDraft] = []
    for match in _STEP.finditer(sentence.text):
        kind = kind_of(match.group(2))
        if kind == "other":
            continue
        start, end = sentence.start + match.start(), sentence.start + match.end()
        # Steps of one slogan follow each other closely; a rhythm further on belongs to another statement.
        if steps and start - steps[-1].end > 4:
            if len(steps) >= 2:
                break
            steps = []
        steps.append(RegimeStepDraft(kind, match.group(), start, end, _RHYTHM[match.group(1)]))
    return steps if len(steps) >= 2 else []


def _ladder(sentence: Sentence) -> list[RegimeStepDraft]:
    match = _LADDER.search(sentence.text) if "二" in sentence.text and "三" in sentence.text else None
    if not match:
        return []
    groups = [number for number in range(1, 5) if match.group(number)]
    if sum(kind_of(match.group(number)) != "other" for number in groups) < 2:
        return []
    return [
        RegimeStepDraft(
            "ladder",
            match.group(number),
            sentence.start + match.start(number),
            sentence.start + match.end(number),
            None,
        )
        for number in groups
    ]


def _instruments(sentence: Sentence, named: set[tuple[int, str]]) -> list[RegimeDraft]:
    """Instruments that the sentence names and its speech has not named before."""
    found = []
    for pattern, kind in _INSTRUMENTS:
        match = pattern.search(sentence.text)
        if match and (sentence.speech, match.group()) not in named:
            named.add((sentence.speech, match.group()))
            start, end = sentence.start + match.start(), sentence.start + match.end()
            step = RegimeStepDraft(kind, match.group(), start, end, None)
            found.append(RegimeDraft(match.group(), start, end, sentence.speech, (step,)))
    return found


def _after(
    place: int, end: int, sentences: Sequence[Sentence], slogans: Sequence[list[RegimeStepDraft]]
) -> Iterator[tuple[int, Sentence]]:
    """The sentence of a regime and those of its speech near after it, with their places; other slogans are left out."""
    for later in range(place, len(sentences)):
        sentence = sentences[later]
        if sentence.speech != sentences[place].speech or sentence.start > end + _NEAR:
            return
        if later == place or not slogans[later]:
            yield later, sentence


def _readings(
    steps: Sequence[RegimeStepDraft],
    details: Iterable[tuple[int, Sentence]],
    times: Sequence[Sequence[TimeValue]],
) -> tuple[StepReading, ...]:
    """The rhythms of later sentences that differ from a step's own, each once."""
    said = {step.what: number for number, step in enumerate(steps) if step.rrule}
    found: dict[tuple[int, str, str], StepReading] = {}
    for later, sentence in details:
        for time in times[later]:
            if not time.rrule or time.rrule == "IRREGULAR" or time.start < steps[-1].end:
                continue
            detail = _until_comma(sentence, time)
            step = said.get(kind_of(detail))
            if step is None or steps[step].rrule == time.rrule or time.rrule not in _SPOKEN:
                continue
            reading = StepReading(step, detail, time.start, time.start + len(detail), time.rrule)
            found.setdefault((step, detail, time.rrule), reading)
    return tuple(found.values())


def _conflict(step: RegimeStepDraft, reading: StepReading) -> str:
    """The disagreement in words: “旬督查”为每旬，后文“每半个月开展一次督查”为每半个月."""
    own = _SPOKEN[step.rrule or ""]
    return f"“{step.text}”为{own}，后文“{reading.text}”为{_SPOKEN[reading.rrule]}"


def _until_comma(sentence: Sentence, time: TimeValue) -> str:
    words = sentence.text[time.start - sentence.start :]
    detail = _DETAIL.match(words)
    return detail.group() if detail else words


def moved(regime: RegimeDraft, origin: Callable[[int, int], Span]) -> RegimeDraft:
    """The regime with its offsets taken back to the original text."""
    steps = []
    for step in regime.steps:
        span = origin(step.start, step.end)
        steps.append(replace(step, start=span.start, end=span.end))
    readings = []
    for reading in regime.readings:
        span = origin(reading.start, reading.end)
        readings.append(replace(reading, start=span.start, end=span.end))
    whole = origin(regime.start, regime.end)
    return replace(regime, start=whole.start, end=whole.end, steps=tuple(steps), readings=tuple(readings))
