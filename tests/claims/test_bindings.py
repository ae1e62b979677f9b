"""Homes bound by the code on the notice, checked at a desk; agents invited with dated powers, who do what these say."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse

from claims import actions
from claims.actions import Defect
from claims.codes import Mode, Place
from claims.models import Claim
from idi_platform.accounts.models import Person
from idi_platform.documents.codes import new_code
from idi_platform.documents.models import Paper
from idi_platform.kernel import clock
from idi_platform.kernel.errors import NotVisible, Refused
from idi_platform.kernel.names import mask_name
from idi_platform.notifications.models import Notice
from idi_platform.portal.cases.places import places_of
from idi_platform.projects.actions import transfer_unit
from idi_platform.projects.bindings import asking
from idi_platform.projects.models import HomeBinding, Unit
from idi_platform.projects.models.home_binding import Method, Power
from idi_platform.records.models import Party
from tests.cast import log_in
from tests.claims.conftest import key
from tests.claims.test_decision import codes, photo, surveyed, take  # noqa: F401  fixtures
from tests.claims.test_settlement import accepted, offered  # noqa: F401  fixtures
from tests.workflow.test_corrections import let_time_act

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_tries():
    cache.clear()


@pytest.fixture
def code(home):
    """The code on the notice of insurance of home 1-0101."""
    paper = Paper.objects.create(
        subject=home.subject, code="owner_notice", title="告知书（演示）", edition="x", data={}, owed_at=clock.now(),
        verification_code=new_code(),
    )  # fmt: skip
    return paper.verification_code


def ask(client, code, name="陌生人（演示）", **more):
    address = reverse("bindings_owner:add")
    form = client.get(address).context["form"]
    sent = {"key": str(form.initial["key"]), "code": code, "name": name, "bound_as": "owner", **more}
    return client.post(address, sent), sent


def test_the_code_on_the_notice_asks_for_the_home_and_shows_nothing_of_it(client, stranger, home, code):
    log_in(client, stranger)
    answer, sent = ask(client, code.replace("-", "").lower())
    assert answer.status_code == 302
    assert client.post(reverse("bindings_owner:add"), sent).status_code == 302, "the same form twice is one act"
    binding = HomeBinding.objects.get()
    assert (binding.state, binding.method, binding.unit_id) == ("asked", "code", home.pk)
    page = client.get(reverse("claims:owner_home")).content.decode()
    assert "正在核对" in page
    assert "1-0101" not in page
    assert ask(client, code)[0].status_code == 409, "asked already"


def test_a_wrong_code_is_no_home_and_guessing_ends_after_a_few(client, stranger, home, code, monkeypatch):
    log_in(client, stranger)
    monkeypatch.setattr(asking, "TRIES", 2)
    with time_machine.travel(clock.machine_now(), tick=False):  # an hour is one of the clock's
        for wrong in ("7K4M-Q2XD-9F0T", "no code"):
            assert ask(client, wrong)[0].status_code == 422
        refused, _sent = ask(client, code)
    assert refused.status_code == 422
    assert "请过一小时再试" in refused.content.decode()
    assert not HomeBinding.objects.exists()


def test_the_owner_of_the_register_need_not_ask(client, owner, home, code):
    log_in(client, owner)
    answer, _sent = ask(client, code)
    assert answer.status_code == 409
    assert "已经在您名下" in answer.content.decode()


def test_a_desk_compares_with_the_register_and_binds_nobody_who_is_not_in_it(
    client, stranger, handler, other_insurer, home, code, underwriter
):
    log_in(client, stranger)
    ask(client, code)
    binding = HomeBinding.objects.get()
    address = reverse("bindings_console:check", args=[binding.pk])
    client.logout()
    log_in(client, other_insurer)
    assert client.get(address).status_code == 404
    assert client.get(reverse("bindings_console:waiting")).context["table"].rows == ()
    client.logout()
    log_in(client, handler)
    assert len(client.get(reverse("bindings_console:waiting")).context["table"].rows) == 1
    form = client.get(address).context["bind"]
    sent = {"key": str(form.initial["key"]), "method": "desk"}
    answer = client.post(address, sent)
    assert answer.status_code == 409
    assert "不在这一户的业主名册" in answer.content.decode()
    assert HomeBinding.objects.get().state == "asked", "nothing is half done"
    transfer_unit(
        acting=underwriter.acting, key="passes", unit=Unit.objects.get(pk=home.pk),
        transferred_on=clock.local_date(clock.now()), persons=[stranger.person.pk],
    )  # fmt: skip
    assert client.post(address, {**sent, "key": "6f6f6f6f-0000-4000-8000-000000000001"}).status_code == 302
    assert HomeBinding.objects.get().state == "bound"


def test_a_desk_binds_the_owner_who_has_another_telephone_once_it_has_seen_more_than_the_code(
    client, stranger, owner, handler, home, code
):
    Person.objects.filter(pk=stranger.person.pk).update(name=owner.person.name)
    log_in(client, stranger)
    ask(client, code)
    client.logout()
    log_in(client, handler)
    address = reverse("bindings_console:check", args=[HomeBinding.objects.get().pk])
    form = client.get(address).context["bind"]
    assert [pk for pk, _words in form.fields["in_place_of"].choices] == [owner.person.pk]
    sent = {"in_place_of": owner.person.pk, "method": "code", "key": str(form.initial["key"])}
    refused = client.post(address, sent)
    assert (refused.status_code, HomeBinding.objects.get().state) == (409, "asked")
    assert "只凭告知书上的码不能绑定" in refused.content.decode()
    assert client.post(address, {**sent, "method": "desk", "key": str(uuid4())}).status_code == 302
    held = Party.objects.filter(subject=home.pk, role="owner").order_by("pk")
    assert [(row.person_id, row.until) for row in held] == [
        (owner.person.pk, clock.local_date(clock.now())), (stranger.person.pk, None),
    ]  # fmt: skip
    assert Unit.objects.visible_to(stranger.acting).exists()
    assert not Unit.objects.visible_to(owner.acting).exists()


def test_the_registered_owner_stands_again_when_his_new_account_gives_the_home_up(
    client, stranger, owner, handler, home, code
):
    Person.objects.filter(pk=stranger.person.pk).update(name=owner.person.name)
    log_in(client, stranger)
    ask(client, code)
    binding = HomeBinding.objects.select_related("subject").get()
    asking.check_and_bind(
        acting=handler.acting, key=key(), binding=binding, method=Method.DESK, in_place_of=owner.person.pk
    )
    bound = HomeBinding.objects.select_related("subject").get()
    asking.take(acting=stranger.acting, key=key(), binding=bound, step="release")
    assert Unit.objects.visible_to(owner.acting).exists()
    assert not Unit.objects.visible_to(stranger.acting).exists()


def test_somebody_of_another_name_takes_nobody_s_place(stranger, owner, handler, home, code, client):
    log_in(client, stranger)
    ask(client, code)
    binding = HomeBinding.objects.select_related("subject").get()
    given = {"acting": handler.acting, "key": key(), "binding": binding, "method": Method.DESK}
    with pytest.raises(Refused) as refused:
        asking.check_and_bind(**given, in_place_of=owner.person.pk)
    assert codes(refused) == {"binding.not_registered"}


def test_a_desk_says_why_not(client, stranger, handler, home, code):
    log_in(client, stranger)
    ask(client, code)
    client.logout()
    log_in(client, handler)
    address = reverse("bindings_console:check", args=[HomeBinding.objects.get().pk])
    form = client.get(address).context["refuse"]
    assert client.post(address, {"reject": "1", "key": str(form.initial["key"])}).status_code == 422
    sent = {"reject": "1", "key": str(form.initial["key"]), "rejected_for": "not_owner"}
    assert client.post(address, sent).status_code == 302
    assert HomeBinding.objects.get().rejected_for == "not_owner"


@pytest.fixture
def invited(owner, neighbour, home):
    """Let the owner invite the neighbour for thirty days."""

    def make(powers=(), limit=None, days=30):
        until = clock.local_date(clock.now()) + timedelta(days=days)
        return asking.invite_agent(
            acting=owner.acting, key=key(), unit=home, name=neighbour.person.name, phone=neighbour.person.phone,
            until=until, powers=powers, limit=limit,
        )  # fmt: skip

    return make


def accepted_by(neighbour, binding):
    asking.take(acting=neighbour.acting, key=key(), binding=binding, step="accept_invitation")
    return HomeBinding.objects.get(pk=binding.pk)


def test_an_invitation_is_taken_by_the_invited_one_alone_and_ends_by_itself(
    client, owner, neighbour, stranger, home, invited, at
):
    binding = invited(days=2)
    assert not Unit.objects.visible_to(neighbour.acting).exists()
    with pytest.raises(Refused) as refused:
        asking.take(acting=owner.acting, key=key(), binding=binding, step="accept_invitation")
    assert "binding.not_invited" in codes(refused)
    with pytest.raises(NotVisible):
        asking.take(acting=stranger.acting, key=key(), binding=binding, step="accept_invitation")
    log_in(client, neighbour)
    page = client.get(reverse("bindings_owner:people"))
    assert [row.steps[0][0] for row in page.context["held"]] == ["accept_invitation"]
    assert "1-0101" not in page.content.decode()
    sent = {"key": "6f6f6f6f-0000-4000-8000-000000000002", "step": "accept_invitation"}
    assert client.post(reverse("bindings_owner:step", args=[binding.pk]), sent).status_code == 302
    assert Party.objects.get(subject=home.pk, role="agent").person_id == neighbour.person.pk
    assert "1-0101" in client.get(reverse("claims:owner_home")).content.decode()
    at("2026-10-02 00:00")
    assert not Unit.objects.visible_to(neighbour.acting).exists(), "the power ended with 1 October"


def test_an_agent_s_home_page_says_for_whom_he_acts(client, owner, neighbour, invited):
    accepted_by(neighbour, invited())
    log_in(client, neighbour)
    page = client.get(reverse("claims:owner_home"))
    assert "您受业主委托办理的房屋都在这里" in page.context["greeting"]
    assert [card.entrusted for card in page.context["cards"]] == [f"您受{mask_name(owner.person.name)}委托办理"]
    client.logout()
    log_in(client, owner)
    page = client.get(reverse("claims:owner_home"))
    assert "您的房屋和保到什么时候都在这里" in page.context["greeting"]
    assert [card.entrusted for card in page.context["cards"]] == [""]


def test_the_message_of_an_invitation_leads_to_it_and_names_the_home_once_it_is_accepted(client, neighbour, invited):
    binding = invited()
    (place,) = places_of([binding.subject], neighbour.acting).values()
    assert (place.title, place.href) == ("房屋绑定", reverse("bindings_owner:people"))
    accepted_by(neighbour, binding)
    (place,) = places_of([binding.subject], neighbour.acting).values()
    assert place.title.endswith("1-0101")


def test_only_an_owner_invites_somebody_else_for_a_time_to_come(invited, stranger, owner, home):
    with pytest.raises(Refused) as refused:
        invited(days=-1)
    assert "binding.powers_over" in codes(refused)
    with pytest.raises(Refused) as refused:
        asking.invite_agent(
            acting=stranger.acting, key=key(), unit=home, name="x", phone="13800009999",
            until=clock.local_date(clock.now()), powers=(),
        )  # fmt: skip
    assert "binding.grantor_holds_nothing" in codes(refused)
    invited()
    with pytest.raises(Refused) as refused:
        invited()
    assert "binding.invited_already" in codes(refused)


def test_an_agent_reports_for_the_owner_who_sent_him(invited, neighbour, owner, home):
    accepted_by(neighbour, invited())
    defect = Defect(place=Place.BATHROOM, words="替业主报的。")
    claim = actions.report_defect(acting=neighbour.acting, key=key(), at=home, defect=defect).claim
    assert (claim.claimant_person, claim.reporter) == (owner.person.pk, "agent")
    assert claim.filed_by_person == neighbour.person.pk


def told(person):
    return set(Notice.objects.filter(person=person.person.pk, channel="in_app").values_list("template", flat=True))


def test_an_agent_is_told_as_the_owner_is_while_his_power_holds_and_nothing_afterwards(
    invited, neighbour, owner, home, at, handler
):
    """By steps and by time alike; whoever was released, or whose days are over, learns nothing more."""
    binding = accepted_by(neighbour, invited(days=20))
    defect = Defect(place=Place.BATHROOM, words="替业主报的。")
    claim = actions.report_defect(acting=neighbour.acting, key=key(), at=home, defect=defect).claim
    assert "claim.filed" in told(neighbour) & told(owner)
    at("2026-10-09 09:00")
    let_time_act()
    assert "clock.breached_together" in told(neighbour) & told(owner)
    asking.take(acting=owner.acting, key=key(), binding=binding, step="release")
    fresh = Claim.objects.select_related("subject").get(pk=claim.pk)
    actions.withdraw(acting=owner.acting, key=key(), claim=fresh)
    assert "claim.withdrawn" in told(owner) - told(neighbour)


def test_an_agent_whose_days_are_over_and_one_of_another_owner_are_told_nothing(
    invited, neighbour, owner, home, at, report
):
    accepted_by(neighbour, invited(days=2))
    at("2026-10-02 00:00")
    report()
    assert "claim.filed" in told(owner) - told(neighbour)


def test_a_power_that_ran_out_is_refused_says_so_and_may_be_given_again(client, invited, neighbour, owner, home, at):
    """Neither accepted nor used after its last day; the agent reads why, and a new power needs no end of the old."""
    late, defect = invited(days=2), Defect(place=Place.BATHROOM, words="替业主报的。")
    at("2026-10-02 00:00")
    with pytest.raises(Refused) as refused:
        accepted_by(neighbour, late)
    assert "binding.powers_over" in codes(refused)
    asking.take(acting=owner.acting, key=key(), binding=late, step="give_up")
    accepted_by(neighbour, invited(days=2))
    at("2026-10-05 00:00")
    with pytest.raises(NotVisible):
        actions.report_defect(acting=neighbour.acting, key=key(), at=home, defect=defect)
    log_in(client, neighbour)
    [row] = client.get(reverse("bindings_owner:people")).context["held"]
    assert row.until == "到 2026年10月4日 24:00 为止，已经到期，不能再办理；要继续，请业主重新委托"
    accepted_by(neighbour, invited(days=2))
    assert actions.report_defect(acting=neighbour.acting, key=key(), at=home, defect=defect).claim.pk


@pytest.mark.parametrize(
    ("powers", "limit", "mode", "may"),
    [
        ((), None, Mode.REPAIR, False),
        ((Power.AGREE,), None, Mode.REPAIR, True),
        ((Power.AGREE,), None, Mode.CASH, False),
        ((Power.MONEY,), "9399.99", Mode.CASH, False),
        ((Power.MONEY,), "9400.00", Mode.CASH, True),
    ],
)
def test_an_agent_agrees_to_what_his_power_says(offered, invited, neighbour, powers, limit, mode, may):  # noqa: F811
    accepted_by(neighbour, invited(powers=powers, limit=limit))
    fresh = Claim.objects.select_related("subject").get(pk=offered.pk)
    if not may:
        with pytest.raises(Refused) as refused:
            actions.accept_offer(acting=neighbour.acting, key=key(), claim=fresh, mode=mode)
        assert "claim.not_claimant" in codes(refused)
        return
    actions.accept_offer(acting=neighbour.acting, key=key(), claim=fresh, mode=mode)
    assert Claim.objects.get(pk=offered.pk).state == "agreed"
