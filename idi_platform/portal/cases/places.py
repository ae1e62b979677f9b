"""What a subject is called and where its own page is; the app that keeps a kind registers who knows."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from idi_platform.accounts.acting import Acting
from idi_platform.records.models import Subject
from idi_platform.rulebooks.vocabulary import vocabulary

from .addresses import address


@dataclass(frozen=True, slots=True)
class Place:
    """A subject's title, and the address of its page (empty: none at this door)."""

    title: str
    href: str = ""


Reader = Callable[[Sequence[int], Acting], Mapping[int, Place]]
_readers: dict[str, Reader] = {}
_NEAREST = ("unit", "common_part", "building", "insured_object", "project")


def register_places(kind: str, reader: Reader) -> None:
    """Register who names the subjects of a kind, many at once; without an address the common page stands in."""
    _readers[kind] = reader


def places_of(subjects: Iterable[Subject], acting: Acting) -> dict[int, Place]:
    """Return title and page of each subject; as many queries as there are kinds, whatever the rows."""
    return _named({subject.pk: subject.kind for subject in subjects}, acting)


def place_of(subject: Subject, acting: Acting) -> Place:
    """Return title and page of one subject."""
    return places_of([subject], acting)[subject.pk]


def whereabouts_of(subjects: Iterable[Subject], acting: Acting) -> dict[int, Place]:
    """Return where each subject is, as near as is known: its home, else its building, else its project."""
    nearest = {subject.pk: found for subject in subjects if (found := _nearest(subject)) is not None}
    places = _named({pk: kind for kind, pk in nearest.values()}, acting)
    return {subject: places[pk] for subject, (_kind, pk) in nearest.items()}


def _nearest(subject: Subject) -> tuple[str, int] | None:
    """Return kind and number of the nearest place above a subject; the columns bear the names of the kinds."""
    links = subject.link_ids()
    return next(((kind, pk) for kind in _NEAREST if (pk := links.get(kind)) not in (None, subject.pk)), None)


def _named(kind_of: Mapping[int, str], acting: Acting) -> dict[int, Place]:
    kinds: dict[str, list[int]] = {}
    for pk, kind in kind_of.items():
        kinds.setdefault(kind, []).append(pk)
    found: dict[int, Place] = {}
    for kind, pks in kinds.items():
        named = _readers[kind](pks, acting) if kind in _readers else {}
        for pk in pks:
            place = named.get(pk) or Place(f"{vocabulary.label(kind)} {pk}")
            found[pk] = Place(place.title, place.href or address(acting, "subject", pk))
    return found
