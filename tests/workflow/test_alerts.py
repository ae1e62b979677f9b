"""Operators are told that work failed for good: once an hour and kind, by the platform's own messages."""

from datetime import timedelta

import pytest

from idi_platform.kernel import clock
from idi_platform.notifications.models import Notice
from idi_platform.notifications.sending import NO_ADDRESS
from idi_platform.notifications.tasks import send_owed_notices
from idi_platform.workflow.alerts import FAILED
from tests.portal.stuck import SECRET, stuck

pytestmark = pytest.mark.django_db


def failing(kind):
    [row] = stuck(kind, owed_state="pending", attempts=20)
    row.put_off(f"OSError: {SECRET}")
    return row


def alerts():
    return Notice.objects.filter(template=FAILED)


def test_the_operators_desk_is_told_in_the_platform_and_by_mail(operator, handler):
    failing("papers")
    found = list(alerts())
    assert {one.channel for one in found} == {"in_app", "email"}
    assert {(one.organisation_id, one.role) for one in found} == {(operator.organisation.pk, "operator")}
    assert "文书" in found[0].title
    assert not [word for word in SECRET.split() for one in found if word in f"{one.title}{one.body}{one.data}"]
    send_owed_notices()
    assert Notice.objects.inbox_of(operator.acting).filter(template=FAILED).count() == 1
    assert not Notice.objects.inbox_of(handler.acting).exists()


def test_a_thousand_failures_of_an_hour_are_one_message_and_another_kind_is_another(operator):
    for _ in range(3):
        failing("papers")
    assert alerts().count() == 2
    failing("steps")
    assert alerts().count() == 4


def test_the_next_hour_is_told_anew(operator, monkeypatch):
    failing("papers")
    later = clock.machine_now() + timedelta(hours=1)
    monkeypatch.setattr(clock, "machine_now", lambda: later)
    failing("papers")
    assert alerts().count() == 4


def test_a_message_of_this_kind_that_fails_itself_is_not_told(operator):
    failing("papers")
    mail = alerts().get(channel="email")
    mail.fail("OSError: away")
    assert alerts().count() == 2
    assert mail.owed_state == "failed"


def test_a_recipient_without_an_address_is_no_failure_of_the_system(operator):
    [row] = stuck("notices", owed_state="pending", attempts=1)
    row.fail(NO_ADDRESS)
    assert not alerts().exists()


def test_before_the_last_attempt_nobody_is_told(operator):
    [row] = stuck("papers", owed_state="pending", attempts=19)
    row.put_off("OSError: away")
    assert not alerts().exists()


def test_where_there_is_no_operator_the_work_fails_all_the_same(db):
    row = failing("steps")
    row.refresh_from_db()
    assert row.owed_state == "failed"
    assert not alerts().exists()
