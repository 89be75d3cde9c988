"""All cues together, compiled once: the finder, and the groups of cues that cutting and weighing ask for by bit."""

from __future__ import annotations

from .cue import CueFinder
from .cues_act import ACT_CUES, VERBAL_NOUNS
from .cues_against import AGAINST_CUES
from .cues_mood import MOOD_CUES

FINDER = CueFinder((*MOOD_CUES, *ACT_CUES, *AGAINST_CUES), VERBAL_NOUNS)
_mask = FINDER.mask

HARD_NAMES = ("act_report", "act_make", "act_hold", "act_inspect", "act_finish", "act_site", "spoken")
HARD = _mask(HARD_NAMES)
ACTS = HARD | _mask(["act_open", "act_soft"])
VERBS = ACTS | _mask(["vague_act", "rhetoric", "in_charge"])
DUTY = _mask(["must", "must_strong", "should", "ban"])
MOODS = DUTY | _mask(["please", "by_agent", "shall"])
PRODUCTS = _mask(["product", "group", "meeting"])
BA = _mask(["ba"])
BOUND = _mask(["bound"])
NUMBER = _mask(["number"])
PRAISE = _mask(["ensure", "rhetoric", "goal"])
TELLING = _mask(["past", "describe", "some", "agenda", "quoting"])
PAST = _mask(["past"])
IN_CHARGE = _mask(["in_charge"])
# Told just before the speaker began: 刚才,县水利局汇报了进度.
JUST = _mask(["just"])
ENSURE = _mask(["ensure"])
RESULT = _mask(["result_verb"])
# 演练, 座谈: what is held is an act by itself.
HOLDS = _mask(["act_hold"])
FIRM = _mask(["must", "must_strong", "should"])
# A sentence with none of these and without a time or a name cannot be an order: the cheap first pass.
SCREEN = MOODS | ACTS | IN_CHARGE | _mask(["ba", "result", "soon", "spoken", "number", "act_noun"])
