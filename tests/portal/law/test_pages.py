"""The pages of the law: open to everybody, from the published revisions, with few queries."""

import re
from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from idi_platform.kernel import clock
from idi_platform.portal.articles import article_of, short_article_of
from idi_platform.portal.law import published as texts_published
from idi_platform.portal.law import searching
from idi_platform.portal.law.reading import article_name, reading_of
from idi_platform.rulebooks.loading import load_body
from idi_platform.rulebooks.models import Edition, EditionExtension, Revision
from idi_platform.rulebooks.shipped import shipped
from idi_platform.rulebooks.store import publish
from idi_platform.rulebooks.vocabulary import vocabulary
from tests.weighing import MOST_BYTES, weight

MOST_QUERIES = 5  # editions, their extensions, newest revisions, bodies not read yet, divisions
PAGES = {
    "list": ("law:texts", [], {}),
    "text": ("law:text", ["beijing-2019"], {}),
    "national": ("law:text", ["china-national"], {}),
    "compare": ("law:compare", [], {"a": "beijing-2019", "b": "hangzhou-2024"}),
    "search": ("law:search", [], {"q": "查勘"}),
    "encouraged": ("law:encouraged", [], {}),
}

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("published")]


def opened(client, name):
    route, arguments, query = PAGES[name]
    return client.get(reverse(route, args=arguments), query)


def shown(client, name):
    answer = opened(client, name)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def on(monkeypatch):
    """Set legal time to a day's noon in Shanghai."""

    def set_day(year, month, day):
        monkeypatch.setattr(clock, "now", lambda: datetime(year, month, day, 4, tzinfo=UTC))

    return set_day


@pytest.mark.parametrize("name", PAGES)
def test_a_page_takes_few_queries_however_many_texts(client, name, django_assert_max_num_queries, sixth):
    with django_assert_max_num_queries(MOST_QUERIES):
        shown(client, name)
    for number in range(5):
        body = sixth.body.replace("id: sixth-2030", f"id: another-{number}")
        publish(load_body(body), reason="test", approver="test")
    with django_assert_max_num_queries(MOST_QUERIES):
        shown(client, name)


@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_posted(client, name):
    route, arguments, _query = PAGES[name]
    address = reverse(route, args=arguments)
    assert [getattr(client, method)(address).status_code for method in ("post", "put", "delete")] == [405, 405, 405]


@pytest.mark.parametrize("name", PAGES)
def test_english_titles_stand_on_english_pages(client, name):
    client.post(reverse("portal:switch_language"), {"language": "en", "next": "/"})
    page = shown(client, name)
    assert "Beijing" in page or "Insurance Law" in page
    assert 'lang="en"' in page


def test_a_text_that_is_not_published_is_not_found(client):
    assert client.get(reverse("law:text", args=["atlantis-1999"])).status_code == 404
    assert client.get(reverse("law:compare"), {"a": "atlantis-1999"}).status_code == 404


def test_the_list_says_place_issuer_window_and_state(client, on):
    on(2026, 11, 21)
    page = shown(client, "list")
    for words in ("法规怎么落实", "北京市住宅工程质量潜在缺陷保险暂行管理办法", "北京市住房和城乡建设委员会"):
        assert words in page
    for words in ("2019年4月24日 至 2024年4月30日", "国家法律", "已期满", "尚未施行"):
        assert words in page


def test_a_window_decides_the_state_on_the_day_itself(on):
    def state_on(*day):
        on(*day)
        return texts_published.texts()["beijing-2019"].state.words

    assert state_on(2024, 4, 30) == "在有效期内"
    assert state_on(2024, 5, 1) == "已期满"
    assert state_on(2019, 4, 23) == "尚未施行"


def test_an_unknown_day_is_never_in_force(on):
    Edition.objects.filter(code="sixth-2030").update(
        from_unknown=True, in_force_from=None, to_unknown=True, in_force_to=None
    )
    on(2031, 1, 1)
    found = texts_published.texts()["sixth-2030"]
    assert (found.state.words, found.is_expired) == ("施行日期未知", False)
    assert found.window_words == "日期未知 起，止期未知"


def test_a_recorded_extension_counts(on):
    EditionExtension.objects.create(
        edition=Edition.objects.get(code="beijing-2019"),
        to=date(2027, 4, 30),
        issued_on=date(2024, 4, 1),
        document_number="示例〔2024〕1号",
        reason="test",
        acting={},
        recorded_at=clock.now(),
    )
    on(2026, 11, 21)
    found = texts_published.texts()["beijing-2019"]
    assert found.state.words == "在有效期内"
    assert found.window_words.endswith("2027年4月30日（已延长）")


def test_a_text_is_read_clause_by_clause_each_under_its_anchor(client, beijing):
    page = shown(client, "text")
    for pk, entry in beijing.clauses.items():
        assert f'id="{pk}"' in page
        assert f"#{pk}" in page
        assert entry.article in page
    assert "从收到报案的时间起 7 天内" in page
    assert "义务人：主承保公司；对象：业主。" in page
    assert "（阻止）" in page
    assert "索赔案件 · 核定：属于保险责任、" in page
    assert "举例" in page
    assert "临近期满但尚未期满交房的，办法没有延伸期" in page


def test_a_whole_text_travels_compressed_to_the_telephone_of_an_owner_who_follows_an_article(client):
    for code in shipped():
        answer = client.get(reverse("law:text", args=[code]), headers={"accept-encoding": "gzip"})
        assert weight(answer) <= MOST_BYTES, code


def test_an_anchor_stands_once(client):
    for name in ("text", "national"):
        ids = re.findall(r'\bid="([^"]+)"', shown(client, name))
        assert sorted({one for one in ids if ids.count(one) > 1}) == []


def test_what_is_planned_says_why_it_is_not_there(client, sixth):
    planned = "planned: {page:letters: {zh: 信件还没有页面, en: no page of letters}}"
    body = sixth.body.replace("realised_by: ['paper:comfort_letter']", planned)
    publish(load_body(body), reason="test", approver="test")
    page = client.get(reverse("law:text", args=["sixth-2030"])).content.decode()
    assert "还没有落实" in page
    assert "还没有做：信件还没有页面。" in page


def test_what_several_clauses_share_is_told_once(beijing):
    reading = reading_of(texts_published.texts()["beijing-2019"])
    full = [clause.pk for clause in reading.clauses.values() for one in clause.done
            if one.said.title == "地基基础和主体结构" and not one.told_at]  # fmt: skip
    later = {one.told_at for clause in reading.clauses.values() for one in clause.done
             if one.said.title == "地基基础和主体结构" and one.told_at}  # fmt: skip
    assert len(full) == 1
    assert later == set(full)


def test_a_new_revision_is_shown_at_once(client, sixth):
    address = reverse("law:text", args=["sixth-2030"])
    assert "5 个工作日" in client.get(address).content.decode()
    publish(load_body(sixth.body.replace("working_days: 5", "working_days: 6")), reason="test", approver="test")
    page = client.get(address).content.decode()
    assert "6 个工作日" in page
    assert "第 2 次修订" in page
    assert Revision.objects.filter(edition__code="sixth-2030").count() == 2


@pytest.mark.parametrize(
    ("clause", "article"),
    [("第二十条第二款", "第二十条"), ("第七条（四）", "第七条"), ("指引4.3（二）", "指引4.3"),
     ("解释（二）第九条", "解释（二）第九条"), ("附件", "附件")],
)  # fmt: skip
def test_clauses_are_grouped_by_their_article(clause, article):
    assert article_name(clause) == article


def test_a_quorum_and_a_roll_that_a_contract_excludes_are_said_as_they_are(client):
    page = client.get(reverse("law:text", args=["sixth-2030"])).content.decode()
    assert "比例不少于 3 分之 2" in page
    assert "合同约定不顺延的除外" in page


def test_two_texts_stand_side_by_side_and_silence_is_said(client):
    page = client.get(reverse("law:compare"), {"a": "beijing-2019", "b": "sixth-2030"}).content.decode()
    assert "未规定" in page
    assert "门窗" in page
    assert "从收到报案的时间起 5 个工作日内" in page
    assert "从收到报案的时间起 7 天内" in page
    assert "/law/beijing-2019/#BJ-20-2b" in page
    assert "/law/sixth-2030/#SX-3" in page


def test_where_a_city_is_silent_the_national_limit_is_named_as_such():
    every = texts_published.texts()
    from idi_platform.portal.law.comparing import side_by_side

    groups = side_by_side(
        every["beijing-2019"], every["sixth-2030"], every["china-national"], "/law/{code}/", only_different=False
    )
    limits = {row.label: row for group in groups if group.code == "limits" for row in group.rows}
    silent = limits["发出不予赔偿通知书"].other
    assert silent.is_silent
    assert silent.nation.startswith("国家法律：")
    assert limits["发出不予赔偿通知书"].one.nation == ""


def test_only_what_differs_can_be_asked_for(client):
    same = {"a": "beijing-2019", "b": "beijing-2019"}
    assert "从收到报案的时间起 7 天内" in client.get(reverse("law:compare"), same).content.decode()
    page = client.get(reverse("law:compare"), {**same, "only": "different"}).content.decode()
    assert "没有可以对照的内容" in page


def test_without_a_choice_two_cities_are_compared(client):
    context = client.get(reverse("law:compare")).context
    first, second, *_ = texts_published.texts()
    assert (context["one"].code, context["other"].code) == (first, second)


def test_two_characters_find_articles_titles_and_sentences(client):
    page = shown(client, "search")
    assert "BJ-20-2a" in page
    assert "<mark>查勘</mark>" in page
    found = searching.search(texts_published.texts().values(), searching.words_of("五个工作日"))
    assert [hit.clause.pk for hit in found.hits if hit.text.code == "sixth-2030"] == ["SX-4-2", "SX-4-3"]


def test_all_words_are_asked_for_in_one_text_or_in_all(client):
    answer = client.get(reverse("law:search"), {"q": "核定 BJ-20-2b", "text": "beijing-2019"})
    assert [hit.clause.pk for hit in answer.context["found"].hits] == ["BJ-20-2b"]
    answer = client.get(reverse("law:search"), {"q": "核定 BJ-20-2b", "text": "hangzhou-2024"})
    assert answer.context["found"].hits == ()


@pytest.mark.parametrize("typed", ["查", " 查 ", "a"])
def test_one_character_is_too_few(client, typed):
    page = client.get(reverse("law:search"), {"q": typed}).content.decode()
    assert "请至少输入 2 个字" in page


@pytest.mark.parametrize("typed", ["<script>alert(1)</script>", "%%", "((((", "没有这样的字", "核" * 5000])
def test_odd_words_find_nothing_and_break_nothing(client, typed):
    answer = client.get(reverse("law:search"), {"q": typed, "text": "<b>"})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.content.decode()
    assert answer.context["found"].total == 0


def test_a_long_answer_is_cut_and_says_so(client):
    answer = client.get(reverse("law:search"), {"q": "义务"})
    found = answer.context["found"]
    assert len(found.hits) == searching.MOST
    assert f"还有 {found.more} 条款没有列出" in answer.content.decode()


def test_what_is_merely_encouraged_is_shown_and_named(client):
    page = shown(client, "encouraged")
    assert "/law/beijing-2019/#BJ-7-1a" in page
    assert "/law/beijing-2019/#BJ-20-2b" not in page
    assert vocabulary.pages["incentives"].zh == "鼓励事项"


def test_articles_of_other_pages_lead_here(client):
    shown(client, "text")
    article = article_of("BJ-20-2b")
    assert article.href == "/law/beijing-2019/#BJ-20-2b"
    assert short_article_of("BJ-20-2b").text == "办法第二十条第二款"
    assert article_of("XX-1").href == ""


def test_the_door_stands_on_the_home_page(client):
    page = client.get("/").content.decode()
    assert 'href="/law/"' in page
    assert "法规怎么落实" in page


def test_an_english_reader_finds_english_sentences_on_the_page(client):
    client.post(reverse("portal:switch_language"), {"language": "en", "next": "/"})
    page = shown(client, "text")
    assert "Being late is a breach" in page
    assert "逾期记为违规" not in page
