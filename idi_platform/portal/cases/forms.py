"""Forms: the facts of a step with evidence, a legal decision, the end of a review, giving back."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from idi_platform.documents.models import Attachment
from idi_platform.kernel.languages import in_words
from idi_platform.portal.forms import Choice, ChoiceRows, FilesField, ManyChoiceRows, MomentInput, StepForm, TickField
from idi_platform.workflow.decisions import ReferGate
from idi_platform.workflow.lifecycles import StepDefinition
from idi_platform.workflow.models import LegalDecision

from .facts_fields import Known, facts_in, fields_of, titled

FACTS, HAPPENED = "facts", "happened_at"


class OfferedStepForm(StepForm):
    """The facts of a step that a page offers as a button."""

    def __init__(self, *args: Any, definition: StepDefinition, **kwargs: Any) -> None:
        """Draw a field for each fact."""
        super().__init__(*args, **kwargs)
        self.definition = definition
        self.fields.update(self.drawn())
        self.ask_by_name()

    def drawn(self) -> dict[str, forms.Field]:
        """Return the fields; a form that asks otherwise changes them here."""
        return fields_of(self.definition.kind, self.definition.facts, {}, Known())

    def given(self) -> dict[str, Any]:
        """Return the facts that were filled in."""
        return facts_in(self.cleaned_data, self.definition.facts)


class FactsForm(StepForm):
    """The facts of one step, when it happened, and the evidence: picked, or handed in with the form."""

    def __init__(
        self,
        *args: Any,
        definition: StepDefinition,
        current: Mapping[str, Any],
        known: Known,
        evidence: Sequence[Attachment],
        **kwargs: Any,
    ) -> None:
        """Draw a field for each fact, filled with what stands now."""
        super().__init__(*args, **kwargs)
        self.definition = definition
        happened = forms.DateTimeField(help_text=_("北京时间。"), widget=MomentInput)
        self.fields[HAPPENED] = titled(happened, _("实际发生的时间"))
        self.fields.update(fields_of(definition.kind, definition.facts, current, known))
        self.fields["reason"] = self._reason()
        choices = [(row.pk, Choice(f"{row.label}　{row.get_kind_display()}", row.original_name)) for row in evidence]
        if choices:
            self.fields["evidence"] = forms.TypedMultipleChoiceField(
                label=_("已有的证据"), choices=choices, coerce=int, required=False, widget=ManyChoiceRows
            )
        self.fields["files"] = FilesField(
            label=_("上传证据"), help_text=_("至少要有一件：从已有的里选，或者在这里上传。"), required=False
        )
        self.fields["files"].widget.attrs["accept"] += ",application/pdf"

    def _reason(self) -> forms.Field:
        return titled(forms.CharField(max_length=500, widget=forms.Textarea(attrs={"rows": 3})), _("怎么知道的"))

    def facts(self) -> dict[str, Any]:
        """Return the facts that the form holds."""
        return facts_in(self.cleaned_data, self.definition.facts)

    def shown(self) -> frozenset[str]:
        """Return the names of the facts that have a field here."""
        own = self.definition.facts.model_fields
        return frozenset(head for name in self.fields if (head := name.partition(".")[0]) in own)

    def picked(self) -> list[int]:
        """Return the numbers of the attachments that were picked."""
        return list(self.cleaned_data.get("evidence") or ())


class CorrectionForm(FactsForm):
    """What a record should have said. `seen` stands for the content whose impact was shown."""

    seen = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Ask last whether it happened at all."""
        super().__init__(*args, **kwargs)
        self.fields["annul"] = TickField(
            label=_("这一步根本没有发生，撤销这条记录"), required=False, help_text=_("撤销时，上面改动的内容不起作用。")
        )
        self.order_fields(["key", "seen", HAPPENED, *self._own(), "annul", "reason", "evidence", "files"])

    def _own(self) -> list[str]:
        return [name for name in self.fields if name.partition(".")[0] in self.definition.facts.model_fields]

    def _reason(self) -> forms.Field:
        return titled(
            forms.CharField(max_length=1000, widget=forms.Textarea(attrs={"rows": 3})), _("错在哪里，为什么更正")
        )

    def clean(self) -> dict[str, Any]:
        """A record that is annulled needs no facts: what is wrong with them does not matter."""
        cleaned = super().clean()
        if self.data.get("annul"):
            for name in [HAPPENED, *self._own()]:
                self.errors.pop(name, None)
        return cleaned

    def digest(self) -> str:
        """Return what stands for the content, so that nothing is sent whose impact was not shown."""
        content = {
            "annul": self.cleaned_data["annul"],
            HAPPENED: str(self.cleaned_data.get(HAPPENED)),
            FACTS: self.facts(),
        }
        return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()

    def is_seen(self) -> bool:
        """Say whether the impact of exactly this content was shown."""
        return bool(self.cleaned_data["seen"] == self.digest())


class DecisionForm(StepForm):
    """The answer to a gate that refers."""

    gate = forms.ChoiceField(label=gettext_lazy("问题"), widget=ChoiceRows)
    answer = forms.ChoiceField(
        label=gettext_lazy("决定"),
        choices=[("pass", gettext_lazy("可以办")), ("stay", gettext_lazy("不可以办"))],
        widget=ChoiceRows,
    )
    ground = forms.CharField(label=gettext_lazy("理由"), max_length=4000, widget=forms.Textarea(attrs={"rows": 5}))
    source = forms.CharField(
        label=gettext_lazy("出处"),
        max_length=200,
        help_text=gettext_lazy("法务意见书、主管部门复函或者文号。"),
    )
    scope = forms.ChoiceField(
        label=gettext_lazy("适用范围"), choices=LegalDecision.Scope.choices, initial="case", widget=ChoiceRows
    )

    def __init__(self, *args: Any, gates: Sequence[ReferGate], **kwargs: Any) -> None:
        """Offer the gates that ask, those that stand against a step now first."""
        super().__init__(*args, **kwargs)
        ordered = sorted(gates, key=lambda gate: not gate.is_waiting)
        choices = [
            (gate.code, Choice(_("：").join((in_words(gate.step), str(gate.message))), gate.clause)) for gate in ordered
        ]
        self.fields["gate"].choices = choices  # type: ignore[attr-defined]
        if ordered:
            self.initial.setdefault("gate", ordered[0].code)

    def given(self) -> dict[str, Any]:
        """Return the answer as the action takes it."""
        data = self.cleaned_data
        return {
            "gate": data["gate"],
            "lets_pass": data["answer"] == "pass",
            "ground": data["ground"],
            "source": data["source"],
            "scope": data["scope"],
        }


class SettleForm(StepForm):
    """What somebody concluded who looked again."""

    outcome = forms.CharField(
        label=gettext_lazy("结论"),
        max_length=4000,
        help_text=gettext_lazy("维持原决定，还是另行办理什么，为什么。"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ConfirmForm(StepForm):
    """Nothing but the key."""


class GiveBackForm(StepForm):
    """Why a proposal goes back."""

    reason = forms.CharField(
        label=gettext_lazy("退回的原因"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
