"""The contract in a draft: its cover, panel, terms and other matters, with names found in the texts."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from pydantic import ValidationError

from idi_platform.accounts.models import Organisation
from idi_platform.portal.cases.labels import label_of
from idi_platform.rulebooks.models import Edition
from idi_platform.rulebooks.schema.book import Rulebook
from idi_platform.rulebooks.schema.papers import TermDef
from idi_platform.rulebooks.store import newest, parsed
from idi_platform.workflow.lifecycles import step_named
from policies.proposals import propose

from .columns import COVER, MATTERS, POLICIES, PROJECT, SHARES, TERMS, Sheet
from .reading import Draft, Fault, Line

_NUMBERED = frozenset({"hours", "days", "working_days", "months", "years"})
_TRUE = frozenset({"是", "有", "1", "true", "yes"})


class Contents:
    """Reads what the contract agrees; what no text knows is a fault, since nobody could say what it covers."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self._texts: dict[str, list[Rulebook]] = {}

    def check(self) -> None:
        """Add the faults of names that no text has, and of values that do not fit them."""
        for policy in self.draft.of(POLICIES):
            number = policy.values["number"]
            for line in self._lines(COVER, number):
                if self._item(policy, line) is None:
                    self._say(COVER, line, "item", _("各地办法里都没有这个承保项目，请写办法里的名称或代码。"))
            for line in self._lines(TERMS, number):
                if self._term(policy, line) is None:
                    self._say(TERMS, line, "term", _("各地办法里都没有这个约定事项，请写办法里的名称或代码。"))
            for line in self._lines(MATTERS, number):
                self._check_matter(line)

    def policy(self, line: Line, lead: Organisation) -> dict[str, Any]:
        """Return the policy of one line, for `read_book`."""
        values, number = line.values, line.values["number"]
        shares = [
            {name: one.values[name] for name in ("uscc", "role", "rate")} for one in self._lines(SHARES, number)
        ] or [{"uscc": lead.uscc, "role": "lead", "rate": "1"}]
        same = (
            "drafted_on", "kind", "premium_base", "rate", "premium", "sum_insured", "risk_fee", "is_schedule_complete",
            "annexes", "annexes_confirmed_on", "explanation_recorded", "terms_document", "terms_filed_on",
            "coinsurance_signed_on", "signed_on", "issued_on",
        )  # fmt: skip
        return {
            **{name: values[name] for name in same if name in values},
            "mode": "co_insurance" if len(shares) > 1 else "single",
            "shares": shares,
            "items": [self._agreed(line, one) for one in self._lines(COVER, number)],
            "terms": dict(self._terms(line)),
            "receipts": list(_receipts(values)),
            "number": values.get("policy_number", ""),
        }

    def matters(self, number: str) -> list[dict[str, Any]]:
        """Return the other matters of an insured object, in their order."""
        return [
            {"step": one.values["step"], "day": one.values["day"], "facts": self._facts(one)}
            for one in self._lines(MATTERS, number)
        ]

    def _lines(self, sheet: Sheet, number: str) -> list[Line]:
        only = len(self.draft.of(POLICIES)) == 1
        return [
            one for one in self.draft.of(sheet) if one.values.get("insured_object", number if only else "") == number
        ]

    def _say(self, sheet: Sheet, line: Line, column: str, reason: str) -> None:
        self.draft.faults.append(Fault(sheet.title, line.row, sheet.column(column).head, reason))

    def _books(self, policy: Line) -> list[Rulebook]:
        """Return all texts, the one first that this place, kind and day would bind; a name is looked up in order.

        A contract of the past that no loaded text binds stands for itself; its names are those of the others.
        """
        project = self.draft.of(PROJECT)[0].values
        day = str(policy.values.get("signed_on") or policy.values["drafted_on"])
        if day not in self._texts:
            bound = propose(project["division"], project["kind"], date.fromisoformat(day)).edition
            self._texts[day] = list(_texts(first=bound))
        return self._texts[day]

    def _item(self, policy: Line, line: Line) -> str | None:
        said = line.values["item"]
        for book in self._books(policy):
            for code, item in (book.cover.items if book.cover is not None else {}).items():
                if said in (code, str(item.title)):
                    return code
        return None

    def _term(self, policy: Line, line: Line) -> tuple[str, TermDef] | None:
        said = line.values["term"]
        for book in self._books(policy):
            for code, term in book.terms.items():
                if said in (code, str(term.title)):
                    return code, term
        return None

    def _terms(self, policy: Line) -> Iterable[tuple[str, Any]]:
        for line in self._lines(TERMS, policy.values["number"]):
            term = self._term(policy, line)
            if term is not None:
                yield term[0], _term_value(term[1], line.values["value"])

    def _agreed(self, policy: Line, line: Line) -> dict[str, Any]:
        values = line.values
        same = ("group", "starts_on", "printed_last_day", "limit", "deductible")
        return {
            "code": self._item(policy, line),
            "period_months": values.get("years"),
            "starts_after_months": values.get("starts_after"),
            **{name: values[name] for name in same if name in values},
        }

    def _check_matter(self, line: Line) -> None:
        step = step_named(line.values["step"])
        facts = self._facts(line)
        day = {"on": line.values["day"]} if "on" in step.facts.model_fields else {}
        try:
            step.facts.model_validate({**facts, **day})
        except ValidationError as error:
            wanted = "；".join(
                f"{label_of(step.kind, name)}：…" for name in step.facts.model_fields if name != "on"
            ) or _("不填")  # fmt: skip
            said = _("内容不完整或写法不对。这个事项要写：%(wanted)s") % {"wanted": wanted}
            self._say(MATTERS, line, "facts", said if error.error_count() else "")

    @staticmethod
    def _facts(line: Line) -> dict[str, Any]:
        step = step_named(line.values["step"])
        by_label = {label_of(step.kind, name): name for name in step.facts.model_fields}
        fields = step.facts.model_fields
        given: dict[str, Any] = {}
        for name, said in (line.values.get("facts") or {}).items():
            code = by_label.get(name, name)
            is_truth = code in fields and fields[code].annotation is bool
            given[code] = (said in _TRUE) if is_truth else said.replace(",", "")
        return given


def _texts(first: str) -> Iterable[Rulebook]:
    codes = list(Edition.objects.filter(is_base=False).order_by("code").values_list("code", flat=True))
    for code in sorted(codes, key=lambda one: one != first):
        revision = newest(code)
        yield parsed(revision.pk, revision.sha256)


def _term_value(term: TermDef, said: str) -> bool | int | str:
    by_label = {str(label): code for code, label in (term.choices or {}).items()}
    if term.unit == "bool":
        return said in _TRUE
    if term.unit in _NUMBERED and said.isdigit():
        return int(said)
    return by_label.get(said, said)


def _receipts(values: Mapping[str, Any]) -> Iterable[dict[str, Any]]:
    if values.get("paid_on"):
        yield {"amount": values.get("paid") or values["premium"], "received_on": values["paid_on"]}
    if values.get("paid_on_2"):
        yield {"amount": values["paid_2"], "received_on": values["paid_on_2"]}
