"""`manage.py scores --recompute --check`: does the history still give the points that were posted and the figures that were frozen?"""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from tracker.regimes.models import ScoreEntry, ScoringScheme
from tracker.regimes.scoring.freezing import contradictions
from tracker.regimes.scoring.posting import post_scheme, spans_of_scheme


class Command(BaseCommand):
    """--recompute reads the whole history anew and posts what the ledger lacks; with --check it writes nothing and exits 1 at a difference."""

    help = "从办理记录重新计算考评记分；加 --check 只核对，不一致即逐条报告并以 1 退出。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--recompute", action="store_true", help="从办理记录重新计算")
        parser.add_argument("--check", action="store_true", help="只核对，不写入")

    def handle(self, *args: Any, **options: Any) -> None:
        if not (options["recompute"] or options["check"]):
            raise CommandError("请写明 --recompute 或 --recompute --check。")
        for scheme in ScoringScheme.objects.order_by("pk"):
            if options["check"]:
                self.check_scheme(scheme)
            elif scheme.is_on:
                spans = spans_of_scheme(scheme)
                done = post_scheme(scheme, at=timezone.now(), since=spans[0][0] if spans else None)
                self.stdout.write(f"“{scheme}”：重新计算，新记{done}条。")

    def check_scheme(self, scheme: ScoringScheme) -> None:
        """Prints every difference of one scheme. Raises CommandError where there is one."""
        wrong = contradictions(scheme)
        for line in wrong:
            self.stdout.write(line)
        if wrong:
            raise CommandError(f"“{scheme}”有{len(wrong)}处与办理记录不一致。", returncode=1)
        number = ScoreEntry.objects.filter(scheme=scheme).count()
        self.stdout.write(f"“{scheme}”：{number}条记分和已定分的各期结果与办理记录一致。")
