"""What a clause is called and where its text is shown, in the words of the loaded texts."""

from django.urls import reverse
from django.utils.translation import gettext as _

from idi_platform.rulebooks.store import known_clause

from .components import Article


def article_of(clause: str) -> Article | None:
    """Return the tag of a clause id: its words and address; an unknown clause shows its bare id."""
    known = known_clause(clause) if clause else None
    if known is None:
        return Article(clause) if clause else None
    return Article(_("：").join((known.article, known.title)), _address(known.edition, clause))


def short_article_of(clause: str) -> Article | None:
    """Return the tag as desks read it: the article alone (办法第二十条第二款)."""
    known = known_clause(clause) if clause else None
    return Article(known.article, _address(known.edition, clause)) if known is not None else article_of(clause)


def _address(edition: str, clause: str) -> str:
    return f"{reverse('law:text', args=[edition])}#{clause}"
