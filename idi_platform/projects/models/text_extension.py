"""TextExtension: an authority's file that a text goes on to a later day, by a document with a number."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext as _
from pydantic import Field

from idi_platform.accounts.divisions import divisions_above
from idi_platform.kernel.clock import local_date
from idi_platform.kernel.errors import Refusal
from idi_platform.projects.roles import AUTHORITIES
from idi_platform.records.models import Aggregate, StateField
from idi_platform.rulebooks.models import Edition
from idi_platform.rulebooks.windows import window_of
from idi_platform.workflow.facts import Code, Day, Facts, Id, Number
from idi_platform.workflow.lifecycles import Moment, lifecycle, step


class DraftExtension(Facts):
    """What the document says: the last day, included, and the day from which it speaks."""

    edition: Code
    to: Day
    issued_on: Day
    document_number: Number


class RecordExtension(Facts):
    """The document itself, in the file."""

    evidence_ids: tuple[Id, ...] = Field(min_length=1)


def _may_be_drafted(_file: Any, facts: Any, moment: Moment) -> Iterable[Refusal]:
    edition = Edition.objects.filter(code=facts.edition, is_base=False).first()
    if edition is None:
        yield Refusal("extension.no_text", _("没有这个办法，请从列出的办法中选择。"))
        return
    if divisions_above(edition.division_code).isdisjoint(moment.acting.get("jurisdictions", ())):
        yield Refusal("extension.elsewhere", _("这个办法不在您单位的辖区内，请由当地主管部门登记。"))
    if not facts.document_number.strip():
        yield Refusal("extension.no_document", _("请填写延期文件的文号。"))
    if facts.issued_on > local_date(moment.recorded_at):
        yield Refusal("extension.not_issued", _("文件的生效日期不能晚于今天，请在文件生效以后登记。"))
    yield from _later_than_now(edition, facts.to)


def _may_be_recorded(file: Any, _facts: Any, _moment: Moment) -> Iterable[Refusal]:
    yield from _later_than_now(Edition.objects.get(code=file.edition), file.to)


def _later_than_now(edition: Edition, to: date) -> Iterable[Refusal]:
    last = window_of(edition).last_day
    if last is None:
        yield Refusal("extension.no_end", _("这个办法没有载明终止日期，不需要延期。"))
    elif to <= last:
        sentence = _("延长后的日期要晚于现在的最后一天 %(day)s，请核对文件。") % {"day": last.isoformat()}
        yield Refusal("extension.not_later", sentence)


@lifecycle(kind="text_extension", rank=15, zh="办法延期", en="extension of a text")
class TextExtension(Aggregate):
    """One extension: drafted by one officer, recorded by two; the window follows from the record."""

    identity = ()

    state = StateField()
    edition = models.CharField(max_length=60)
    to = models.DateField(null=True)
    issued_on = models.DateField(null=True)
    document_number = models.CharField(max_length=40, blank=True)

    def __str__(self) -> str:
        """Edition and day."""
        return f"{self.edition} → {self.to}"

    @step(
        source="",
        target="drafted",
        by=AUTHORITIES,
        facts=DraftExtension,
        guards=(_may_be_drafted,),
        zh="拟定延期",
        en="draft",
    )
    def draft(self, facts: DraftExtension, _moment: Moment) -> None:
        """Take down what the document says."""
        self.edition = facts.edition
        self.to = facts.to
        self.issued_on = facts.issued_on
        self.document_number = facts.document_number.strip()

    @step(
        source="drafted",
        target="recorded",
        by=AUTHORITIES,
        facts=RecordExtension,
        guards=(_may_be_recorded,),
        second_person=True,
        approved_by=AUTHORITIES,
        zh="登记延期",
        en="record",
    )
    def record(self, facts: RecordExtension, _moment: Moment) -> None:
        """Let the text go on; the second person has read the document."""

    @step(source="drafted", target="withdrawn", by=AUTHORITIES, zh="撤回延期草稿", en="withdraw")
    def withdraw(self, _facts: Facts, _moment: Moment) -> None:
        """Give the draft up."""
