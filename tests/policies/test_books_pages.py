"""The console's pages of imports: upload, preview, reasons, load; whose they are, what they cost, what they show."""

import io
import re
from uuid import uuid4

import openpyxl
import pytest
from django.urls import reverse

from idi_platform.accounts.roles import Role
from idi_platform.kernel import clock
from idi_platform.records.queue import OwedState
from idi_platform.rulebooks import store
from policies.books import working
from policies.books.reading import read_workbook
from policies.models import BookFault, BookImport, BookLine, Policy, Stage
from tests.asking import asked_by
from tests.cast import OrganisationFactory, log_in, member
from tests.policies.workbooks import book_of, filled, upload

pytestmark = pytest.mark.django_db
LIST = "/console/books/"
LIMIT = 20
PLACE = {"division": "110105", "kind": "commodity_housing", "signed_on": "2019-06-03"}


@pytest.fixture
def desk(client, underwriter):
    log_in(client, underwriter)
    return client


@pytest.fixture
def rows(underwriter):
    followers = [OrganisationFactory.create(kind="insurer") for _ in range(2)]
    return book_of(underwriter.organisation, followers)


def sent(desk, content, key=None, name="云杉.xlsx"):
    return desk.post(LIST, {"key": key or uuid4(), "workbook": upload(content, name)})


def imported(underwriter, many=1, **more):
    """Store imports as they stand after they were read."""
    given = {"stage": Stage.READY, "owed_state": OwedState.DONE, "title": "云杉家园（演示）", **more}
    return BookImport.objects.bulk_create(
        BookImport(
            organisation=underwriter.organisation, started_by=underwriter.person, capacity=underwriter.key,
            key=uuid4(), changed_at=clock.now(), file="books/none.xlsx", file_name="云杉.xlsx", **given,
        )
        for _ in range(many)
    )  # fmt: skip


def test_from_the_template_to_the_policy(desk, rows):
    answer = sent(desk, filled(rows))
    assert answer.status_code == 302
    page = desk.get(answer.url).content.decode()
    assert "系统正在读取" in page
    assert 'hx-trigger="load delay:2s"' in page
    working.work_on_books()
    page = desk.get(answer.url).content.decode()
    for word in ("可以录入", "青砚里（演示）", "1-0101", "新登记", "梁**", "138****1001", "开始录入"):
        assert word in page, word
    assert "13800001001" not in page
    assert "梁青" not in page
    assert desk.post(answer.url, {"act": "load"}).status_code == 302
    working.work_on_books()
    page = desk.get(answer.url).content.decode()
    assert "全部录入" in page
    assert "已新登记" in page
    assert "查看项目" in page
    assert Policy.objects.get().number == "DEMO-BJ-2"


def test_a_fault_names_its_article_even_where_this_process_has_not_read_the_text_yet(desk, underwriter, monkeypatch):
    (row,) = imported(underwriter)
    BookFault.objects.create(book=row, row=4, reason="现象", clause="BJ-5-3", effect="law")
    monkeypatch.setattr(store, "_parsed", {})
    page = desk.get(reverse("policies:book", args=[row.pk])).content.decode()
    assert "办法第五条第三款" in page
    assert "BJ-5-3" not in page.replace("#BJ-5-3", "")


def test_once_loading_stopped_a_row_says_what_was_entered_and_what_was_not(desk, underwriter):
    (row,) = imported(underwriter, stage=Stage.STOPPED, owed_state=OwedState.DONE)
    values = {"building": "1", "number": "1-0101"}
    for at in (4, 5, 6):
        BookLine.objects.create(book=row, sheet="房屋", row=at, values=values, outcome=BookLine.Outcome.NEW)
    for at, effect in ((4, "law"), (5, "warning")):
        BookFault.objects.create(book=row, sheet="房屋", row=at, reason="现象", effect=effect)
    page = desk.get(reverse("policies:book", args=[row.pk]), {"sheet": "房屋"}).content.decode()
    told = re.findall(r"<tr[^>]*>.*?</tr>", page.partition('id="rows"')[2], re.DOTALL)
    assert [next(word for word in ("没有录完", "已新登记") if word in line) for line in told[1:4]] == [
        "没有录完", "已新登记", "已新登记",
    ]  # fmt: skip


def test_the_progress_is_told_and_the_page_comes_anew_when_it_is_done(desk, underwriter):
    (row,) = imported(underwriter, stage=Stage.LOADING, owed_state=OwedState.PENDING, acts=90, gone=30)
    address = reverse("policies:book", args=[row.pk])
    part = desk.get(address, headers={"HX-Request": "true"})
    assert "已办 30／90 步" in part.content.decode()
    assert "HX-Refresh" not in part.headers
    BookImport.objects.update(stage=Stage.LOADED, owed_state=OwedState.DONE)
    assert desk.get(address, headers={"HX-Request": "true"}).headers["HX-Refresh"] == "true"


def test_what_is_no_workbook_stays_at_its_field(desk):
    answer = sent(desk, b"number,name")
    assert answer.status_code == 422
    assert "不是完整的 Excel" in answer.content.decode()
    assert desk.post(LIST, {"key": uuid4()}).status_code == 422
    assert not BookImport.objects.exists()


def test_two_hundred_megabytes_are_refused_before_they_are_read(desk):
    answer = desk.generic("POST", LIST, b"x", CONTENT_LENGTH=str(200 * 1024 * 1024))
    assert answer.status_code == 413
    assert not BookImport.objects.exists()


def test_the_same_upload_twice_is_one_import(desk, rows):
    key, content = uuid4(), filled(rows)
    assert sent(desk, content, key).url == sent(desk, content, key).url
    assert BookImport.objects.count() == 1


def test_faults_stand_with_place_reason_and_what_to_do_and_in_the_workbook(desk, rows):
    rows["房屋"][0]["handed_over_on"] = "昨天"
    address = sent(desk, filled(rows)).url
    working.work_on_books()
    page = desk.get(address).content.decode()
    for word in ("表格有要改的地方", "交付日期", "日期写法不对", "改好表格再传"):
        assert word in page, word
    assert "开始录入" not in page
    marked = desk.get(f"{address}marked/")
    assert marked.headers["Content-Type"].endswith("spreadsheetml.sheet")
    assert "attachment" in marked.headers["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(marked.content))
    assert "日期写法不对" in book["房屋"]["K4"].comment.text
    rows["房屋"][0]["handed_over_on"] = "2021-01-15"
    assert desk.post(address, {"act": "again", "key": uuid4(), "workbook": upload(filled(rows))}).status_code == 302
    working.work_on_books()
    assert "可以录入" in desk.get(address).content.decode()


def test_what_the_law_refuses_is_loaded_around_with_open_eyes_only(desk, rows):
    rows["房屋"][0]["papers"] = "保险告知书"
    address = sent(desk, filled(rows)).url
    working.work_on_books()
    page = desk.get(address).content.decode()
    assert "第十三条" in page
    assert desk.post(address, {"act": "load"}).status_code == 422
    assert desk.post(address, {"act": "load", "knows": "on"}).status_code == 302
    row = BookImport.objects.get()
    assert (row.stage, row.owed_state) == (Stage.LOADING, OwedState.PENDING)
    BookImport.objects.update(stage=Stage.STOPPED, owed_state=OwedState.DONE)
    BookFault.objects.update(subject=7)
    page = desk.get(address).content.decode()
    assert "还有没录完的" in page
    assert reverse("cases_console:subject", args=[7]) in page


def test_a_recommendation_that_was_not_followed_asks_for_its_reason(desk, rows):
    """Beijing's text recommends standards of service; a contract without them says why, and a second person looks."""
    rows["合同约定"] = [
        line for line in rows["合同约定"] if line["term"] not in ("service.survey", "service.determination")
    ]
    address = sent(desk, filled(rows)).url
    working.work_on_books()
    page = desk.get(address).content.decode()
    assert "说明理由" in page
    assert desk.post(address, {"act": "reasons"}).status_code == 422
    assert desk.post(address, {"act": "reasons", "reason_0": "查勘和核定按办法的期限办理。"}).status_code == 302
    working.work_on_books()
    row = BookImport.objects.get()
    assert list(row.said.values()) == ["查勘和核定按办法的期限办理。"]
    assert not row.faults.filter(effect="reason").exists()


def test_the_template_of_a_place_has_its_items_and_terms(desk):
    answer = desk.get(f"{LIST}template/", PLACE)
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert "地基基础和主体结构" in {cell.value for cell in book["承保项目"]["B"]}
    assert book["合同约定"]["B4"].value
    assert book["项目"]["C4"].value == "110105"
    read = read_workbook(io.BytesIO(answer.content))
    assert not [fault for fault in read.faults if fault.sheet == "承保项目"]
    assert desk.get(f"{LIST}template/", {**PLACE, "division": "999999"}).status_code == 422


def test_a_discarded_import_is_gone(desk, underwriter):
    (row,) = imported(underwriter)
    address = reverse("policies:book", args=[row.pk])
    assert desk.post(address, {"act": "discard"}).url == LIST
    assert desk.get(address).status_code == 404
    assert desk.post(address, {"act": "discard"}).status_code == 404


def test_an_act_that_there_is_not_does_nothing(desk, underwriter):
    (row,) = imported(underwriter)
    assert desk.post(reverse("policies:book", args=[row.pk]), {"act": "delete"}).status_code == 404


@pytest.mark.parametrize("who", ["handler", "approver", "accountant", "operator", "developer", "owner"])
def test_only_underwriters_load_books(client, underwriter, who, request):
    (row,) = imported(underwriter)
    log_in(client, request.getfixturevalue(who))
    for address in (LIST, f"{LIST}template/", f"{LIST}{row.pk}/", f"{LIST}{row.pk}/marked/"):
        assert client.get(address).status_code in {302, 404}


def test_another_insurer_s_import_does_not_exist(client, underwriter):
    (row,) = imported(underwriter)
    log_in(client, member(Role.underwriter))
    assert "云杉" not in client.get(LIST).content.decode()
    for address in (f"{LIST}{row.pk}/", f"{LIST}{row.pk}/marked/"):
        assert client.get(address).status_code == 404
    assert client.post(f"{LIST}{row.pk}/", {"act": "load"}).status_code == 404


def test_the_list_asks_the_same_for_10_and_1000_imports(desk, underwriter):
    imported(underwriter, 30)
    few = asked_by(desk, LIST)
    imported(underwriter, 970)
    many = asked_by(desk, LIST)
    assert len(many) == len(few) <= LIMIT, str(many)


def test_an_import_asks_the_same_for_10_and_1000_rows_and_faults(desk, underwriter):
    (row,) = imported(underwriter)

    def grow(many):
        BookLine.objects.bulk_create(
            BookLine(book=row, sheet="房屋", row=number, values={"number": str(number)}, outcome="new")
            for number in range(many)
        )
        BookFault.objects.bulk_create(
            BookFault(book=row, place=8, sheet="房屋", row=number, column="房号", reason="请核对", effect="warning")
            for number in range(many)
        )

    address = reverse("policies:book", args=[row.pk])
    grow(60)
    few = asked_by(desk, address)
    grow(940)
    many = asked_by(desk, address)
    assert len(many) == len(few) <= LIMIT, str(many)
