"""A book from its workbook to the platform: tried, loaded, begun again, corrected, never doubled."""

import io
from datetime import timedelta
from uuid import uuid4

import openpyxl
import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext

from idi_platform.accounts.models import Membership, Person
from idi_platform.accounts.roles import Role
from idi_platform.kernel import clock
from idi_platform.kernel.errors import BadInput, NotVisible, Refused
from idi_platform.projects.actions import register_project
from idi_platform.projects.models import Building, CommonPart, Project, Unit
from idi_platform.records.models import Record
from idi_platform.records.queue import OwedState
from idi_platform.workflow.models import Proposal
from idi_platform.workflow.perform import approve
from policies.books import actions, running, working
from policies.books.marked import LIST, marked
from policies.models import BookFault, BookImport, BookLine, CoverRow, Policy, Stage
from tests.cast import OrganisationFactory, member
from tests.policies.workbooks import PAPERS, book_of, cell, filled, upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def followers(db):
    return [OrganisationFactory.create(kind="insurer") for _ in range(2)]


@pytest.fixture
def rows(underwriter, followers):
    return book_of(underwriter.organisation, followers)


@pytest.fixture
def sent(underwriter):
    """Hand in a workbook and let the worker read it."""

    def send(rows, change=None, key=None):
        made = actions.start_import(upload(filled(rows, change)), acting=underwriter.acting, key=key or uuid4())
        working.work_on_books()
        made.refresh_from_db()
        return made

    return send


@pytest.fixture
def load(underwriter):
    def go(row):
        actions.load_book(row.pk, acting=underwriter.acting)
        while working.work_on_books():
            pass
        row.refresh_from_db()
        return row

    return go


@pytest.fixture
def again(underwriter):
    def send(row, rows):
        actions.replace_file(row.pk, upload(filled(rows)), acting=underwriter.acting)
        working.work_on_books()
        row.refresh_from_db()
        return row

    return send


def told(row, *effects):
    row.refresh_from_db()
    found = row.faults.filter(effect__in=effects or list(BookFault.Effect))
    return [(one.sheet, one.row, one.column, one.code) for one in found.order_by("place", "row", "pk")]


def standing():
    return Project.objects.count(), Building.objects.count(), Unit.objects.count(), Policy.objects.count()


# Reading writes nothing


def test_a_sound_workbook_waits_for_the_word_and_nothing_is_written(sent, rows):
    before = Record.objects.count(), Person.objects.count()
    row = sent(rows)
    assert (row.stage, row.title, row.counts["房屋"]) == (Stage.READY, "青砚里（演示）", 2), told(row)
    assert told(row) == []
    assert set(row.lines.filter(sheet="房屋").values_list("outcome", flat=True)) == {BookLine.Outcome.NEW}
    assert standing() == (0, 0, 0, 0)
    assert (Record.objects.count(), Person.objects.count()) == before


def test_a_faulty_workbook_cannot_be_loaded(sent, rows, load):
    rows["房屋"][0]["handed_over_on"] = "昨天"
    row = sent(rows)
    assert (row.stage, told(row)) == (Stage.FAULTY, [("房屋", 4, "交付日期", "")])
    with pytest.raises(Refused):
        load(row)
    assert standing() == (0, 0, 0, 0)


def test_what_the_law_refuses_stands_at_its_row_with_the_article(sent, rows):
    """The keys without the papers, in Beijing; of the homes of one make one is tried."""
    rows["房屋"][0]["papers"] = "保险告知书"
    rows["房屋"].append({**rows["房屋"][0], "number": "1-0103", "owner_phones": "13800001003"})
    row = sent(rows)
    (fault,) = row.faults.all()
    assert (row.stage, fault.sheet, fault.row, fault.column) == (Stage.READY, "房屋", 4, "交付日期")
    assert (fault.effect, fault.clause) == ("reason", "BJ-13-1b")
    assert "同样情形的还有 1 户" in fault.reason


def test_a_text_that_has_lapsed_is_told_before_anything_is_written(sent, rows):
    days = {"drafted_on": "2026-09-01", "annexes_confirmed_on": "2026-09-02", "terms_filed_on": "2026-09-02",
            "coinsurance_signed_on": "2026-09-03", "signed_on": "2026-09-15"}  # fmt: skip
    rows["保单"][0] |= days | {"paid_on": "", "issued_on": "", "policy_number": "", "permit_applied_on": "",
                               "permit_issued_on": ""}  # fmt: skip
    rows["项目"][0]["registered_on"] = "2026-09-01"
    rows["楼栋"][0]["accepted_on"] = ""
    rows["房屋"] = [{"building": "1", "number": "1-0101"}]
    row = sent(rows)
    assert told(row, "law") == [("保单", 4, "合同签订日期", "edition.none_in_force")]
    assert "2024年4月30日" in row.faults.get().reason


def test_an_old_contract_under_no_loaded_text_is_loaded_under_national_law(sent, load, underwriter):
    """Shanghai's older rules are not loaded: which text binds is for a person to decide, the homes stand meanwhile."""
    rows = book_of(underwriter.organisation)
    rows["项目"][0] |= {"division": "310104", "registered_on": "2018-01-05", "number": "SH-3"}
    rows["保单"] = [
        {"number": "SH-3", "drafted_on": "2018-02-01", "premium": "1200000.00", "sum_insured": "90000000.00",
         "signed_on": "2018-02-20", "paid_on": "2018-02-21", "issued_on": "2018-02-22", "policy_number": "OLD-SH-3"}
    ]  # fmt: skip
    rows["合同约定"] = []
    rows["承保项目"] = [{"item": "structure", "years": 10, "starts_on": "2022-03-01"}]
    rows["楼栋"] = [{"number": "1", "name": "1号楼", "accepted_on": "2020-01-10"}]
    rows["房屋"] = [{"building": "1", "number": "1-0101"}]
    row = load(sent(rows))
    assert row.stage == Stage.LOADED, [one.reason for one in row.faults.all()]
    assert Policy.objects.get().number == "OLD-SH-3"
    assert str(CoverRow.objects.get().ends_on) == "2032-03-01"


def test_a_wrong_premium_is_told_at_its_column_at_once_with_the_faults_of_other_cells_and_alone(sent, rows):
    rows["保单"][0]["premium"] = "2560000.01"
    assert told(sent(rows)) == [("保单", 4, "保险费（元）", "")]
    rows["房屋"][0]["handed_over_on"] = "昨天"
    row = sent(rows)
    assert row.stage == Stage.FAULTY
    assert told(row) == [("保单", 4, "保险费（元）", ""), ("房屋", 4, "交付日期", "")]
    first, second = row.faults.order_by("place")
    assert "2560000.00 元" in first.reason
    assert "“2560000.01”" in first.reason
    assert "“昨天”" in second.reason


def test_what_rests_on_a_contract_that_is_at_fault_is_not_told_besides(sent, rows):
    """Beijing grants no permit without a contract: one that is still to be mended is the only thing to mend."""
    rows["承保项目"].append(dict(rows["承保项目"][0]))
    assert told(sent(rows)) == [("保单", 4, "保单拟定日期", "policy.item_twice")]


# Loading


def test_a_book_is_loaded_once_by_the_acts_of_the_console(sent, rows, load, underwriter):
    row = sent(rows)
    actions.load_book(row.pk, acting=underwriter.acting)
    row = load(row)
    assert load(row).run == 1
    assert (row.stage, told(row)) == (Stage.LOADED, [])
    assert row.gone == row.acts > 0
    assert standing() == (1, 1, 2, 1)
    assert CommonPart.objects.count() == 2
    policy = Policy.objects.get()
    assert (policy.state, policy.number) == ("waiting", "DEMO-BJ-2")
    filed = Record.objects.get(name="unit.sell")
    assert (filed.acting["person"], filed.occurred_at.date().isoformat()) == (underwriter.person.pk, "2020-03-01")


def test_the_book_sent_again_by_a_colleague_doubles_nothing_and_says_what_differs(sent, rows, load, underwriter):
    load(sent(rows))
    before = Record.objects.count()
    colleague = member(Role.underwriter, underwriter.organisation)
    rows["房屋"][1]["floor_area"] = 91
    rows["楼栋"][0]["name"] = "一号楼"
    rows["房屋"][1] |= {"sold_on": "2021-03-01", "owner_names": "何一", "owner_phones": "13800001009"}
    made = actions.start_import(upload(filled(rows)), acting=colleague.acting, key=uuid4())
    working.work_on_books()
    assert told(made) == [("楼栋", 4, "楼栋名称", ""), ("房屋", 5, "建筑面积（㎡）", "")]
    outcomes = made.lines.exclude(outcome="").order_by("sheet", "row").values_list("sheet", "row", "outcome")
    assert {(sheet, row): outcome for sheet, row, outcome in outcomes} == {
        ("项目", 4): "same", ("保单", 4): "same", ("楼栋", 4): "same", ("房屋", 4): "same", ("房屋", 5): "more",
    }  # fmt: skip
    assert load(made).stage == Stage.LOADED
    home = Unit.objects.get(number="1-0102")
    assert (str(home.floor_area), str(home.sold_on)) == ("90.00", "2021-03-01")
    assert Building.objects.get().name == "1号楼"
    assert Record.objects.count() == before + 1


def test_what_cannot_be_done_stops_its_own_home_alone_and_goes_on_once_it_is_mended(sent, rows, load, again):
    rows["房屋"][0]["papers"] = "保险告知书"
    rows["房屋"][1] |= {"sold_on": "2020-03-01", "owner_names": "何一", "owner_phones": "13800001009",
                        "handed_over_on": "2021-01-15", "papers": PAPERS}  # fmt: skip
    row = load(sent(rows))
    assert row.stage == Stage.STOPPED
    (fault,) = row.faults.all()
    stopped = Unit.objects.get(number="1-0101")
    assert (fault.row, fault.clause, fault.subject) == (4, "BJ-13-1b", stopped.pk)
    assert stopped.handed_over_on is None
    assert Unit.objects.get(number="1-0102").handed_over_on is not None
    rows["房屋"][0]["papers"] = PAPERS
    row = load(again(row, rows))
    stopped.refresh_from_db()
    assert (row.stage, str(stopped.handed_over_on)) == (Stage.LOADED, "2021-01-15")
    assert Record.objects.filter(name="unit.hand_over").count() == 2


def test_a_draft_that_was_refused_at_signing_is_written_anew(sent, rows, load, again):
    """The text fixes ten years for the structure; the draft stands, its contract does not until it is mended."""
    rows["承保项目"][0]["years"] = 5
    row = sent(rows)
    assert ("保单", 4, "合同签订日期", "policy.period_not_as_text") in told(row, "law")
    assert load(row).stage == Stage.STOPPED
    assert Policy.objects.get().state == "drafted"
    assert Unit.objects.count() == 2
    rows["承保项目"][0]["years"] = 10
    row = again(row, rows)
    assert not told(row, "error", "law"), [one.reason for one in row.faults.all()]
    assert load(row).stage == Stage.LOADED, [one.reason for one in row.faults.all()]
    assert Policy.objects.get().number == "DEMO-BJ-2"
    assert Record.objects.filter(name="policy.draft").count() == 1


def test_what_waits_for_a_second_person_goes_on_once_he_has_agreed(sent, rows, load, underwriter, approver):
    """Beijing recommends standards of service; who leaves them to the text says why, and a colleague approves."""
    rows["合同约定"] = [line for line in rows["合同约定"] if line["term"] != "service.survey"]
    rows["房屋"] = [{"building": "1", "number": "1-0101"}]
    row = sent(rows)
    ((_sheet, _row, _column, gate),) = told(row, "reason")
    actions.give_reasons(row.pk, {gate: "查勘按办法的期限办理。"}, acting=underwriter.acting)
    working.work_on_books()
    assert not told(row, "reason", "error")
    row = load(row)
    assert (row.stage, Policy.objects.get().state) == (Stage.STOPPED, "drafted")
    assert ("保单", 4, "合同签订日期", "book.waits") in told(row, "warning")
    assert ("保单", 4, "合同签订日期", "proposal.waits") in told(load(row), "warning")
    approve(Proposal.objects.get(), acting=approver.acting, key="second")
    assert load(row).stage == Stage.LOADED, told(row)
    assert Policy.objects.get().number == "DEMO-BJ-2"


def test_a_killed_worker_is_followed_by_another(sent, rows, load, underwriter, monkeypatch):
    """The second portion is lost in the middle; what was committed stands, the rest is taken once."""
    row = sent(rows)
    monkeypatch.setattr(running, "PORTION", 4)
    actions.load_book(row.pk, acting=underwriter.acting)
    taken = running.Run.take

    def dies(run, act):
        if act.label == "policy:issue":
            raise KeyboardInterrupt
        return taken(run, act)

    monkeypatch.setattr(running.Run, "take", dies)
    with pytest.raises(KeyboardInterrupt):
        working.work_on_books()
    row.refresh_from_db()
    assert (row.stage, row.owed_state) == (Stage.LOADING, OwedState.PENDING)
    assert 0 < row.gone < row.acts
    assert working.work_on_books() == 0, "the lease of the first holds"
    monkeypatch.setattr(running.Run, "take", taken)
    BookImport.objects.update(next_try_at=clock.machine_now())
    assert working.work_on_books() == 1
    row.refresh_from_db()
    assert (row.stage, row.gone) == (Stage.LOADED, row.acts)
    assert standing() == (1, 1, 2, 1)
    names = list(Record.objects.filter(form="step").values_list("name", "subject_id"))
    assert len(names) == len({*names}) + names.count(("policy.date_cover", Policy.objects.get().pk)) - 1


def test_each_home_takes_the_same_number_of_queries(sent, load, underwriter, followers, monkeypatch):
    row, each = sent(book_of(underwriter.organisation, followers, units=6)), []
    take_home = running.Run.take_home

    def counted(run, acts):
        with CaptureQueriesContext(connection) as captured:
            take_home(run, acts)
        each.append(len(captured))

    monkeypatch.setattr(running.Run, "take_home", counted)
    assert load(row).stage == Stage.LOADED
    assert len(each) == 6
    assert max(each) <= PER_HOME, each


# register, sell, hand over: three acts of key, locks, permission, gates, record, clocks and parties each
PER_HOME = 52


# Whose it is


@pytest.fixture
def waiting(underwriter, rows):
    """An import as it stands after it was read."""
    row = actions.start_import(upload(filled(rows)), acting=underwriter.acting, key=uuid4())
    BookImport.objects.update(stage=Stage.READY, owed_state=OwedState.DONE)
    row.refresh_from_db()
    return row


def test_another_insurer_sees_nothing_of_it(waiting, other_insurer):
    underwriter = member(Role.underwriter, other_insurer.organisation)
    for act in (actions.load_book, actions.discard_import):
        for who in (underwriter, other_insurer):
            with pytest.raises(NotVisible):
                act(waiting.pk, acting=who.acting)
    for who in (underwriter, other_insurer):
        with pytest.raises(NotVisible):
            actions.give_reasons(waiting.pk, {}, acting=who.acting)
        with pytest.raises(NotVisible):
            actions.replace_file(waiting.pk, upload(filled({})), acting=who.acting)


def test_who_is_no_underwriter_any_more_loads_nothing(waiting, underwriter):
    actions.load_book(waiting.pk, acting=underwriter.acting)
    Membership.objects.filter(person=underwriter.person).update(until=clock.local_date(clock.now()))
    working.work_on_books()
    waiting.refresh_from_db()
    assert waiting.stage == Stage.STOPPED
    assert "承保员" in waiting.faults.get().reason
    assert standing() == (0, 0, 0, 0)


def test_an_import_that_nobody_touches_is_deleted_with_its_rows(waiting):
    BookLine.objects.create(book=waiting, sheet="房屋", row=4, values={})
    assert actions.discard_old() == 0
    BookImport.objects.update(changed_at=clock.now() - actions.KEPT - timedelta(seconds=1))
    assert actions.discard_old() == 1
    assert not BookLine.objects.exists()


def test_a_corrected_workbook_replaces_the_first(waiting, underwriter, django_capture_on_commit_callbacks):
    first = waiting.file
    with django_capture_on_commit_callbacks(execute=True):
        row = actions.replace_file(waiting.pk, upload(filled({})), acting=underwriter.acting)
    assert (row.stage, row.file != first) == (Stage.READING, True)
    assert default_storage.exists(row.file)
    assert not default_storage.exists(first)


def test_only_a_book_that_it_leads_is_taken(sent, followers, underwriter):
    row = sent(book_of(followers[0], [underwriter.organisation, followers[1]]))
    assert told(row) == [("共保", 4, "统一社会信用代码", "")]


def test_a_number_of_another_insurers_project_is_no_way_in(sent, rows, other_insurer):
    stranger = member(Role.underwriter, other_insurer.organisation)
    register_project(
        acting=stranger.acting, key="theirs", division="110105", number="BJ-2", name="别家的", kind="commodity_housing"
    )
    row = sent(rows)
    assert (row.stage, told(row)) == (Stage.FAULTY, [("项目", 4, "项目编号", "project.number_taken")])
    assert not row.lines.filter(outcome__in=("same", "more")).exists()


# Files


def test_a_text_that_is_a_formula_is_refused_and_comes_back_as_text(sent, rows):
    def attack(book):
        cell(book, "房屋", 1, "number").value = "=cmd|' /C calc'!A0"
        cell(book, "项目", 0, "name").data_type = "s"
        cell(book, "项目", 0, "name").value = "+SUM(1)"

    row = sent(rows, attack)
    assert told(row) == [("项目", 4, "项目名称", ""), ("房屋", 5, "房号", "")]
    with default_storage.open(row.file) as file:
        back = openpyxl.load_workbook(io.BytesIO(marked(file, list(row.faults.order_by("place", "row")))))
    types = {one.data_type for sheet in back for line in sheet.iter_rows() for one in line if one.value is not None}
    assert "f" not in types
    assert "公式" in cell(back, "房屋", 1, "number").comment.text
    assert [one.value for one in back[LIST][2]][:3] == ["项目", 4, "项目名称"]


def test_what_is_no_workbook_begins_no_import(underwriter):
    with pytest.raises(BadInput):
        actions.start_import(upload(b"number,name"), acting=underwriter.acting, key=uuid4())
    assert not BookImport.objects.exists()


def test_while_the_worker_is_busy_nothing_is_changed(rows, underwriter):
    row = actions.start_import(upload(filled(rows)), acting=underwriter.acting, key=uuid4())
    with pytest.raises(Refused):
        actions.discard_import(row.pk, acting=underwriter.acting)
    with pytest.raises(Refused):
        actions.replace_file(row.pk, upload(filled(rows)), acting=underwriter.acting)
    working.work_on_books()
    actions.discard_import(row.pk, acting=underwriter.acting)
    assert not BookImport.objects.exists()
