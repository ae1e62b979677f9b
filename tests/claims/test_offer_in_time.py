"""Until when an offer must be performed if the owner agrees today: for the desk as it offers, for the owner too."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from claims import actions
from claims.codes import Mode
from claims.models import Claim
from claims.performance import performance_if_agreed
from idi_platform.deadlines.models import Clock
from idi_platform.deadlines.rules.instants import ONE_SECOND
from idi_platform.kernel import clock
from idi_platform.portal.words import date_words
from tests.cast import log_in
from tests.claims.conftest import key
from tests.claims.test_decision import photo, surveyed, take  # noqa: F401  fixtures
from tests.claims.test_settlement import accepted, offered  # noqa: F401  fixtures

pytestmark = pytest.mark.django_db


def fresh(claim):
    return Claim.objects.select_related("subject").get(pk=claim.pk)


def test_what_is_supposed_is_what_the_clocks_say_once_he_has_agreed(offered, owner):  # noqa: F811
    supposed = performance_if_agreed(fresh(offered), clock.now())
    actions.accept_offer(acting=owner.acting, key=key(), claim=fresh(offered), mode=Mode.REPAIR)
    due = Clock.objects.filter(subject=offered.pk, measures="performance").earliest("due_at").due_at
    assert supposed.last_day == clock.local_date(due - ONE_SECOND)
    assert "第二十条" in supposed.article


def test_of_limits_that_end_together_after_days_of_rest_the_shorter_one_is_named(offered, at):  # noqa: F811
    at("2026-09-28 09:00")
    supposed = performance_if_agreed(fresh(offered), clock.now())
    assert (supposed.last_day, "保险法" in supposed.article) == (date(2026, 10, 8), False)


def test_the_owner_reads_it_before_he_chooses(client, offered, owner):  # noqa: F811
    log_in(client, owner)
    page = client.get(reverse("claims:owner_offer", args=[offered.number])).content.decode()
    assert performance_if_agreed(fresh(offered), clock.now()).to_owner in page


@pytest.mark.parametrize(("days", "is_late"), [(0, False), (1, True)])
def test_the_desk_reads_it_and_is_told_of_a_repair_that_would_end_later(client, accepted, handler, days, is_late):  # noqa: F811
    log_in(client, handler)
    limit = performance_if_agreed(fresh(accepted), clock.now())
    address = reverse("claims:console_step", args=[accepted.number, "offer_settlement"])
    form = client.get(address)
    assert limit.to_desk in form.content.decode()
    by = limit.last_day + timedelta(days=days)
    sent = {
        "key": str(form.context["form"].initial["key"]),
        "words": "重做附加层。",
        "repair_by": by.isoformat(),
        "cash": "9400.00",
    }
    page = client.post(address, sent, follow=True).content.decode()
    assert fresh(accepted).offered_repair_by == by
    assert (f"方案写的完工日期 {date_words(by)} 晚于期限" in page) is is_late
