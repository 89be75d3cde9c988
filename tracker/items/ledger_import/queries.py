"""Reads about ledgers on their way in: for officers alone."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404

from tracker.access.policy import Act, Viewer
from tracker.common.sheets import Column, write
from tracker.items.models import ImportRow, LedgerImport

PROBLEM_COLUMNS = (Column("行", 6), Column("原编号", 16), Column("工作任务", 40, wrap=True), Column("列", 16), Column("问题", 50, wrap=True))  # fmt: skip


def visible_imports(viewer: Viewer) -> QuerySet[LedgerImport]:
    """All imports, newest first, for whom the policy lets bring ledgers in; none for others."""
    if not viewer.may(Act.IMPORT_LEDGER):
        return LedgerImport.objects.none()
    return LedgerImport.objects.select_related("uploaded_by", "applied_by", "undone_by")


def get_import(viewer: Viewer, pk: int) -> LedgerImport:
    """The import, or Http404 when there is none that `viewer` may see."""
    found = visible_imports(viewer).filter(pk=pk).first()
    if found is None:
        raise Http404("没有这次台账导入。")
    return found


def rows_of(row: LedgerImport, *, bad: bool | None = None) -> QuerySet[ImportRow]:
    """The rows of an import in the file's order, or only the good or the bad ones."""
    rows = ImportRow.objects.filter(ledger=row).select_related("item")
    return rows if bad is None else rows.filter(is_good=not bad)


def problems_xlsx(row: LedgerImport) -> bytes:
    """Every problem by row and column, for working through the file."""
    lines = (
        (number, one.source_no, one.task, column, text)
        for one in rows_of(row, bad=True).iterator()
        for number, column, text in one.problems
    )
    return write("导入问题", PROBLEM_COLUMNS, lines, heading=f"{row.name}：导入问题")
