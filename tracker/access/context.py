"""What every page's frame needs: the viewer and the menu entries the policy grants."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest

from .policy import NOBODY, Act, Relation, Viewer


@dataclass(frozen=True, slots=True)
class Entry:
    """One menu entry: the URL name it leads to, its Chinese label, its icon (a name of the sprite)."""

    url: str
    label: str
    icon: str


# (entry, act, relation that must be granted) in the order of the menu.
MENU: tuple[tuple[Entry, Act, Relation], ...] = (
    (Entry("console:dashboard", "工作台", "layout-dashboard"), Act.SEE_DASHBOARD, Relation.ANY),
    (Entry("console:wall", "作战图", "chart-bar"), Act.SEE_DASHBOARD, Relation.ANY),
    (Entry("portal:owed", "我单位的任务", "checklist"), Act.REPORT, Relation.OWN),
    (Entry("console:speeches", "讲话", "file-text"), Act.SEE_SPEECHES, Relation.ANY),
    (Entry("portal:items", "责任事项", "list-details"), Act.SEE, Relation.ANY),
    (Entry("portal:feedback", "反馈表", "table-export"), Act.ENTER_SHEET, Relation.ANY),
    (Entry("console:checks", "核查", "clipboard-check"), Act.CHECK, Relation.ANY),
    (Entry("console:slots", "报送情况", "calendar"), Act.SEE_DASHBOARD, Relation.ANY),
    (Entry("console:escalations", "督办措施", "alert-triangle"), Act.SEE_ESCALATIONS, Relation.ANY),
    (Entry("console:duties", "本室应办", "checks"), Act.SEE_REGIMES, Relation.ANY),
    (Entry("console:regimes", "工作制度", "repeat"), Act.SEE_REGIMES, Relation.ANY),
    (Entry("portal:burden", "基层负担", "chart-bar"), Act.SEE_BURDEN, Relation.ANY),
    (Entry("console:scores", "考评", "target"), Act.DECIDE_TALK, Relation.ANY),
    (Entry("portal:scores", "考评得分", "target"), Act.APPEAL_SCORE, Relation.OWN),
    (Entry("console:bulletin", "督查通报", "report"), Act.SEE_PAPERS, Relation.ANY),
    (Entry("console:units", "单位", "building"), Act.SEE_UNITS, Relation.ANY),
    (Entry("console:status", "运行状态", "activity"), Act.SEE_STATUS, Relation.ANY),
)


def menu(viewer: Viewer) -> tuple[Entry, ...]:
    """The entries this viewer may open."""
    return tuple(entry for entry, act, relation in MENU if opens(viewer, act, relation))


def opens(viewer: Viewer, act: Act, relation: Relation) -> bool:
    """For ANY, every grant of `act` under any relation opens the page: its rows are filtered again."""
    granted = viewer.relations_granting(act)
    return bool(granted) if relation is Relation.ANY else relation in granted


def shell(request: HttpRequest) -> dict[str, object]:
    """Template context: `viewer`, `menu`, and whether there is anything for them to search (`searches`)."""
    viewer = getattr(request, "viewer", NOBODY)
    return {"viewer": viewer, "menu": menu(viewer), "searches": bool(viewer.relations_granting(Act.SEE))}
