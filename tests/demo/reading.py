"""How the tests of the story read it: claims by their story, limits as a page shows them, what turned red when."""

from claims.models import Claim
from idi_platform.deadlines.models import Clock
from idi_platform.demo.teller import Teller
from idi_platform.kernel.clock import SHANGHAI
from idi_platform.projects.models import Project
from idi_platform.records.models import Record


def claim(story):
    """Return the claim of a story, as it stands."""
    return Teller.claim(story)


def in_project(model, number):
    """Return the rows of a kind that hang under a project."""
    return model.objects.filter(subject__project=Project.objects.get(number=number).pk)


def limit(case, name):
    """Return target and legal end of a clock in Shanghai, to the minute: the first instants that are too late."""
    row = Clock.objects.get(subject=case.pk, name=name)
    return shown(row.target_at), shown(row.due_at)


def shown(instant):
    """Return an instant as one reads it in Shanghai."""
    return instant.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


def state(case, name):
    """Return the state of a clock of a case."""
    return Clock.objects.get(subject=case.pk, name=name).state


def steps(case):
    """Return the steps of a case in order, with their instants."""
    rows = Record.objects.filter(subject=case.pk, form="step").order_by("seq")
    return [(name.partition(".")[2], shown(at)) for name, at in rows.values_list("name", "occurred_at")]


def red_between(since, until):
    """Return what passed its legal end: the kind, the clock's name, and when, to the minute."""
    rows = Clock.objects.filter(breached_at__gt=since, breached_at__lte=until).select_related("subject")
    return sorted((row.name, shown(row.breached_at)) for row in rows.order_by("breached_at", "name"))


def number_of(case):
    """Return the number of a claim as it stands."""
    return Claim.objects.get(pk=case.pk).number
