"""`manage.py rulebook`: two rulebooks compared, a clause explained, a sixth city begun from its register."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from idi_platform.rulebooks.comparing import differences
from idi_platform.rulebooks.loading import load_body, load_path
from idi_platform.rulebooks.shipped import load_shipped, shipped
from idi_platform.rulebooks.store import publish

SURVEY = "within: {days: 2, tightened_by: service.survey}"
REGISTER = """\
register: {title_zh: 示例市办法, title_en: 'Measures of "Example"'}
clauses:
- {id: EX-1-1, article: 第一条第一款, title: 'Purpose: to insure', term_zh: '目的: 投保', kind: [definition, scope]}
- {id: EX-2, article: 第二条, title: Survey within 2 days, kind: deadline}
"""


def said(*arguments, **options):
    out = StringIO()
    call_command("rulebook", *arguments, stdout=out, **options)
    return out.getvalue().splitlines()


@pytest.fixture
def changed():
    """Beijing's text with a shorter survey and with a clock more."""
    body = load_shipped("beijing-2019").body
    more = "  claim.greeting:\n    starts: {fact: claim.received_at}\n    within: {days: 1}\n"
    more += "    met_by: {any: [claim.accept]}\n    owed_by: lead_insurer\n    clause: BJ-20-2a\n"
    assert SURVEY in body
    body = body.replace(SURVEY, "within: {days: 1, tightened_by: service.survey}")
    return load_body(body.replace("  claim.determination:\n", more + "  claim.determination:\n", 1))


def test_what_differs_is_told_by_entry_with_its_clause(changed):
    found = differences(load_shipped("beijing-2019").rulebook, changed.rulebook)

    assert [(one.section, one.entry, one.what, one.clause) for one in found] == [
        ("clocks", "claim.greeting", "added", "BJ-20-2a"),
        ("clocks", "claim.survey", "changed", "BJ-20-2a"),
    ]
    assert [(one.path, one.before, one.after) for one in found[1].details] == [("within.days", 2, 1)]
    back = differences(changed.rulebook, load_shipped("beijing-2019").rulebook)
    assert [(one.entry, one.what) for one in back] == [("claim.greeting", "removed"), ("claim.survey", "changed")]


def test_the_same_rulebook_differs_in_nothing():
    assert said("diff", "beijing-2019", "beijing-2019") == ["No difference."]


def test_two_editions_are_compared():
    lines = said("diff", "beijing-2019", "hangzhou-2024")

    assert "      within.days: 7 → 10" in lines
    assert any(line.startswith("  ~ claim.determination  (HZ-G-4.3a 指引4.3") for line in lines)
    assert any(line.startswith("  - BJ-20-2a  (BJ-20-2a 第二十条第二款") for line in lines)


@pytest.mark.django_db
def test_two_revisions_are_compared_and_a_folder_with_the_newest(changed):
    publish(load_shipped("beijing-2019"), reason="test", approver="test")
    second = publish(changed, reason="test", approver="test").revision

    forward = said("diff", f"beijing-2019#{second.number - 1}", f"beijing-2019#{second.number}")
    assert "      within.days: 2 → 1" in forward
    assert forward[-1] == "1 added, 0 removed, 1 changed"
    assert said("diff", str(shipped()["beijing-2019"]))[-1] == "0 added, 1 removed, 1 changed"
    with pytest.raises(CommandError, match="No revision beijing-2019#99"):
        said("diff", "beijing-2019#99", "beijing-2019")


def test_three_rulebooks_are_not_compared():
    with pytest.raises(CommandError, match="one rulebook, or two"):
        said("diff", "beijing-2019", "hangzhou-2024", "china-national")


def test_a_clause_is_explained_with_what_realises_it_and_where_that_stands():
    lines = said("why", "beijing-2019", "BJ-20-2b")

    assert lines[0].startswith("BJ-20-2b 第二十条第二款")
    assert any(line.startswith("  kind: deadline") for line in lines)
    realised = next(line for line in lines if "realised by clock:claim.determination" in line)
    assert "beijing-2019/claims.yaml:" in realised
    assert any("cited at beijing-2019/claims.yaml:" in line for line in lines)


def test_what_is_realised_in_cover_is_found_there_too():
    lines = said("why", "hangzhou-2024", "HZ-2-1") + said("why", "hangzhou-2024", "HZ-2-2")

    assert any("segment:covered  hangzhou-2024/book.yaml:" in line for line in lines)
    assert any("exclusion:no_defect  hangzhou-2024/" in line for line in lines)


def test_a_clause_that_no_text_has_is_told_with_the_nearest_one():
    with pytest.raises(CommandError, match=r"Nothing names BJ-20-2bb; did you mean BJ-20-2b\?"):
        said("why", "beijing-2019", "BJ-20-2bb")


def test_a_name_is_traced_through_every_text():
    lines = said("why", "claim.received_at")

    assert {line.partition("/")[0] for line in lines} == set(shipped())


def test_a_city_begins_with_the_clauses_of_its_register(tmp_path):
    register, city = tmp_path / "register.yaml", tmp_path / "example-2031.yaml"
    register.write_text(REGISTER, "utf-8")
    city.write_text("\n".join(said("scaffold", "example-2031", "--clauses", str(register))), "utf-8")

    book = load_path(city).rulebook
    assert (book.id, book.title.zh, book.title.en) == ("example-2031", "示例市办法", 'Measures of "Example"')
    first, second = book.clauses["EX-1-1"], book.clauses["EX-2"]
    assert (first.article, first.title.zh, first.kind) == ("第一条第一款", "目的: 投保", ("definition", "scope"))
    assert (second.title.zh, second.kind) == ("Survey within 2 days", ("deadline",))
    assert said("validate", str(city)) == ["All rulebooks hold."]


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("clauses: []", "must be a list of clauses"),
        ("clauses: [{article: 第一条}]", "has no id such as"),
        ("clauses: [{id: EX-1, article: 一}, {id: EX-1, article: 二}]", "EX-1 stands twice"),
        ("clauses: [{id: EX-1}]", "EX-1 has no article"),
        ("clauses: [", "cannot be read"),
    ],
)
def test_a_register_that_does_not_hold_is_refused(tmp_path, text, fault):
    register = tmp_path / "register.yaml"
    register.write_text(text, "utf-8")
    with pytest.raises(CommandError, match=fault):
        said("scaffold", "example-2031", "--clauses", str(register))
