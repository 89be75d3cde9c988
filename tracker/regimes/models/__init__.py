"""The rows of regimes: one module a concern; everybody else imports them from here."""

from __future__ import annotations

from .escalation import Escalation, EscalationCursor
from .frame import PlanFrame
from .ladder import EscalationLadder, EscalationLevel, Instrument, InstrumentSet, LadderVersion
from .regime import Regime, RegimeItem, RegimeStep
from .scoring import (
    NotedEvent,
    RankingTalk,
    SchemeSwitch,
    SchemeVersion,
    ScoreAppeal,
    ScoreEntry,
    ScorePeriod,
    ScoringRule,
    ScoringScheme,
)
from .slot import OfficeDuty, ReportSlot, SlotCursor

__all__ = [
    "Escalation",
    "EscalationCursor",
    "EscalationLadder",
    "EscalationLevel",
    "Instrument",
    "InstrumentSet",
    "LadderVersion",
    "NotedEvent",
    "OfficeDuty",
    "RankingTalk",
    "PlanFrame",
    "Regime",
    "RegimeItem",
    "RegimeStep",
    "ReportSlot",
    "SchemeSwitch",
    "SchemeVersion",
    "ScoreAppeal",
    "ScoreEntry",
    "ScorePeriod",
    "ScoringRule",
    "ScoringScheme",
    "SlotCursor",
]
