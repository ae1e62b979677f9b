"""Every present buyer under a policy agrees in writing."""

from uuid import uuid4

from idi_platform.records.models import Subject
from idi_platform.workflow.perform import perform
from policies.models import ConsentRound
from tests.proofs import evidence_on


def all_agree(policy, acting, purpose="amend"):
    """Open a round, take down every buyer's consent, and complete it."""
    links = {**policy.subject.link_ids(), "policy": policy.pk}
    subject = Subject(division_id=policy.subject.division_id, **{f"{name}_id": pk for name, pk in links.items()})
    found = perform(ConsentRound(subject=subject), "open", acting=acting, key=str(uuid4()), purpose=purpose)
    made = ConsentRound.objects.select_related("subject").get(pk=found.record.subject_id)
    for buyer in made.buyers():
        who = {"unit_id": buyer.unit_id, "person_id": buyer.person_id, "organisation_id": buyer.organisation_id}
        given = {name: value for name, value in who.items() if value is not None}
        paper = evidence_on(made.pk)
        perform(made, "record_consent", acting=acting, key=str(uuid4()), evidence_ids=paper, **given)
    made.refresh_from_db()
    perform(made, "complete", acting=acting, key=str(uuid4()))
    return made
