"""Makes a client of the interface and prints its token, once."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from tracker.api.clients import Wish, create
from tracker.api.scopes import Scope
from tracker.common.errors import Refused
from tracker.org.deputies import person_called


class Command(BaseCommand):
    help = "Makes a client of the REST interface that acts as a person; its token is printed once and kept nowhere."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="what the client is, for people: OA系统")
        parser.add_argument(
            "--person",
            required=True,
            help="user name, or full name where it is unique, of the person it acts as",
        )
        parser.add_argument(
            "--scopes", default=Scope.READ.value, help=f"comma-separated: {','.join(Scope.values)}"
        )
        parser.add_argument(
            "--days", type=int, default=365, help="for how many days the token is good (730 at most)"
        )
        parser.add_argument("--per-minute", type=int, default=120, help="requests a minute, 1 to 6000")

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        if not 0 <= options["days"] <= 730 or not 1 <= options["per_minute"] <= 6000:
            raise CommandError("--days 应在 0 到 730 之间，--per-minute 应在 1 到 6000 之间。")
        scopes = tuple(word.strip() for word in options["scopes"].split(",") if word.strip())
        until = timezone.localdate(at) + dt.timedelta(days=options["days"])
        try:
            person = person_called(options["person"])
            wish = Wish(options["name"], person, scopes, until, options["per_minute"])
            _, token = create(wish, by_id=None, at=at)
        except Refused as error:
            raise CommandError(str(error)) from error
        self.stdout.write(token)
        self.stderr.write("令牌只显示这一次，请立即妥善保存。")
