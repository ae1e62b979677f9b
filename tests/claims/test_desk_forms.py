"""Forms of a desk's leader: nobody is chosen before somebody chooses."""

import pytest

from claims.forms.desk import AbsenceForm, DutyForm

PEOPLE = {1: "甲（演示）", 2: "乙（演示）"}


@pytest.mark.parametrize(("form", "asked"), [(AbsenceForm, ["person", "substitute"]), (DutyForm, ["person"])])
def test_nobody_stands_there_chosen_and_who_chooses_nobody_is_asked(form, asked):
    shown = form(people=PEOPLE)
    assert {name: shown.fields[name].choices[0] for name in asked} == dict.fromkeys(asked, ("", "请选择"))
    sent = form({"since": "2026-09-28", **dict.fromkeys(asked, "")}, people=PEOPLE)
    assert not sent.is_valid()
    assert set(sent.errors) >= set(asked)
