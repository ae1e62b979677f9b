"""The rulebooks that ship with the platform."""

from pathlib import Path

from .loading import Loaded, Problem, RulebookInvalidError, check, load_path
from .vocabulary import Vocabulary

CITIES = Path(__file__).parent / "cities"
BASE = "china-national"


def shipped() -> dict[str, Path]:
    """Return the shipped rulebooks by id: a folder or a file each."""
    found = {path.stem: path for path in CITIES.iterdir() if path.is_dir() or path.suffix == ".yaml"}
    return dict(sorted(found.items(), key=lambda entry: (entry[0] != BASE, entry[0])))


def load_shipped(code: str) -> Loaded:
    """Return a shipped rulebook from its files.

    Raises:
        RulebookInvalidError: If the files do not hold, or there is none of that name.
    """
    path = shipped().get(code)
    if path is None:
        near = Vocabulary.nearest(code, shipped())
        hint = f"; did you mean {near}?" if near else "."
        raise RulebookInvalidError([Problem(code, 1, "", f"no rulebook of this name ships{hint}")])
    return load_path(path)


def faults(loaded: Loaded, vocabulary: Vocabulary) -> list[Problem]:
    """Return what the names of a rulebook get wrong, a city's together with the national base."""
    base = None if loaded.rulebook.is_base else load_shipped(BASE).rulebook
    return check(loaded.rulebook, vocabulary, loaded.places, base)
