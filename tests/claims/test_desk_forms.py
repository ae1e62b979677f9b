"""Forms of a desk's leader: nobody is chosen before somebody chooses."""

import pytest
from django.urls import reverse

from claims.forms.desk import AbsenceForm, DutyForm
from idi_platform.records.models import Record
from tests.cast import log_in

PEOPLE = {1: "甲（演示）", 2: "乙（演示）"}


@pytest.mark.parametrize(("form", "asked"), [(AbsenceForm, ["person", "substitute"]), (DutyForm, ["person"])])
def test_nobody_stands_there_chosen_and_who_chooses_nobody_is_asked(form, asked):
    shown = form(people=PEOPLE)
    assert {name: shown.fields[name].choices[0] for name in asked} == dict.fromkeys(asked, ("", "请选择"))
    sent = form({"since": "2026-09-28", **dict.fromkeys(asked, "")}, people=PEOPLE)
    assert not sent.is_valid()
    assert set(sent.errors) >= set(asked)


@pytest.mark.django_db
def test_a_call_is_written_down_in_one_go_and_always_with_how_it_ended(client, claim, handler):
    log_in(client, handler)
    address = reverse("claims:console_step", args=[claim.number, "call"])
    form = client.get(address).context["form"]
    assert [[field.name for field in group.fields] for group in form.groups()] == [
        ["call_outcome", "call_back_at", "recording", "words"]
    ]
    answer = client.post(address, {"key": str(form.initial["key"]), "words": "业主在开会。"})
    assert answer.status_code == 422
    assert "call_outcome" in answer.context["form"].errors
    assert not Record.objects.filter(name="claim.call").exists()
