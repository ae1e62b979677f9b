"""Erase words that people typed, because a rule or the person they speak of asks for it."""

from collections.abc import Iterable
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from idi_platform.accounts.models import Person
from idi_platform.kernel import clock
from idi_platform.kernel.errors import BadInput
from idi_platform.records.models import Subject, Words
from idi_platform.workflow.retaining import periods_running


class Command(BaseCommand):
    """Erase words by their numbers; the row keeps who did it, when and on what ground, the chain its digest."""

    help = "删除指定的文字，留下谁、何时、依据什么删除；记录链和校验值不变。保存期限没有届满的不能删除。"

    def add_arguments(self, parser: CommandParser) -> None:
        """Numbers, the log-in name of who is responsible, and the ground."""
        parser.add_argument("numbers", nargs="+", type=int)
        parser.add_argument("--by", required=True, help="责任人的登录名")
        parser.add_argument("--ground", required=True, help="依据：规定、请求和文号")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print how many were erased; refuse numbers that do not stand or are to be kept, and then erase nothing."""
        by = Person.objects.filter(username=options["by"], is_active=True).first()
        if by is None:
            raise CommandError(f"没有登录名为 {options['by']} 的人员。")
        wanted = set(options["numbers"])
        standing = Words.objects.filter(pk__in=wanted, erased_at__isnull=True)
        missing = wanted - set(standing.values_list("pk", flat=True))
        if missing:
            raise CommandError(f"没有这些文字，或者已经删除：{'、'.join(map(str, sorted(missing)))}。")
        _check_not_kept(standing.select_related("subject").order_by("pk"))
        try:
            erased = standing.erase(by=by, ground=options["ground"])
        except BadInput as bad:
            raise CommandError(bad.message) from bad
        self.stdout.write(f"已删除 {erased} 段文字。")


def _check_not_kept(rows: Iterable[Words]) -> None:
    """Let words pass whose retention has run out or never was.

    Raises:
        CommandError: a period runs, with the words' numbers, the article and the last day.
    """
    numbers: dict[Subject, list[int]] = {}
    for row in rows:
        numbers.setdefault(row.subject, []).append(row.pk)
    now = clock.now()
    told = [
        f"文字 {'、'.join(map(str, found))}：{kept.article}，{kept.title}，"
        + ("保存期限还没有起算" if kept.until is None else f"保存到{kept.until:%Y-%m-%d}")
        for subject, found in numbers.items()
        for kept in periods_running(subject, now)
    ]
    if told:
        raise CommandError(f"保存期限没有届满，不能删除。{'；'.join(told)}。")
