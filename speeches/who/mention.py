"""A mention of a unit, post, person or collective, and its part in the sentence. Offsets are into the folded text."""

from __future__ import annotations

from typing import NamedTuple


# A tuple is made in a fourth of the time of a frozen dataclass, and a speech makes thousands of these.
class Mention(NamedTuple):
    """Who is named, as written: `text` is the name, `start`/`end` where it stands.

    `kind`: unit, post, person, collective, reference (上述单位), speaker (我们). `key` is the registry entry's key, "" if
    the registry does not know it. `group` is the same number for members of one enumeration (县住建、国土、林业等部门).
    `role`: lead, support, report_to, or "" for one that is only talked about (an object, a place, a source).
    """

    start: int
    end: int
    text: str
    kind: str
    key: str = ""
    group: int = -1
    role: str = ""

    # _replace builds a dictionary each time; these are called for every name of a speech.
    def moved(self, by: int) -> Mention:
        """The same mention `by` characters further on."""
        return Mention(self.start + by, self.end + by, self.text, self.kind, self.key, self.group, self.role)

    def playing(self, role: str) -> Mention:
        """The same mention with a role."""
        return Mention(self.start, self.end, self.text, self.kind, self.key, self.group, role)

    def listed(self, group: int) -> Mention:
        """The same mention as a member of an enumeration."""
        return Mention(self.start, self.end, self.text, self.kind, self.key, group, self.role)
