"""Reading texts, and what the capacity sees under them."""

from django.db.models import QuerySet
from django.http import Http404

from idi_platform.accounts.acting import Acting
from idi_platform.projects.edition import ADOPTED
from idi_platform.projects.models import InsuredObject
from idi_platform.rulebooks.models import Binding, Edition, Revision
from idi_platform.workflow.models import Proposal, ProposalState


def texts() -> "QuerySet[Edition]":
    """Return every text of a place, with its extensions."""
    return Edition.objects.filter(is_base=False).prefetch_related("extensions").order_by("division_code", "code")


def text_named(code: str) -> Edition:
    """Return one text; 404 where there is none."""
    found = texts().filter(code=code).first()
    if found is None:
        raise Http404
    return found


def revisions_of(edition: Edition) -> list[Revision]:
    """Return the revisions, the newest first, without their bodies."""
    return list(edition.revisions.defer("body", "parsed").order_by("-number"))


def bindings_for(acting: Acting) -> "QuerySet[Binding]":
    """Return the bindings of the objects that the capacity may see."""
    return Binding.objects.filter(insured_object_id__in=InsuredObject.objects.visible_to(acting).values("pk"))


def behind(
    acting: Acting, edition: Edition, newest: Revision, *, with_waiting: bool = False
) -> "QuerySet[InsuredObject]":
    """Return the objects bound to the text that run under an older revision, left out those of which one waits."""
    rows = bindings_for(acting).filter(edition=edition, outcome=Binding.Outcome.BOUND)
    older = rows.exclude(revision=newest).values("insured_object_id")
    objects = InsuredObject.objects.filter(pk__in=older)
    if not with_waiting:
        open_ones = Proposal.objects.filter(step=ADOPTED, state=ProposalState.OPEN, corrects=None)
        objects = objects.exclude(pk__in=open_ones.values("subject_id"))
    return objects.select_related("subject", "project").order_by("pk")


def adoptions_waiting(acting: Acting, edition: Edition, *, with_approved: bool = False) -> "QuerySet[Proposal]":
    """Return the adoptions of the text's revisions that wait for a second person of the organisation."""
    states = [ProposalState.OPEN, ProposalState.APPROVED] if with_approved else [ProposalState.OPEN]
    objects = bindings_for(acting).filter(edition=edition).values("insured_object_id")
    rows = Proposal.objects.filter(step=ADOPTED, state__in=states, corrects=None, organisation=acting.organisation_id)
    return rows.filter(subject_id__in=objects).exclude(maker=acting.person_id).select_related("subject").order_by("pk")


def open_questions(acting: Acting) -> "QuerySet[InsuredObject]":
    """Return the objects of which it is undetermined which text binds."""
    rows = bindings_for(acting).filter(outcome=Binding.Outcome.UNDETERMINED).values("insured_object_id")
    return InsuredObject.objects.filter(pk__in=rows).select_related("subject", "project").order_by("pk")
