"""Finding clauses by words: articles, titles, and the sentences of what the platform does."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from .published import Text
from .reading import Clause, reading_of

SHORTEST = 2
LONGEST = 60
MOST = 60
_AROUND = 24
_LETTER = re.compile("[A-Za-z0-9’'-]")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of an excerpt; `found` is what was looked for."""

    words: str
    found: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """A clause that has all words, with the line that shows one of them."""

    text: Text
    clause: Clause
    title: tuple[Piece, ...]
    excerpt: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """The first hits, and how many there are in all."""

    hits: tuple[Hit, ...]
    total: int

    @property
    def more(self) -> int:
        """How many are not shown."""
        return self.total - len(self.hits)


def words_of(typed: str) -> tuple[str, ...]:
    """Return the words looked for, at most `LONGEST` characters in all, in lower case."""
    return tuple(dict.fromkeys(_SPACES.split(typed.strip()[:LONGEST].lower()))) if typed.strip() else ()


def is_enough(words: Iterable[str]) -> bool:
    """Whether there is enough to look for: two characters."""
    return sum(len(word) for word in words) >= SHORTEST


def search(texts: Iterable[Text], words: tuple[str, ...]) -> Found:
    """Return the clauses that have all of the words: those that have them in the title first, in the texts' order."""
    hits = [
        (text, clause) for text in texts for clause in reading_of(text).clauses.values() if _has(clause.text, words)
    ]
    hits.sort(key=lambda hit: not _has(f"{hit[1].title} {hit[1].article} {hit[1].pk}".lower(), words))
    return Found(tuple(_hit(text, clause, words) for text, clause in hits[:MOST]), len(hits))


def _has(text: str, words: tuple[str, ...]) -> bool:
    return all(word in text for word in words)


def _hit(text: Text, clause: Clause, words: tuple[str, ...]) -> Hit:
    return Hit(text, clause, marked(clause.title, words), marked(_excerpt(clause, words), words))


def _excerpt(clause: Clause, words: tuple[str, ...]) -> str:
    said = [*(one.said for one in clause.done), *(one.said for one in clause.planned)]
    lines = [line for one in said for line in one.lines]
    lines += [example.about for example in clause.examples]
    found = next((line for line in lines if any(word in line.lower() for word in words)), lines[0] if lines else "")
    at = min((found.lower().find(word) for word in words if word in found.lower()), default=0)
    start, end = whole_words(found, max(at - _AROUND, 0), min(at + 3 * _AROUND, len(found)))
    return f"{'…' if start else ''}{found[start:end]}{'…' if end < len(found) else ''}"


def whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """Return a stretch moved outwards to where no word of letters is cut; Chinese is cut anywhere."""
    while start > 0 and _LETTER.match(text[start - 1]) and _LETTER.match(text[start]):
        start -= 1
    while end < len(text) and _LETTER.match(text[end - 1]) and _LETTER.match(text[end]):
        end += 1
    return start, end


def marked(text: str, words: tuple[str, ...]) -> tuple[Piece, ...]:
    """Return a text cut into what was looked for and the rest."""
    longest_first = sorted(words, key=len, reverse=True)
    pattern = re.compile("|".join(re.escape(word) for word in longest_first), re.IGNORECASE)
    pieces, at = [], 0
    for match in pattern.finditer(text):
        pieces += [Piece(text[at : match.start()], found=False), Piece(match[0], found=True)]
        at = match.end()
    pieces.append(Piece(text[at:], found=False))
    return tuple(piece for piece in pieces if piece.words)
