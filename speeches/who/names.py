"""Find who is named in a text: registered names in one pass, unseen ones by their last word. Roles are not decided here.

`Registry(units)`: the caller's units; an empty one is fine. `mentions(source, registry) -> list[Mention]`: `source` is a
Sentence (offsets then are folded ones, like the sentence's) or a string (offsets from 0). The mentions do not overlap and stand in
order; `group` is one number for all members of an enumeration (县住建、国土、林业等部门 → 县住建 / 国土 / 林业, one group),
-1 for a name that stands alone. Names are given as written.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from functools import lru_cache

from speeches.draft import UnitEntry
from speeches.text.parts import Sentence
from speeches.text.wordlist import WordList

from .boundary import begin
from .lexicon import words
from .lists import grouped
from .mention import Mention
from .scan import SHORT_HEADS, Seen, seen_in
from .slots import slotted
from .trimming import first_kept

SURNAMES = "".join(words("surnames"))
_NOT_BEFORE = frozenset(words("not before"))
_NOT_AFTER = frozenset(words("not after"))


_EACH = re.compile(
    r"各(?:县区|片区|战线|[县市区州省乡镇村组处室科系班所站校院局部户点口片]|办(?![一二两三几0-9理好成事公案结完学税]))(?:[(][^()\n]{1,6}[)])?(?:长(?![期远久效]))?"
)
# A county or district by its bare name, only as a doer: 柘川区要…
_REGION = re.compile(
    r"(?:(?<=^)|(?<=[,。;:、和]))[\u4e00-\u9fff]{2,3}(?<![全各本我辖社园片山城校小灾禁特矿库林牧厂景街地该邻])[县区市州](?=要|必须|务必|应当|也要|负责|牵头|、)"
)
# 乡镇(街道), 各乡(镇): the bracket belongs to the name.
_FIELD = re.compile(
    r"(?:责任|牵头|配合|主办|承办|协办|协助|参与|参加|落实|实施|主责|整改|包保|第一)(?:单位|部门|人|领导|科室|处室|股室)\Z"
)
# 责任单位:…, 责任单位是县交通局; not 责任单位是第一责任人.
_NAMES_FIELD = re.compile(r":|[是为](?!第一|直接|主体|本|最|落实)")
_OF_FIELD = frozenset(":是为")
_MUST = re.compile(r",?[^,。;]{0,6}?(?:要|必须|务必|应)")
_LONGER = frozenset(("队员", "队伍", "委会", "村官", "组员", "会员", "社员", "总会", "校友"))
# With one of these behind its head a name may go on; a post may always.
_GROWS = frozenset({"门", "长", "(", *(word[1] for word in _LONGER)})
# The last character of a head and the next one make another word: 会议, 中心城区, 村医生, 小学生.
_OTHER_WORDS = frozenset(
    [
        "会议",
        "学习",
        "指挥",
        "会上",
        "心区",
        "心城",
        "心任",
        "心工",
        "医生",
        "医疗",
        "学生",
        "业链",
        "业化",
        "校园",
        "业主",
        "协助",
        "协同",
        "协调",
        "协作",
        "协办",
    ]
)
# 普查办 and 资产保全部, although 查办 and 全部 name nobody.
_OFFICES = frozenset(
    ("保全部", "普查办", "选举办", "督查办", "巡查办", "检查办", "核查办", "排查办", "调查办")
)
# 财务部分别, 检验科学习: the head is a head although the next two characters look like a word with it.
_STILL = frozenset(
    (
        "办一周",
        "办一日",
        "办一月",
        "办一旬",
        "办一季",
        "办一天",
        "办两周",
        "部分别",
        "科学习",
        "系统一",
        "处理应",
        "办理应",
        "所有关",
        "处分别",
        "办法定",
        "办实行",
        "办实施",
    )
)
_LED = frozenset("组局院校处科部厅所站队会镇乡县区市行社园股室班庭")
_NOT_LONG = frozenset(("长期", "长效", "长远", "长久", "长三", "长江", "长城", "长征", "长假"))
# 市、县两级财政; 县乡村三级: one name.
_LEVELS = re.compile(
    r"(?:省|市|州|县|区|乡镇|乡|镇街|镇|街道|街|村居|村|社区|组|场|校|院|厂|公司|集团|车间|班组|处|科)(?:[、和]?(?:市|州|县|区|乡镇|乡|镇街|镇|街道|街|村居|村|社区|组|场|院|系|科|室|分公司|车间|班组|班|项目部|区队)){1,4}[两二三四五]级(?:党组织|财政|部门|单位|政府|党委|干部|河长|林长|网格|医院|法院|班子|领导|书记|人大|组织|机构|防指)?"
)
# 一标、二标要…; 三营负责…: named by a number, and only as doers.
_NUMBERED = re.compile(
    r"(?=[一二三四五六七八九十0-9])(?:(?<=^)|(?<=[,。;:、和由请]))[一二三四五六七八九十0-9]{1,3}(?:标|营|连|排|工区|分部|采区|分厂|项目部|号楼)(?=要(?!求)|必须|务必|负责|牵头|应(?!急)|分别|各自|共同|的|、[一二三四五六七八九十0-9]{1,3}[标营连排工分采项号]|和[一二三四五六七八九十0-9])"
)
# 副局长刘涛牵头: the person's name belongs to the post.
_CALLED = re.compile(
    rf"[{re.sub('[任于应时方成都从和向包]', '', SURNAMES)}][\u4e00-\u9fff]{{1,2}}(?:同志)?(?=同志|牵头|负责|分管|通报|讲|发言|汇报|传达|宣读|主持|具体|主抓|任组|任指|要(?!求)|领衔|带队|[,。;、]|$)"
)
# 分管工业的副县长: what a post is in charge of belongs to its name.
_IN_CHARGE_OF = re.compile("(?:分管|主管|联系|挂联|包联)[^,。;:的由]{1,10}的$")
# 销售公司王总牵头: somebody by a short title, only as a doer.
_CHIEF = re.compile(
    rf"[{SURNAMES}](?:副?总|总工|董)(?=牵头|负责(?!人)|亲自|具体|主抓|带队|要(?!求)|必须|务必)"
)
_BRACKET = re.compile(
    r"[(](?:乡|镇|街道|街|村|社区|居|区|城区|县|市|市、区|县、区|园区|农场|场|街办|办事处|党组|工委|学院|科室|部|站|所|点|中心)[)]"
)
_SPEAKER = re.compile(r"我们(?!党|国)|(?<![自本])我(?=们|[将来再要也])")
_PERSON = re.compile(
    rf"[{SURNAMES}][\u4e00-\u9fff]{{0,2}}?(?:常务)?副?(?:同志|书记|[县市区镇乡省州部厅局处科院校所站队组会]长|主任|主席|总|经理|指挥长|常务)"
)
_BARE_PERSON = re.compile(
    rf"(?:由|责任人:|牵头人:|负责人:|联系人:)((?:[{SURNAMES}][\u4e00-\u9fff]{{1,2}}[、和])*[{SURNAMES}][\u4e00-\u9fff]{{1,2}})(?=具体|负责|牵头|任|担任|主抓|分管|[,;。]|$)"
)
_TITLES = frozenset("志记长任席总理常")
_OPENS_MANY = frozenset("各全所每广一县市区镇村省参在")
_POINTS = frozenset("上以前这那该其相有0123456789一二三四五六七八九十两几多")
_COLLECTIVE = re.compile(
    r"各|全[县市区镇乡校院园省州体公]|所有|每个?|广大|一切|[县市区镇村省]直|参会|参加会议|参建|在场|在座"
)
_REFERENCE = re.compile(
    r"上述|以上|前述|这|那|该|其[他它余]|[0-9一二三四五六七八九十两几多]+[个家名位]|相关|有关"
)
_OFFICE = re.compile(
    rf"[县市区省](?:{'|'.join(sorted(words('functions'), key=len, reverse=True))}|人民|[委直级])"
)
# 夜班费|县人民医院: no county is called so.
_OFFICE_BEHIND = re.compile(rf"(?<=[费款金案项表单书证题务作]){_OFFICE.pattern}")
_LONGEST = 26
_INTO = frozenset(("", *"到于在见落出细抓做"))
_WEEK = frozenset("周期拜")


class Registry:
    """The units a caller knows, matched longest first, names and aliases alike; `Registry(())` knows none."""

    def __init__(self, units: Sequence[UnitEntry] = ()) -> None:
        self.units = tuple(units)
        named: dict[str, UnitEntry] = {}
        for unit in units:
            for name in (unit.name, *unit.aliases):
                folded = name.translate(_FOLD).strip()
                if folded:
                    named.setdefault(folded, unit)
        self._words, self._named = WordList(named), tuple(named.values())

    def hits(self, text: str) -> list[Mention]:
        """Every registered name in `text`, longest match, left to right."""
        if not self._named:
            return []
        found = []
        for word, start, end in self._words.hits(text):
            unit = self._named[word]
            kind = "collective" if unit.members else "unit"
            found.append(Mention(start, end, text[start:end], kind, unit.key))
        return found


_FOLD = str.maketrans({"（": "(", "）": ")", "，": ",", " ": None, "\u3000": None})
NOBODY = Registry()


def mentions(source: Sentence | str, registry: Registry = NOBODY, seen: Seen | None = None) -> list[Mention]:
    """Who is named: mentions("由县住建局牵头,各乡镇配合") → 县住建局 (unit), 各乡镇 (collective).

    `seen` is what a scan of many sentences found in this one (scan.py).
    """
    text, base = (source, 0) if isinstance(source, str) else (source.text, source.start)
    seen = seen or seen_in(text)
    limits = seen.limits
    known = registry.hits(text)
    found = _settled(text, _patterns(text, seen), known)
    slots = slotted(text, limits, found)
    whole = sorted([*found, *slots], key=lambda m: m.start) if slots else found
    listed = grouped(text, limits, whole, seen.functions)
    if not base:
        return listed
    return [m.moved(base) for m in listed]


def _patterns(text: str, seen: Seen) -> list[Mention]:
    """Every name that a head, a person's title or a pronoun shows, overlapping ones included."""
    found: list[Mention] = []
    limits = seen.limits
    for start, end, kind in seen.heads:
        mention = _named(text, limits, start, end, kind)
        if mention is not None:
            found.append(mention)
    found += _short_names(text, seen)
    for hit in _REGION.finditer(text) if seen.bare else ():
        found.append(Mention(hit.start(), hit.end(), hit.group(), "unit"))
    for hit in _CHIEF.finditer(text) if "总" in text or "董" in text else ():
        found.append(Mention(hit.start(), hit.end(), hit.group(), "person"))
    for hit in _NUMBERED.finditer(text) if seen.bare else ():
        found.append(Mention(hit.start(), hit.end(), hit.group(), "unit"))
    for hit in _LEVELS.finditer(text) if "级" in text else ():
        found.append(Mention(hit.start(), hit.end(), hit.group(), "collective"))
    for hit in _EACH.finditer(text) if "各" in text else ():
        found.append(Mention(hit.start(), hit.end(), hit.group(), "collective"))
    for hit in _SPEAKER.finditer(text) if "我" in text else ():
        found.append(Mention(hit.start(), hit.end(), hit.group(), "speaker"))
    for hit in _BARE_PERSON.finditer(text) if "由" in text or "人:" in text else ():
        at = hit.start(1)
        for name in re.split("[、和]", hit.group(1)):
            found.append(Mention(at, at + len(name), name, "person"))
            at += len(name) + 1
    return found


def _short_names(text: str, seen: Seen) -> Iterator[Mention]:
    """The names whose last word is one character: 县应急局, 资实处."""
    for at in seen.short:
        pair = text[at - 1 : at + 1]
        # 资实处 is an office, 落到实处 names none.
        is_office = text[at - 2 : at + 1] in _OFFICES or (
            pair == "实处" and text[at - 2 : at - 1] not in _INTO
        )
        if pair in _NOT_BEFORE and not is_office:
            continue
        if text[at : at + 2] in _NOT_AFTER and text[at : at + 3] not in _STILL:
            continue
        if text[at - 1] == "的" and text[at] in "村镇乡" and _MUST.match(text, at + 1):
            yield Mention(at, at + 1, text[at], "unit")
            continue
        mention = _named(text, seen.limits, at, at + 1, "unit")
        if mention is not None and (
            len(mention.text) >= 3 or (len(mention.text) == 2 and text[at] in "站局所院办")
        ):
            yield mention


def _named(text: str, limits: list[int], head: int, end: int, kind: str) -> Mention | None:
    """The whole name of a head, or None where the head is part of another word."""
    if kind == "post" or text[end : end + 1] in _GROWS:
        end, kind = _grown(text, end, kind)
    after = text[end : end + 1]
    last = text[end - 1] + after
    if last in _OTHER_WORDS or (
        last[0] == "办" and last in _NOT_AFTER and text[end - 1 : end + 2] not in _STILL
    ):
        return None
    if after in _OF_FIELD and _NAMES_FIELD.match(text, end) and _FIELD.search(text, max(0, head - 4), end):
        return None
    if text[head - 1 : head] in _WEEK and text[head] in "一二三四五六" or text[end - 4 : end] == "发展党员":
        return None  # 周五|中午, 发展|党员
    start = begin(text, limits, head)
    if end - start > 3:
        start += _front(text[start:end])
    if kind == "post" and text[start - 1 : start] == "的":
        charged = _IN_CHARGE_OF.search(text, max(0, start - 16), start)
        start = charged.start() if charged else start
    if after == "”" and text[start - 1 : start] == "“":
        # 各水库“三个责任人”: the quotation marks belong to the name.
        before = limits[bisect_right(limits, start - 2) - 1]
        start, end = (before, end + 1) if start - 1 - before <= 8 else (start, end)
    if text[start] == "*" and text[start + 1 : start + 2] not in "*同某":
        start += 1  # *各部门: the mark of a list
    name = text[start:end]
    if not name or end - start > _LONGEST or (name[0] in "0123456789)、" and name[-1] in SHORT_HEADS):
        return None
    return Mention(start, end, name, _kind(name, kind))


def _grown(text: str, end: int, kind: str) -> tuple[int, str]:
    """Where a head ends once what belongs to it is taken in: 财务部+门, 教研组+长, 副局长+刘涛, 乡镇+(街道)."""
    if text[end : end + 1] == "门" and text[end - 1] == "部":
        end += 1
    if text[end : end + 1] == "长" and text[end - 1] in _LED and text[end : end + 2] not in _NOT_LONG:
        end, kind = end + 1, "post"
    if text[end - 1 : end + 1] in _LONGER and text[end : end + 2] not in ("会同", "会商", "会议"):
        end, kind = end + 1, "post" if text[end] in "员官" else kind
    called = _CALLED.match(text, end) if kind == "post" and text[end - 1] in "长记任理席师" else None
    if called:
        end = called.end()
    if text[end : end + 1] == "(":
        bracket = _BRACKET.match(text, end)
        end = bracket.end() if bracket else end
    return end, kind


@lru_cache(maxsize=4096)
def _front(name: str) -> int:
    """How many characters to drop from a name's front; a speech names the same few hundred again and again."""
    cut = first_kept(name)
    return cut + _foreign_front(name[cut:])


def _foreign_front(name: str) -> int:
    """What stands before the county of a name and is no place: 这个任务县农业农村局 → 4; 柏川县应急局 → 0."""
    if len(name) < 6:
        return 0
    hit = _OFFICE.search(name, 2 if name[0] in "这那此" else 4) or _OFFICE_BEHIND.search(name)
    return hit.start() if hit and not name.startswith(("各", "全", "本", "驻", "中")) else 0


def _kind(name: str, kind: str) -> str:
    if name[-1] in _TITLES and _PERSON.fullmatch(name):
        return "person"
    if name[0] in _OPENS_MANY and _COLLECTIVE.match(name):
        return "collective"
    if name[0] in _POINTS and _REFERENCE.match(name):
        return "reference"
    return kind


def _settled(text: str, found: list[Mention], known: list[Mention]) -> list[Mention]:
    """One mention for each stretch: a registered name wins over a pattern unless the pattern's name is longer."""
    if known:
        # A registered name is sure of its beginning: 新设惠民办 becomes 惠民办.
        sure = {m.end: m for m in known if m.end - m.start >= 3}
        found = [m for m in found if m.end not in sure or m.start >= sure[m.end].start]
    order = [*found, *known]
    if len(order) < 2:
        return order
    order.sort(key=lambda m: (m.start, -m.end, m.key == ""))
    out: list[Mention] = []
    for mention in order:
        if out and mention.start < out[-1].end:
            last = out[-1]
            if mention.end > last.end and mention.start > last.start and not last.key:
                # 县教育局 + 局长: a head that reaches further takes the earlier name with it.
                out[-1] = last._replace(
                    end=mention.end,
                    text=last.text + mention.text[last.end - mention.start :],
                    kind=mention.kind,
                )
            continue
        joined = _joined(text, out[-1], mention) if out else None
        if joined is not None:
            out[-1] = joined
            continue
        out.append(mention)
    return out


def _joined(text: str, last: Mention, mention: Mention) -> Mention | None:
    """One name of two that stand side by side, or None: 乡镇+(街道), 上述单位的+分管负责同志, 县自然资源局+全体班子成员,
    市纪委监委驻+市教育局纪检监察组."""
    if text[last.end : mention.start] == "(" and text[mention.end : mention.end + 1] == ")":
        return last._replace(end=mention.end + 1, text=text[last.start : mention.end + 1])
    if mention.start == last.end:
        if last.text.endswith((")", "”")) and not mention.key:
            return last._replace(end=mention.end, text=last.text + mention.text)
        if last.kind == "unit" and mention.text.startswith("全体"):
            return last._replace(end=mention.end, text=last.text + mention.text, kind="post")
    if mention.start == last.end + 1 and text[last.end] == "驻" and mention.text.endswith("组"):
        return last._replace(end=mention.end, text=text[last.start : mention.end])
    if mention.kind == "post" and mention.start == last.end + 1 and text[last.end] == "的":
        return last._replace(end=mention.end, text=text[last.start : mention.end])
    return None
