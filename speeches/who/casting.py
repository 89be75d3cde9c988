"""Gives each enumeration of a sentence its role: fixed phrases first, then the subjects of the clauses.

`Casting(bones, clauses).roles() -> dict[int, str]`: the role of every M by its place in the skeleton: "lead", "support", "report_to"
or "" for one that is only talked about. What belongs to a name beyond its own words is in `modified`, see there.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from speeches.text.parts import Clause
from speeches.text.words import tagged

from . import phrases
from .opening import opens_with_act
from .skeleton import M, Skeleton
from .standing import standing

# 全县安全生产形势, 全区林区: these wholes are as often a place as a doer.
_WHOLES = frozenset(
    ("全县", "全市", "全区", "全镇", "全乡", "全园", "全校", "全院", "全局", "全公司", "全省", "全州")
)
# A name directly behind one of these characters may receive, help or be asked; the phrases decide.
_HANDS_IN = frozenset("报送告馈交至到给于往回经由向")
_BESIDE = frozenset("同合商和与跟")
_ASKS = frozenset("求请令成定促召望")
_FILLED = frozenset(":是为")
_AGENTS = frozenset("由交成托定")
# The verbs of phrases.LEADS and phrases.SUPPORTS; a sentence without them is not searched for the phrase.
_LEADING = re.compile(f"牵头|主[办责抓]|承办|负总责|从{M}")
_HELPING = re.compile("配合|协[助同办作]|参[与加]|支持|监督|督[办查促]")
# Who watches over an act supports whoever leads it; without a leader it is a duty of its own.
_WATCHES = ("监督", "督办", "督查", "督促")
_CHARGING = frozenset(("是", "为"))
_OF_ANOTHER = "的" + M
_TOLD = re.compile("要|必须|应|务必|需")
_FIRMLY = re.compile("必须|应当|务必|不得")


# 排班表各科主任自己先改
_MEETINGS = ("大会", "会议", "例会")
_MONEY = frozenset("费款金")
_BY_THEMSELVES = ("自己", "先", "各自")
# The first character of a local body, by which a clause's object and its doer are told apart: 补贴资金|县财政局.
_LOCAL = frozenset("县市区省州镇乡各")
_OBJECT_FIRST = re.compile(
    rf"(?:[^,。;:、{M}对把将在由向给被为到从与和及以按据是有要的]{{2,8}}的)?[^,。;:、{M}对把将在由向给被为到从与和及以按据是有要的]{{2,16}}"
)


class Casting:
    """Reads the roles of one sentence: fixed phrases first, then the subjects of its clauses."""

    def __init__(self, bones: Skeleton, clauses: Sequence[Clause]) -> None:
        self._bones = bones
        self._text = bones.text
        origin = bones.origin
        self._edges = [
            (max(0, bisect_right(origin, c.start) - 1), max(1, bisect_right(origin, c.end - 1)))
            for c in clauses
        ]
        self._starts = [start for start, _ in self._edges]
        self._roles = dict.fromkeys(bones.members, "")
        self._places = sorted(bones.members)
        self._fixed: set[int] = set()
        self._heads = False
        # Places of leads that take a modifier with them (节后复工的企业), and the offset at which it begins.
        self.modified: dict[int, int] = {}
        # Where the cell of a table's row begins that names who leads.
        self.cell = -1
        # Places of leads named behind the task: 年内完成12个,由县住建局牵头.
        self.behind: set[int] = set()

    def roles(self) -> dict[int, str]:
        """The role of every M, by its place in the skeleton."""
        text = self._text
        # The characters right before the names tell which phrases can occur at all.
        before = {text[place - 1] for place in self._places if place}
        if not before.isdisjoint(_FILLED):
            self._note(phrases.FIELD_LEAD, "lead")
            self._drop_contacts()
            self._note(phrases.FIELD_SUPPORT, "support")
        if not before.isdisjoint(_HANDS_IN):
            self._note(phrases.REPORT, "report_to")
        if not before.isdisjoint(_BESIDE):
            self._note(phrases.WITH, "support", at_least=1)
        if "牵头" in text:
            self._note(phrases.LED, "support", at_least=1)
        if _LEADING.search(text):
            self._note(phrases.LEADS, "lead")
        agents = self._agents() if not before.isdisjoint(_AGENTS) else set()
        self._heads = "lead" in self._roles.values()
        helped = _HELPING.search(text)
        if helped:
            self._supporters(firm=self._heads)
        self._followers()
        if helped and not self._heads:
            self._helpers_first()
        if not before.isdisjoint(_ASKS):
            self._note(phrases.ASKED, "lead", at_least=1)
        self._objects()
        self._subjects(agents)
        if "lead" not in self._roles.values():
            self._pivots()
        return self._roles

    def _note(self, pattern: re.Pattern[str], role: str, at_least: int = -1) -> None:
        for hit in pattern.finditer(self._text):
            place = self._text.find(M, hit.start(), hit.end())
            if place not in self._fixed and standing(self._bones.members[place]) >= at_least:
                self._roles[place] = role
                self._fixed.add(place)

    def _objects(self) -> None:
        """Take the part from a name right behind 对, 督促, …: there it is spoken of."""
        text = self._text
        for place in self._places:
            if place in self._fixed or not place:
                continue
            if text[place - 1] in phrases.OBJECT or text[max(0, place - 2) : place] in phrases.OBJECT:
                self._roles[place] = ""
                self._fixed.add(place)

    def _pivots(self) -> None:
        """督促各乡镇,月底前完成清理: nobody else being named, those who are urged do what the next clauses say."""
        for (_, end), _next in zip(self._edges, self._edges[1:], strict=False):
            place = end - 1
            if (
                place in self._bones.members
                and self._text[max(0, place - 2) : place] in phrases.URGES
                and standing(self._bones.members[place]) >= 2
            ):
                self._roles[place] = "lead"
                return

    def _drop_contacts(self) -> None:
        """Take the lead from 责任人:M where a unit is named as 牵头单位 too."""
        persons = [self._text.find(M, hit.start()) for hit in phrases.FIELD_PERSON.finditer(self._text)]
        if any(place not in persons for place in self._fixed):
            self._roles.update(dict.fromkeys(persons, ""))

    def _agents(self) -> set[int]:
        """Settle 由M…; gives the places of those that lead."""
        leading = set()
        for hit in phrases.BY.finditer(self._text):
            place = self._text.find(M, hit.start(), hit.end())
            if place in self._fixed and self._roles[place] != "lead":
                continue
            self._fixed.add(place)
            self._roles[place] = "" if phrases.BY_NOT.match(hit.group("after")) else "lead"
            if self._roles[place]:
                leading.add(place)
                clause = bisect_right(self._starts, place) - 1
                if clause >= 0 and phrases.BEHIND.fullmatch(self._text, self._starts[clause], place):
                    self.behind.add(place)
        return leading

    def _supporters(self, firm: bool) -> None:
        """M配合 supports where somebody leads: 甲局牵头,乙局要配合; 甲局要排查,乙局配合. Alone it is a duty of its own."""
        for hit in phrases.SUPPORTS.finditer(self._text):
            place = hit.start()
            if self._text[place - 1 : place] in ("请", "求"):
                continue
            if not firm and hit.group().endswith(_WATCHES):
                continue
            told = _TOLD.search(hit.group("how"))
            leader = firm or any(p < place and standing(m) >= 1 for p, m in self._bones.members.items())
            if (
                place not in self._fixed
                and leader
                and standing(self._bones.members[place]) >= 1
                and (firm or not told)
                and self._is_behind_another(place)
            ):
                self._roles[place] = "support"
                self._fixed.add(place)

    def _helpers_first(self) -> None:
        """信息部配合,审计部每月核查: a clause that only says M配合 supports the name that opens the next clause."""
        for (start, end), (after, _) in zip(self._edges, self._edges[1:], strict=False):
            if (
                start in self._bones.members
                and start not in self._fixed
                and after in self._bones.members
                and after not in self._fixed
                and standing(self._bones.members[after]) >= 2
                and phrases.ONLY_SUPPORTS.fullmatch(self._text, start, end)
            ):
                self._roles[start] = "support"
                self._fixed.add(start)

    def _followers(self) -> None:
        """甲局牵头,乙局、丙局具体负责: 乙局 and 丙局 support."""
        if not self._heads or "牵头" not in self._text:
            return
        for before, (start, end) in zip(self._edges, self._edges[1:], strict=False):
            if (
                start not in self._bones.members
                or start in self._fixed
                or "牵头" not in self._text[slice(*before)]
            ):
                continue
            listed = len(self._bones.members[start]) > 1 and not phrases.FIRM.match(
                self._text, start + 1, end
            )
            if listed or phrases.FOLLOWS.match(self._text, start):
                self._roles[start] = "support"
                self._fixed.add(start)

    def _is_behind_another(self, place: int) -> bool:
        """Whether a leader is named anywhere, or another name opens an earlier clause of the sentence."""
        if self._heads:
            return True
        return any(p in self._starts and p < place for p in self._bones.members)

    def _subjects(self, agents: set[int]) -> None:
        """Give the lead to the M at the head of a clause that must or does something."""
        waiting: int | None = None
        for start, end in self._edges:
            places = self._places[bisect_left(self._places, start) : bisect_left(self._places, end)]
            if not places:
                # "各乡镇收到通知后,要立即…": the doer of the duty is that of the circumstance before it.
                if waiting is not None and (
                    phrases.FIRM.match(self._text, start, end)
                    or phrases.OFTEN.match(self._text, start, end)
                    or (phrases.SPOKEN_TO.match(self._text, start, end) and self._is_called(waiting))
                ):
                    self._roles[waiting] = "lead"
                continue
            if (
                waiting is not None
                and self._is_called(waiting)
                and phrases.SPOKEN_TO.match(self._text, start, end)
            ):
                self._roles[waiting] = "lead"
                continue
            taken = any(self._roles[p] == "lead" and p not in agents for p in places)
            for place in places:
                if place in self._fixed or taken:
                    continue
                verdict = self._subject(start, end, place)
                if verdict == "lead" and self._yields(place, end, agents):
                    continue
                if verdict == "lead":
                    self._roles[place] = "lead"
                    self._drop_posts(place, end, agents)
                    taken = True
                elif verdict == "support":
                    self._roles[place] = "support"
                elif verdict == "waits":
                    waiting = place
            waiting = waiting if waiting in places else None

    def _is_called(self, place: int) -> bool:
        """Whether somebody is spoken to, or told apart by a modifier: 褚局长,你协调车辆; 没有发言的支部书记,回去写检查."""
        return place in self.modified or self._bones.members[place][-1].kind in ("person", "post")

    def _with_modifier(self, start: int, place: int, after: str) -> str:
        """ "lead" where the clause opens with a modifier of the name that a modal follows: 节后复工的企业必须…"""
        modifier = phrases.MODIFIER.fullmatch(self._text, start, place)
        last = self._bones.members[place][-1]
        if modifier is None and _FIRMLY.match(after):
            return "lead"
        if modifier is None or (phrases.FACILITY.search(last.text) and phrases.BUILT.match(after)):
            return ""
        if not after:
            self.modified[place] = self._bones.origin[modifier.start("words")]
            return "waits"
        if not (phrases.FIRM.match(after) or phrases.OFTEN.match(after)):
            return ""
        self.modified[place] = self._bones.origin[modifier.start("words")]
        return "lead"

    def _standing_alone(self, start: int, end: int, worth: int) -> str:
        """A name that is a clause by itself: 县水利局:… leads; 节后复工的企业,复产前必须… waits for the next clause.

        In a table's row the first cell of names leads, the next supports.
        """
        if worth < 1:
            return ""
        if "\t" in (self._text[start - 1 : start], self._text[end : end + 1]):
            if "lead" in self._roles.values():
                return "support"
            self.cell = self._bones.origin[start]
            return "lead"
        return "lead" if self._text[end : end + 1] == ":" else "waits"

    def _yields(self, place: int, end: int, agents: set[int]) -> bool:
        """Whether a unit named behind 由 in the same clause does what is asked: 各乡镇困难群众由县民政局核查."""
        rivals = [p for p in agents if place < p < end and self._bones.members[p][0].kind != "post"]
        return bool(rivals) and not phrases.FIRM_NOW.match(self._text, place + 1)

    def _drop_posts(self, place: int, end: int, agents: set[int]) -> None:
        """各乡镇要由主要领导牵头: the township leads."""
        for other in agents:
            if place < other < end and self._bones.members[other][0].kind == "post":
                self._roles[other] = ""

    def _subject(self, start: int, end: int, place: int) -> str:
        """ "lead", "waits" (the doer of a circumstance) or "" for the M at `place` of a clause."""
        worth = standing(self._bones.members[place])
        before, after = self._text[start:place], self._text[place + 1 : end]
        if worth < 0 or before.count("(") > before.count(")"):
            return ""
        if before.endswith("的"):
            return self._with_modifier(start, place, after)
        at_head = not before or bool(phrases.HEAD.fullmatch(before + M))
        near = at_head or bool(
            phrases.TIMEY.search(before) and (len(before) <= 6 or phrases.SETTING_HEAD.match(before))
        )
        told = self._told(place, after, near, worth)
        if told == "" and at_head and worth > 0 and phrases.CHARGED_WITH.match(after):
            # 督查室是有监督职责的,要加强调度: what it is leads up to what it must do.
            return "waits"
        if told is not None:
            return told
        last = self._bones.members[place][-1]
        if not after:
            return self._standing_alone(start, end, worth) if at_head else ""
        if phrases.FIRM.match(after) and (near or phrases.FIRM_NOW.match(after)):
            return "lead" if worth > 0 or phrases.FIRM_NOW.match(after) else ""
        if worth < 2 and at_head and len(last.text) >= (2 if worth else 4) and phrases.OFTEN.match(after):
            return "lead"
        if worth < 2 and at_head and len(last.text) >= 3 and phrases.BY_TASK.search(last.text):
            return "lead" if phrases.SOON_FIRM.match(after) or phrases.OFTEN.match(after) else ""
        if not near and worth >= 2 and self._bones.members[place][0].text[0] in _LOCAL:
            return "lead" if _is_behind_object(before, after) else ""
        if not near or worth < 2 or phrases.PAST.search(before):
            return ""
        if last.text in _WHOLES and not opens_with_act(after):
            return ""
        clause = self._text[start:end]
        if phrases.SUBORDINATE.search(clause) and not phrases.PLAIN_TIME.search(clause):
            return "waits" if at_head else ""
        return "lead"

    def _told(self, place: int, after: str, near: bool, worth: int) -> str | None:
        """ "lead" or "" where the words behind M say what it is or has (是第一责任人, 印发的), None where they may be an act."""
        # The first character tells which of the phrases can follow at all.
        if "的" in after and phrases.SOURCE.match(after):
            return ""
        if after.startswith("的"):
            return "lead" if near and worth == 2 and phrases.OF_DUTY.match(after) else ""
        charged = phrases.CHARGED.match(after) if after[:1] in _CHARGING else None
        if charged:
            named = self._bones.members[place + charged.end()][0].text
            return "lead" if near and "责任" in named else ""
        if phrases.TELLS.match(after) or (_OF_ANOTHER in after and phrases.WITHIN.match(after)):
            return ""
        last = self._bones.members[place][-1]
        if last.text.endswith(_MEETINGS) and phrases.HELD.match(after):
            return ""
        if last.text in _WHOLES and phrases.QUANTITY.match(after):
            return ""
        if last.kind == "unit" and phrases.FACILITY.search(last.text) and phrases.BUILT.match(after):
            return ""
        return None


def _is_behind_object(before: str, after: str) -> bool:
    """Whether a thing opens the clause and the doer stands behind it: 补贴资金|县财政局|9月30日前兑付; not 全县|县级河道."""
    if not (phrases.OFTEN.match(after) or phrases.FIRM.match(after) or after.startswith(_BY_THEMSELVES)):
        return False
    if not _OBJECT_FIRST.fullmatch(before):
        return False
    return before[-1] in _MONEY or tagged(before)[-1][1] in ("n", "vn", "nz")
