"""Who may see and do what: one pure table of role × relation × act, asked by row filters, buttons and refusals alike.

An act on an assignment depends on how the viewer stands to it (`Relation`); an act of the office (uploading a speech,
importing units) does not, and is granted under `Relation.ANY`. Unseen is answered 404, seen but forbidden 403.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from tracker.common.errors import Forbidden


class Relation(StrEnum):
    """How a viewer stands to an assignment."""

    ANY = "any"
    OWN = "own"  # a unit the viewer answers for carries it
    LED = "led"  # a supporting unit's part in an item that the viewer's unit leads
    UPPER = "upper"  # a part that the viewer's unit, which holds the part above it, has handed down
    IN_CHARGE = (
        "in_charge"  # the unit is in the viewer's charge, or the item names the viewer as leader in charge
    )


class Act(StrEnum):
    """Everything that is asked of the policy. The first block is about an assignment, the second about the office."""

    SEE = "see"
    ACKNOWLEDGE = "acknowledge"
    REPORT = "report"
    REQUEST_CLOSE = "request_close"
    ISSUE = "issue"
    VERIFY = "verify"
    CLOSE = "close"
    RETURN = "return"
    SUSPEND = "suspend"
    RESUME = "resume"
    ASK_EXTENSION = "ask_extension"
    ASK_REVIEW = "ask_review"
    DECIDE_REVIEW = "decide_review"
    ENTER_SHEET = "enter_sheet"
    CASE_FILE = "case_file"
    DECIDE_EXTENSION = "decide_extension"
    RESCHEDULE = "reschedule"
    CANCEL = "cancel"
    REOPEN = "reopen"
    CHECK = "check"
    HAND_DOWN = "hand_down"
    PLAN_MILESTONES = "plan_milestones"
    CHASE = "chase"
    REASSIGN = "reassign"
    CHANGE_LEADER = "change_leader"

    ACT_IN_BULK = "act_in_bulk"
    SEE_SPEECHES = "see_speeches"
    UPLOAD_SPEECH = "upload_speech"
    DECIDE_DRAFT = "decide_draft"
    REGISTER = "register"
    IMPORT_LEDGER = "import_ledger"
    SEE_UNITS = "see_units"
    MANAGE_UNITS = "manage_units"
    SEE_PAPERS = "see_papers"
    WRITE_PAPER = "write_paper"
    SEE_REGIMES = "see_regimes"
    ADOPT_REGIME = "adopt_regime"
    EXCUSE_SLOT = "excuse_slot"
    SETTLE_DUTY = "settle_duty"
    MANAGE_LADDERS = "manage_ladders"
    SEE_ESCALATIONS = "see_escalations"
    DECIDE_ESCALATION = "decide_escalation"
    SIGN_ESCALATION = "sign_escalation"
    EXPLAIN = "explain"
    SEE_STATUS = "see_status"
    SEND_TO_GROUPS = "send_to_groups"
    SEE_DASHBOARD = "see_dashboard"
    COMMENT = "comment"
    INSTRUCT = "instruct"
    ANSWER_INSTRUCTION = "answer_instruction"
    NAME_DEPUTY = "name_deputy"
    MANAGE_DEPUTIES = "manage_deputies"
    SEE_SCORES = "see_scores"
    RUN_SCORING = "run_scoring"
    CITE = "cite"
    APPEAL_SCORE = "appeal_score"
    DECIDE_APPEAL = "decide_appeal"
    DECIDE_TALK = "decide_talk"
    SEE_BURDEN = "see_burden"


UNIT_ACTS = frozenset(
    {
        Act.SEE,
        Act.ACKNOWLEDGE,
        Act.REPORT,
        Act.REQUEST_CLOSE,
        Act.ASK_EXTENSION,
        Act.ASK_REVIEW,
        Act.ENTER_SHEET,
        Act.HAND_DOWN,
        Act.PLAN_MILESTONES,
        Act.COMMENT,
        Act.ANSWER_INSTRUCTION,
        Act.CASE_FILE,
        Act.EXPLAIN,
        Act.SEE_SCORES,
        Act.APPEAL_SCORE,
        Act.SEE_BURDEN,
    }
)
# A unit that answers in Excel answers through the officer, who enters its sheet.
OFFICER_ACTS = frozenset(Act) - UNIT_ACTS - {Act.MANAGE_DEPUTIES, Act.SIGN_ESCALATION}
OFFICER_ACTS |= {Act.SEE, Act.ENTER_SHEET, Act.PLAN_MILESTONES, Act.COMMENT, Act.CASE_FILE}
OFFICER_ACTS |= {Act.SEE_SCORES, Act.SEE_BURDEN}
# What a leader may do about the scores of the units in charge.
SCORE_ACTS = frozenset({Act.SEE_SCORES, Act.DECIDE_APPEAL, Act.SEE_BURDEN})
# What whoever leads an item may do about the parts of the units that support it.
LEAD_ACTS = frozenset({Act.SEE, Act.CHASE, Act.COMMENT})
# For what a unit has handed down it plays the office's part. Looks on the spot (CHECK) and moving duties stay the office's.
UPPER_ACTS = frozenset(
    {
        *(Act.SEE, Act.CHASE, Act.ISSUE, Act.VERIFY, Act.CLOSE, Act.RETURN, Act.SUSPEND, Act.RESUME),
        *(Act.CANCEL, Act.REOPEN, Act.DECIDE_EXTENSION, Act.RESCHEDULE, Act.PLAN_MILESTONES, Act.COMMENT),
    }
)

# role (org.Post.Role) × relation → acts. What is not written here is refused.
GRANTS: dict[tuple[str, Relation], frozenset[Act]] = {
    ("liaison", Relation.ANY): frozenset({Act.NAME_DEPUTY}),
    ("liaison", Relation.OWN): UNIT_ACTS,
    ("liaison", Relation.LED): LEAD_ACTS,
    ("liaison", Relation.UPPER): UPPER_ACTS,
    ("head", Relation.ANY): frozenset({Act.NAME_DEPUTY}),
    ("head", Relation.OWN): UNIT_ACTS,
    ("head", Relation.LED): LEAD_ACTS,
    ("head", Relation.UPPER): UPPER_ACTS,
    ("leader", Relation.IN_CHARGE): frozenset(
        {Act.SEE, Act.COMMENT, Act.INSTRUCT, Act.CASE_FILE, Act.DECIDE_REVIEW, *SCORE_ACTS}
        | {Act.SEE_ESCALATIONS, Act.SIGN_ESCALATION}
    ),
    ("leader", Relation.ANY): frozenset(
        {Act.SEE_DASHBOARD, Act.SEE_PAPERS, Act.NAME_DEPUTY, Act.DECIDE_TALK}
    ),
    ("officer", Relation.ANY): OFFICER_ACTS,
    ("admin", Relation.ANY): frozenset(
        {Act.SEE_UNITS, Act.MANAGE_UNITS, Act.SEE_STATUS, Act.MANAGE_DEPUTIES}
    ),
}

# Judgements on a unit's work that the office or a leader makes. Nobody makes them about a unit they answer for, be it as its deputy: what is
# granted to an officer or a leader is not granted to them there. What a unit hands down to the units below it stays its own affair.
RECUSED = frozenset(
    {
        *(Act.VERIFY, Act.CLOSE, Act.CHECK, Act.DECIDE_EXTENSION, Act.DECIDE_REVIEW, Act.RESCHEDULE),
        *(
            Act.RETURN,
            Act.EXCUSE_SLOT,
            Act.DECIDE_APPEAL,
            Act.DECIDE_ESCALATION,
            Act.SIGN_ESCALATION,
            Act.CITE,
        ),
    }
)
ASIDE = "您在为承办单位办理这项任务，应当回避，请由其他人办理。"
ASIDE_HANDED_IN = "这项任务是您为承办单位申请销号的，应当回避，请由其他人办理。"


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody as the policy sees them on a given day: roles held, units answered for, units in charge (ids).

    Posts of others for whom the person stands in are in it like their own; `own` is the viewer without them, `stands_in`
    each of them alone, so that what is done by them can be told. `leads_as`: the leaders as whom the viewer counts where an
    item names its leader in charge. `posts` names the posts for people to read ("县水利局 联络员"); the policy never asks it.
    `via` says how the person came other than by signing in ("link", "api").
    """

    person_id: int | None = None
    name: str = ""
    roles: frozenset[str] = frozenset()
    units: frozenset[int] = field(default_factory=frozenset)
    in_charge: frozenset[int] = field(default_factory=frozenset)
    leads_as: frozenset[int] = field(default_factory=frozenset)
    posts: tuple[str, ...] = ()
    own: Viewer | None = None
    stands_in: tuple[StandIn, ...] = ()
    via: str = ""

    @property
    def actor_id(self) -> int:
        """The person who acts, for rows that must name one. Raises Forbidden where nobody has signed in."""
        if self.person_id is None:
            raise Forbidden("请先登录。")
        return self.person_id

    def may(self, act: Act, relations: Iterable[Relation] = ()) -> bool:
        """True where one of the viewer's roles grants `act` under one of `relations` (ANY always holds), and they need not stand aside."""
        stands = {Relation.ANY, *relations}
        if act in RECUSED and Relation.OWN in stands:
            stands -= {Relation.ANY, Relation.IN_CHARGE}
        return any(act in GRANTS.get((role, relation), ()) for role in self.roles for relation in stands)

    def may_decide_about(
        self, act: Act, parties: Collection[int | None], stands: Callable[[Viewer], Iterable[Relation]]
    ) -> bool:
        """May the viewer do an act that judges what `parties` (people) did? They stand aside (DOMAIN c1 art. 17), and so does whoever stands in for one.

        `stands` says how a viewer stands to what is judged. A deputy who may act for somebody else, or by an own post, may.
        """
        if self.person_id is None or self.person_id in parties or not self.may(act, stands(self)):
            return False
        free = [one for holder, one in self.capacities if holder not in parties]
        return any(one.may(act, stands(one)) for one in free)

    def may_judge(self, *parties: int | None) -> bool:
        """False for whoever made the contested decision or contests it: they stand aside (DOMAIN c1 art. 17)."""
        return self.person_id is not None and self.person_id not in parties

    @property
    def capacities(self) -> tuple[tuple[int | None, Viewer], ...]:
        """The viewer by their own posts, then as each of those for whom they stand in, with the holder of the posts."""
        given = tuple((one.holder, one.viewer) for one in self.stands_in)
        return ((self.person_id, self.own or self), *given)

    def behalf(
        self, act: Act, stands: Callable[[Viewer], Iterable[Relation]] = lambda _: ()
    ) -> StandIn | None:
        """For whom the viewer does an act as a deputy; None where an own post lets them. `stands` as for may_decide_about."""
        if self.own is None or self.own.may(act, stands(self.own)):
            return None
        return next((one for one in self.stands_in if one.viewer.may(act, stands(one.viewer))), None)

    def signature(self, act: Act) -> str:
        """Who does an act of the office, for people: "李小林", or "李小林（代周督查）" for a deputy."""
        return signed(self.name, self.behalf(act))

    def relations_granting(self, act: Act) -> frozenset[Relation]:
        """The relations under which the viewer may do `act`; a row filter is built from them."""
        return frozenset(
            relation for (role, relation), acts in GRANTS.items() if role in self.roles and act in acts
        )


@dataclass(frozen=True, slots=True)
class StandIn:
    """A post that somebody exercises for its holder: whose it is (name, person), and what it gives by itself."""

    name: str
    holder: int
    viewer: Viewer


def signed(name: str, behalf: StandIn | None) -> str:
    """A name with the one it stands in for."""
    return f"{name}（代{behalf.name}）" if behalf else name


NOBODY = Viewer()
