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


def register_places(kind: str, reader: Reader) -> None:
    """Register who names the subjects of a kind, many at once; without an address the common page stands in."""
    _readers[kind] = reader


def places_of(subjects: Iterable[Subject], acting: Acting) -> dict[int, Place]:
    """Return title and page of each subject; as many queries as there are kinds, whatever the rows."""
    kinds: dict[str, list[int]] = {}
    for subject in subjects:
        kinds.setdefault(subject.kind, []).append(subject.pk)
    found: dict[int, Place] = {}
    for kind, pks in kinds.items():
        named = _readers[kind](pks, acting) if kind in _readers else {}
        for pk in pks:
            place = named.get(pk) or Place(f"{vocabulary.label(kind)} {pk}")
            found[pk] = Place(place.title, place.href or address(acting, "subject", pk))
    return found


def place_of(subject: Subject, acting: Acting) -> Place:
    """Return title and page of one subject."""
    return places_of([subject], acting)[subject.pk]
