"""Papers of Hangzhou beside a claim: a draw on the fund that two have agreed to, and what each buyer is asked."""

import json

import pytest

from idi_platform.documents.models import Paper
from idi_platform.documents.producing import produce
from idi_platform.kernel.errors import NotPermitted, Refused
from idi_platform.records.models import Subject
from idi_platform.workflow.perform import perform
from policies.models import ConsentRound, Policy
from tests.claims.conftest import key
from tests.claims.test_hangzhou_fund import ASKED, agreed, asked, draw, home, institution, keepers, ticket

__all__ = ["draw", "home", "institution", "keepers", "ticket"]
pytestmark = pytest.mark.django_db


def said(paper):
    return json.dumps(paper.data, ensure_ascii=False)


def test_a_draw_that_two_have_agreed_to_is_written_down_for_owner_insurer_and_developer(
    draw, owner, keepers, developer, insurer_organisation, at
):
    at("2026-07-07 09:00")
    advance = asked(draw(), "request_draw", owner, **ASKED)
    assert not Paper.objects.filter(code="fund_approval").exists(), "nobody has agreed yet"
    approved = agreed(advance, keepers)
    papers = list(Paper.objects.filter(subject=approved.pk, code="fund_approval"))
    told = {(paper.recipient_person_id, paper.recipient_organisation_id) for paper in papers}
    wanted = {(owner.person.pk, None), (None, insurer_organisation.pk), (None, developer.organisation.pk)}
    assert told == wanted
    words = said(papers[0])
    assert all(part in words for part in ("20,000.00", "贰万元整", "100,000.00", "垫付维修", "渗漏"))
    assert all(keeper.person.name in words for keeper in keepers)
    assert produce(papers[0].pk).pages == 1


def test_a_draw_that_is_not_agreed_to_has_no_approval(draw, owner, keepers, at):
    at("2026-07-07 09:00")
    advance = asked(draw(), "request_draw", owner, **ASKED)
    perform(advance, "reject", acting=keepers[0].acting, key=key())
    assert not Paper.objects.filter(code="fund_approval").exists()


def test_every_buyer_is_sent_his_own_paper_and_an_unsold_home_none(home, underwriter, owner, handler, at):
    policy = Policy.objects.select_related("subject").get()

    def new():
        links = {f"{name}_id": pk for name, pk in policy.subject.link_ids().items()}
        return ConsentRound(subject=Subject(division_id=policy.subject.division_id, **links))

    with pytest.raises(NotPermitted):
        perform(new(), "open", acting=handler.acting, key=key(), purpose="terminate")
    opened = perform(new(), "open", acting=underwriter.acting, key=key(), purpose="terminate", answer_by="2026-03-02")
    round_ = ConsentRound.objects.select_related("subject").get(pk=opened.record.subject_id)
    assert not Paper.objects.filter(code="buyers_consent").exists()
    perform(round_, "collect", acting=underwriter.acting, key=key())
    (paper,) = Paper.objects.filter(subject=round_.pk, code="buyers_consent")
    assert (paper.recipient_person_id, paper.recipient_organisation_id) == (owner.person.pk, None)
    assert all(part in said(paper) for part in ("解除合同", home.number, "2026年3月2日", "都不算同意"))
    with pytest.raises(Refused):
        perform(round_, "collect", acting=underwriter.acting, key=key())
    assert Paper.objects.filter(code="buyers_consent").count() == 1
    assert produce(paper.pk).pages == 1


def test_the_developer_is_asked_in_writing_to_put_an_advance_back_before_cover(
    draw, home, owner, keepers, developer, insurer_organisation, at
):
    at("2026-07-07 09:00")
    advance = agreed(asked(draw(), "request_draw", owner, **ASKED), keepers)
    perform(advance, "pay", acting=keepers[0].acting, key=key())
    assert not Paper.objects.filter(code="replenishment_notice").exists(), "nobody has asked for it yet"
    for who in (developer, owner):
        with pytest.raises(NotPermitted):
            perform(advance, "owe_replenishment", acting=who.acting, key=key())
    perform(advance, "owe_replenishment", acting=keepers[0].acting, key=key())
    (paper,) = Paper.objects.filter(subject=advance.pk, code="replenishment_notice")
    assert (paper.recipient_person_id, paper.recipient_organisation_id) == (None, developer.organisation.pk)
    keeper = keepers[0].organisation.name
    assert all(part in said(paper) for part in ("20,000.00", "贰万元整", keeper, "2027年11月13日", "质量保证金中扣除"))
    with pytest.raises(Refused):
        perform(advance, "owe_replenishment", acting=keepers[0].acting, key=key())
    assert produce(paper.pk).pages == 1
