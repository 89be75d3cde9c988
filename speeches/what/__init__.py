"""Which clauses of a speech are orders: cues, cutting, weighing. It knows no files and looks for no times or names itself.

`orders.py` is the door: cues of a whole text, candidate stretches of a sentence, and their confidence.
"""

from __future__ import annotations
