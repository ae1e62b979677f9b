"""Work owed, the operator's page: what is stuck, what it holds up, the button; nothing of a case, nobody else."""

from datetime import timedelta

import pytest
from django.urls import reverse

from idi_platform.kernel import clock
from idi_platform.portal.work.queries import KINDS
from idi_platform.records.models import Retry
from idi_platform.records.queue import OwedState
from tests.cast import log_in

from .stuck import SECRET, stuck

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser(client, operator):
    log_in(client, operator)
    return client


def address(name, *args):
    return reverse(f"work:{name}", args=args)


def shown(browser, path):
    answer = browser.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("kind", KINDS)
def test_a_failed_row_is_listed_with_its_technical_facts_and_nothing_of_the_case(browser, kind):
    [row] = stuck(kind)
    for path in (f"{address('waiting')}?kind={kind}", address("row", kind, row.pk)):
        page = shown(browser, path)
        assert f"索赔案件 {row.subject_id}" in page
        assert row.fault in page
        assert "20" in page
        assert not [word for word in SECRET.split() if word in page]


def test_a_frozen_case_says_how_many_clocks_stand_still(browser):
    [row] = stuck("steps")
    assert "后面 2 个期限停着，其中 1 个已经到时" in shown(browser, address("row", "steps", row.pk))


def test_messages_without_an_address_stand_apart_and_alarm_nobody(browser):
    stuck("unreached", 3)
    page = shown(browser, f"{address('waiting')}?kind=notices")
    assert "没有停下的工作" in page
    assert "收件人没有留这个渠道的地址" in shown(browser, f"{address('waiting')}?kind=unreached")
    assert "badge-breach" not in page.split('class="queues')[1].split("</nav>")[0]


def test_the_first_kind_that_has_any_is_shown_first_and_an_empty_list_says_so(browser):
    assert "没有停下的工作" in shown(browser, address("waiting"))
    [row] = stuck("papers")
    assert address("row", "papers", row.pk) in shown(browser, address("waiting"))


def test_what_is_tried_in_vain_for_long_is_listed_and_has_no_button(browser):
    soon = clock.machine_now() + timedelta(minutes=30)
    [row] = stuck("notices", owed_state="pending", attempts=9, next_try_at=soon)
    [left] = stuck("notices", owed_state="pending", attempts=0, next_try_at=soon - timedelta(hours=1))
    [young] = stuck("notices", owed_state="pending", attempts=1, next_try_at=soon)
    page = shown(browser, f"{address('waiting')}?kind=notices")
    assert [address("row", "notices", one.pk) in page for one in (row, left, young)] == [True, True, False]
    assert "没有进程来办" in page
    assert "<button" not in shown(browser, address("row", "notices", row.pk)).split('id="main"')[1].split("</main>")[0]


@pytest.mark.parametrize("kind", KINDS)
def test_pressed_twice_it_is_tried_again_once_and_who_pressed_is_written(browser, operator, kind):
    [row] = stuck(kind)
    for _ in range(2):
        answer = browser.post(address("again", kind, row.pk))
        assert (answer.status_code, answer["Location"]) == (302, address("row", kind, row.pk))

    row.refresh_from_db()
    assert (row.owed_state, row.attempts) == (OwedState.PENDING, 0)
    asked = Retry.objects.get()
    assert (asked.row, asked.by["person"], asked.attempts) == (row.pk, operator.person.pk, 20)
    assert operator.person.name in shown(browser, address("row", kind, row.pk))


def test_a_paper_tried_again_is_pending_once_more(browser):
    [row] = stuck("papers")
    browser.post(address("again", "papers", row.pk))
    row.refresh_from_db()
    assert row.state == "pending"


def test_what_is_done_or_does_not_exist_is_not_found(browser):
    [row] = stuck("notices", owed_state="done")
    for kind, pk in (("notices", row.pk), ("notices", row.pk + 1), ("people", 1)):
        assert browser.get(address("row", kind, pk)).status_code == 404
        assert browser.post(address("again", kind, pk)).status_code == 404
    assert browser.get(f"{address('waiting')}?kind=people").status_code == 404


@pytest.mark.parametrize("who", ["handler", "approver", "owner", "regulator_of_city", "developer"])
def test_nobody_else_sees_or_presses_anything(client, request, who):
    [row] = stuck("steps")
    log_in(client, request.getfixturevalue(who))
    assert client.get(address("waiting")).status_code == 404
    assert client.get(address("row", "steps", row.pk)).status_code == 404
    assert client.post(address("again", "steps", row.pk)).status_code == 404
    row.refresh_from_db()
    assert row.owed_state == OwedState.FAILED
    assert not Retry.objects.exists()


def test_a_look_at_the_button_does_nothing(browser):
    [row] = stuck("steps")
    assert browser.get(address("again", "steps", row.pk)).status_code == 405
    assert not Retry.objects.exists()


def test_the_door_opens_on_it_and_the_menu_has_it_for_operators_alone(browser, client, handler):
    assert browser.get("/console/")["Location"] == address("waiting")
    assert "待处理的系统工作" in shown(browser, address("waiting"))
    log_in(client, handler)
    assert "待处理的系统工作" not in shown(client, "/console/")
