"""The code's own gates that several steps of the project file share."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from idi_platform.accounts.divisions import divisions_above
from idi_platform.kernel.clock import local_date
from idi_platform.kernel.errors import Refusal
from idi_platform.records.models import Subject
from idi_platform.rulebooks.bindings import ADOPTION_FAULTS, DECISION_FAULTS, adoption_fault, decision_fault
from idi_platform.workflow.lifecycles import Guard, Moment


def not_after_moment(name: str) -> Guard:
    """Return the gate that a reported day may not lie after the day of the report (in Shanghai)."""

    def guard(_aggregate: Any, facts: Any, moment: Moment) -> Iterable[Refusal]:
        if getattr(facts, name) > local_date(moment.recorded_at):
            yield Refusal("report.in_future", _("日期不能晚于今天，请填写实际发生的日期。"))

    return guard


def number_is_free(code: str, *within: str) -> Guard:
    """Return the gate that a number is given once, among all of the kind or among those with the same `within`."""

    def guard(aggregate: Any, facts: Any, _moment: Moment) -> Iterable[Refusal]:
        scope = {name: getattr(aggregate, name) for name in within}
        others = type(aggregate)._default_manager.exclude(pk=aggregate.pk)
        if others.filter(number=facts.number, **scope).exists():
            yield Refusal(code, _("这个编号已经用过，请核对后换一个编号。"))

    return guard


def are_entered(code: str, model: type[Model], ids: Iterable[int | None]) -> Iterable[Refusal]:
    """Yield a refusal when a person or an organisation of these ids has not been entered."""
    wanted = {pk for pk in ids if pk is not None}
    if model._default_manager.filter(pk__in=wanted).count() != len(wanted):
        yield Refusal(code, _("有单位或人员还没有登记，请先登记。"))


def names_findings_of_its_own(project: Any, facts: Any, _moment: Moment) -> Iterable[Refusal]:
    """Refuse to answer for a finding of another project."""
    named = set(facts.finding_ids)
    if named and Subject.objects.filter(pk__in=named, kind="finding", project=project.pk).count() != len(named):
        yield Refusal("project.foreign_finding", _("有的问题不属于本项目，请只选本项目报告里的问题。"))


def revision_can_be_adopted(insured_object: Any, facts: Any, _moment: Moment) -> Iterable[Refusal]:
    """Refuse a revision that is not a newer one of the edition that the object is bound to."""
    fault = adoption_fault(insured_object.pk, facts.revision_id)
    if fault:
        yield Refusal(f"binding.{fault}", _(ADOPTION_FAULTS[fault]))


def edition_can_be_decided(insured_object: Any, facts: Any, _moment: Moment) -> Iterable[Refusal]:
    """Refuse a decision where the rules have an answer, and a text of another place."""
    if not facts.document_number.strip():
        yield Refusal("binding.no_document", _("请填写认定文件的文号。"))
    divisions = divisions_above(insured_object.subject.division_id)
    fault = decision_fault(insured_object.pk, facts.edition or None, divisions)
    if fault:
        yield Refusal(f"binding.{fault}", _(DECISION_FAULTS[fault]))
