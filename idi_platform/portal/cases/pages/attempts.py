"""The register of refused attempts as a table."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from idi_platform.accounts.acting import Acting
from idi_platform.portal.articles import article_of
from idi_platform.portal.cases.places import Place, places_of
from idi_platform.portal.lists import Cell, Column, Empty, Row, Table
from idi_platform.portal.people import actor_name
from idi_platform.portal.words import instant_words
from idi_platform.rulebooks.law import rulebooks_for
from idi_platform.rulebooks.vocabulary import vocabulary
from idi_platform.workflow.models import RefusedAttempt


def attempts_table(rows: Sequence[RefusedAttempt], seen: Collection[int], acting: Acting, now: datetime) -> Table:
    """Return what was refused; where it was tried is said only of subjects among `seen`."""
    objects = [row.subject.insured_object_id for row in rows if row.subject is not None]
    rulebooks_for({pk for pk in objects if pk is not None})  # read, so that their articles have names
    places = places_of([row.subject for row in rows if row.subject is not None and row.pk in seen], acting)
    made = tuple(_attempt(row, places, seen, acting, now) for row in rows)
    empty = Empty(_("没有被拒绝的操作"), _("有人办一步而条文或者权限不允许时，会记在这里。"), icon="check")
    columns = (
        Column(_("时间")),
        Column(pgettext("who acted", "谁")),
        Column(_("想办什么")),
        Column(_("为什么拒绝")),
        Column(_("哪一项")),
    )
    return Table(_("被拒绝的操作"), columns, made, empty=empty)


def _attempt(
    row: RefusedAttempt, places: dict[int, Place], seen: Collection[int], acting: Acting, now: datetime
) -> Row:
    place = places.get(row.subject_id or 0) if row.pk in seen else None
    articles = [found.text for item in row.refusals if (found := article_of(item["clause"])) is not None]
    return Row(
        (
            Cell(instant_words(row.at, now)),
            Cell(_who(row, acting), sub=_roles(row)),
            Cell(vocabulary.label(row.step)),
            Cell(" ".join(item["message"] for item in row.refusals), sub=_("；").join(dict.fromkeys(articles))),
            Cell(place.title, href=place.href) if place is not None else Cell("—"),
        )
    )


def _who(row: RefusedAttempt, acting: Acting) -> str:
    people = {row.person.pk: row.person.name} if row.person is not None else {}
    organisation = row.organisation.name if row.organisation is not None else ""
    return " ".join(part for part in (organisation, actor_name(row.acting, people, acting)) if part)


def _roles(row: RefusedAttempt) -> str:
    return _("、").join(vocabulary.label(name) for name in row.acting["roles"])
