"""What a clause is called and where its text is shown; the app that shows the law registers the reader."""

from collections.abc import Callable

from .components import Article

Reader = Callable[[str], Article | None]


def _bare(clause: str) -> Article:
    return Article(clause)


_reader: list[Reader] = [_bare]


def set_reader(reader: Reader) -> None:
    """Register who knows the words and the address of a clause id; called once at start."""
    _reader[0] = reader


def article_of(clause: str) -> Article | None:
    """Return the tag of a clause id: its words and address; an unknown clause shows its bare id."""
    if not clause:
        return None
    return _reader[0](clause) or _bare(clause)


def titled(titles: Callable[[str], str]) -> Reader:
    """Return a reader that takes the words from a rulebook (`book.clause_title`) and the address from the known one."""

    def read(clause: str) -> Article | None:
        known = article_of(clause)
        return Article(titles(clause), known.href) if known else None

    return read
