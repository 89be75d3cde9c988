"""`manage.py learn`: weights and aliases from the officers' decisions; `--revert` goes back, `--dry-run` only reports."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from tracker.common.errors import Refused
from tracker.meetings import learning
from tracker.meetings.bridge import Figures


class Command(BaseCommand):
    """A door: one call of the learning, told in lines."""

    help = "从督查专员的采纳、修改、舍弃、补录中学习本办的判断权重和单位别名；全部在本机完成"

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--dry-run", action="store_true", help="只报告，不改变任何东西")
        what.add_argument("--revert", action="store_true", help="退回到上一版权重，并撤去随这一版登记的别名")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["revert"]:
            self.revert()
            return
        learned = learning.learn(timezone.now(), is_trial=options["dry_run"])
        self.stdout.write(f"有决定的讲话 {learned.speeches} 篇")
        for one in learned.aliases:
            self.stdout.write(f"别名 {one['text']}（各篇都认定为同一单位）")
        if learned.lesson is None:
            self.stdout.write(f"至少要有 {learning.FEWEST} 篇讲话作出决定才能学习，仍用现在的权重。")
            return
        lesson = learned.lesson
        self.stdout.write("留一篇检验（每篇都由没有见过它的权重来判断）")
        self.tell("现在", lesson.before)
        self.tell("学习后", lesson.after)
        self.stdout.write("随软件自带的样本")
        self.tell("现在", lesson.samples_before)
        self.tell("学习后", lesson.samples_after)
        self.conclude(learned, options["dry_run"])

    def tell(self, when: str, told: Figures) -> None:
        """One line of figures."""
        self.stdout.write(
            f"  {when}：查全 {told.recall:.3f}  查准 {told.precision:.3f}  F1 {told.f1:.3f}  "
            f"平均意外 {told.loss:.3f}（{told.examples} 处，其中任务 {told.orders} 条）"
        )

    def conclude(self, learned: learning.Learned, is_trial: bool) -> None:
        """What was done with it."""
        assert learned.lesson is not None
        if learned.version is not None and not learned.lesson.is_better:
            self.stdout.write(f"权重没有变好，仍用现在的；别名已登记（第 {learned.version.number} 版）。")
        elif learned.version is not None:
            self.stdout.write(f"已启用第 {learned.version.number} 版，从下一篇讲话起生效，后台作业不必重启。")
        elif not learned.lesson.is_better:
            self.stdout.write("没有变好，仍用现在的权重。")
        elif is_trial:
            self.stdout.write("会变好；这次只报告，没有改变任何东西。")

    def revert(self) -> None:
        """Back to the version before."""
        try:
            left, now = learning.revert()
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        told = f"第 {now.number} 版" if now else "随软件自带的权重"
        self.stdout.write(f"已从第 {left.number} 版退回到{told}，从下一篇讲话起生效。")
