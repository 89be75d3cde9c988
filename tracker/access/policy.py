"""Who may see and do what: one pure table of role × relation × act, asked by row filters, buttons and refusals alike.

An act on an assignment depends on how the viewer stands to it (`Relation`); an act of the office (uploading a speech,
importing units) does not, and is granted under `Relation.ANY`. Unseen is answered 404, seen but forbidden 403.
"""

from __future__ import annotations

from collections.abc import Iterable
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
    SEE_STATUS = "see_status"
    SEE_DASHBOARD = "see_dashboard"
    COMMENT = "comment"
    INSTRUCT = "instruct"
    ANSWER_INSTRUCTION = "answer_instruction"
    NAME_DEPUTY = "name_deputy"
    MANAGE_DEPUTIES = "manage_deputies"


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
    }
)
# A unit that answers in Excel answers through the officer, who enters its sheet.
OFFICER_ACTS = frozenset(Act) - UNIT_ACTS - {Act.MANAGE_DEPUTIES}
OFFICER_ACTS |= {Act.SEE, Act.ENTER_SHEET, Act.PLAN_MILESTONES, Act.COMMENT, Act.CASE_FILE}
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
        {Act.SEE, Act.COMMENT, Act.INSTRUCT, Act.CASE_FILE, Act.DECIDE_REVIEW}
    ),
    ("leader", Relation.ANY): frozenset({Act.SEE_DASHBOARD, Act.SEE_PAPERS, Act.NAME_DEPUTY}),
    ("officer", Relation.ANY): OFFICER_ACTS,
    ("admin", Relation.ANY): frozenset(
        {Act.SEE_UNITS, Act.MANAGE_UNITS, Act.SEE_STATUS, Act.MANAGE_DEPUTIES}
    ),
}


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
        """True where one of the viewer's roles grants `act` under one of `relations` (ANY always holds)."""
        stands = {Relation.ANY, *relations}
        return any(act in GRANTS.get((role, relation), ()) for role in self.roles for relation in stands)

    def may_judge(self, *parties: int | None) -> bool:
        """False for whoever made the contested decision or contests it: they stand aside (DOMAIN c1 art. 17)."""
        return self.person_id is not None and self.person_id not in parties

    def relations_granting(self, act: Act) -> frozenset[Relation]:
        """The relations under which the viewer may do `act`; a row filter is built from them."""
        return frozenset(
            relation for (role, relation), acts in GRANTS.items() if role in self.roles and act in acts
        )


@dataclass(frozen=True, slots=True)
class StandIn:
    """A post that somebody exercises for its holder: whose it is, and what it gives by itself."""

    name: str
    viewer: Viewer


NOBODY = Viewer()
