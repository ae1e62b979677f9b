"""How far projects have come, in words: as their own steps say, or further, as their buildings do.

A book of the past enters the days of the buildings and none of the project's own steps. Where nothing is entered
nothing is said of the works, for what nobody recorded may long have happened.
"""

from collections.abc import Iterable, Mapping

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from idi_platform.portal.cases.labels import state_words
from idi_platform.projects.models import Building, Project

_BEFORE_WORKS = frozenset({"registered", "designing", "permitted"})


def progress_of(projects: Iterable[Project]) -> Mapping[int, str]:
    """Return how far each project has come, by one query for all of them."""
    shown = list(projects)
    by_project = Building.objects.filter(insured_object__project__in=shown).order_by().values("insured_object__project")
    counted = by_project.annotate(
        every=Count("pk"),
        accepted=Count("pk", filter=Q(accepted_on__isnull=False)),
        begun=Count("pk", filter=Q(state__in=("under_construction", "completed"))),
    )
    built = {row["insured_object__project"]: (row["every"], row["accepted"], row["begun"]) for row in counted}
    return {row.pk: _progress(row.state, *built.get(row.pk, (0, 0, 0))) for row in shown}


def _progress(state: str, every: int, accepted: int, begun: int) -> str:
    if state == "closed" or (not accepted and not begun):
        return state_words("project", state)
    if accepted == every:
        return state_words("building", "accepted")
    if accepted:
        return _("已竣工验收 %(accepted)s／%(every)s 栋") % {"accepted": accepted, "every": every}
    return state_words("project", "building" if state in _BEFORE_WORKS else state)
