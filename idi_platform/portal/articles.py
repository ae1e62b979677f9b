"""What a clause is called and where its text is shown; the app that shows the law registers the reader."""

from collections.abc import Callable

from django.urls import reverse

from idi_platform.rulebooks.store import known_clause

from .components import Article

Reader = Callable[[str], Article | None]


def _in_words(clause: str) -> Article | None:
    """Take the words from the texts that this process has read: whoever shows a limit has read its text."""
    known = known_clause(clause)
    if known is None:
        return None
    return Article(f"{known.article}：{known.title}", f"{reverse('law:text', args=[known.edition])}#{clause}")


_reader: list[Reader] = [_in_words]


def set_reader(reader: Reader) -> None:
    """Register who knows the words and the address of a clause id; called once at start."""
    _reader[0] = reader


def article_of(clause: str) -> Article | None:
    """Return the tag of a clause id: its words and address; an unknown clause shows its bare id."""
    if not clause:
        return None
    return _reader[0](clause) or Article(clause)


def short_article_of(clause: str) -> Article | None:
    """Return the tag as desks read it: the article alone (办法第二十条第二款)."""
    found = article_of(clause)
    return Article(found.text.partition("：")[0], found.href) if found is not None else None


def titled(titles: Callable[[str], str]) -> Reader:
    """Return a reader that takes the words from a rulebook (`book.clause_title`) and the address from the known one."""

    def read(clause: str) -> Article | None:
        known = article_of(clause)
        return Article(titles(clause), known.href) if known else None

    return read
