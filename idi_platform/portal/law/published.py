"""The published texts: their newest revisions, windows and states, read together."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from idi_platform.accounts.models import Division
from idi_platform.kernel import clock
from idi_platform.portal.components import Chip, Look
from idi_platform.portal.words import date_words
from idi_platform.rulebooks.models import Edition, Revision
from idi_platform.rulebooks.predicates.naming import Naming, lang
from idi_platform.rulebooks.schema.book import Rulebook
from idi_platform.rulebooks.store import parsed_all
from idi_platform.rulebooks.vocabulary import vocabulary
from idi_platform.rulebooks.windows import Window, window_of


@dataclass(frozen=True)
class Text:
    """One published text.

    Attributes:
        edition: Its edition.
        revision: The newest revision, without its body.
        book: That revision, parsed.
        base: The national rulebook below it; None for that one itself, or where none is published.
        base_sha256: The digest of the base's body; empty without one.
        place: Where it applies, by the name of the division.
    """

    edition: Edition
    revision: Revision
    book: Rulebook
    base: Rulebook | None
    base_sha256: str
    place: str

    @property
    def code(self) -> str:
        """The code in its address."""
        return self.edition.code

    @property
    def key(self) -> tuple[str, str, str]:
        """What a reading of it depends on: both bodies and the language."""
        return self.revision.sha256, self.base_sha256, lang()

    @property
    def naming(self) -> Naming:
        """The words for its names."""
        return Naming(vocabulary, (self.book, self.base) if self.base is not None else (self.book,))

    @property
    def title(self) -> str:
        """The title in full."""
        return self.naming.label(self.book.title)

    @property
    def short(self) -> str:
        """The short title: 北京2019."""
        title = self.book.title
        short = title.short_en if lang() == "en" else title.short_zh
        return short or self.title

    @property
    def numbered(self) -> str:
        """The number of the document; nothing where the file gives none."""
        return self.book.document_number or ""

    @cached_property
    def window(self) -> Window:
        """Its window, recorded extensions counted."""
        return window_of(self.edition)

    @property
    def window_words(self) -> str:
        """From when to when new contracts fall under it."""
        if self.edition.is_base:
            return _("各地都适用，按事情发生当天的版本")
        since = _("日期未知") if self.edition.from_unknown else date_words(self.edition.in_force_from or date.min)
        if self.edition.to_unknown:
            return _("%(since)s 起，止期未知") % {"since": since}
        last = self.window.last_day
        if last is None:
            return _("%(since)s 起") % {"since": since}
        extended = _("（已延长）") if last != self.edition.in_force_to else ""
        return _("%(since)s 至 %(until)s%(extended)s") % {
            "since": since,
            "until": date_words(last),
            "extended": extended,
        }

    @property
    def state(self) -> Chip:
        """Whether new contracts fall under it today: 在有效期内, 已期满, 施行日期未知, 国家法律."""
        if self.edition.is_base:
            return Chip(Look.NONE, _("国家法律"), "scale")
        if self.edition.from_unknown or self.edition.in_force_from is None:
            return Chip(Look.PROVISIONAL, _("施行日期未知"))
        today, last = clock.local_date(clock.now()), self.window.last_day
        if today < self.edition.in_force_from:
            return Chip(Look.PROVISIONAL, _("尚未施行"))
        if last is not None and today > last:
            return Chip(Look.NONE, _("已期满"), "calendar")
        return Chip(Look.MET, _("在有效期内"))

    @property
    def is_expired(self) -> bool:
        """Whether its window has closed: what was contracted in it goes on."""
        last = self.window.last_day
        return not self.edition.is_base and last is not None and clock.local_date(clock.now()) > last


def texts() -> Mapping[str, Text]:
    """Return every published text by its code, the cities' by their division first, the national one last."""
    newest = Revision.objects.filter(edition=OuterRef("pk")).order_by("-number").values("pk")[:1]
    editions: list[Any] = list(
        Edition.objects.annotate(newest=Subquery(newest)).exclude(newest=None).prefetch_related("extensions")
    )
    revisions = Revision.objects.defer("body", "parsed").in_bulk([edition.newest for edition in editions])
    books = parsed_all({revision.pk: revision.sha256 for revision in revisions.values()})
    nation = max((edition for edition in editions if edition.is_base), key=_since, default=None)
    below = books[nation.newest] if nation is not None else None
    digest = revisions[nation.newest].sha256 if nation is not None else ""
    places = _places(editions)
    return {
        edition.code: Text(
            edition,
            revisions[edition.newest],
            books[edition.newest],
            None if edition.is_base else below,
            "" if edition.is_base else digest,
            _("全国") if edition.is_base else places.get(edition.division_code, edition.division_code),
        )
        for edition in sorted(editions, key=lambda edition: (edition.is_base, edition.division_code, edition.code))
    }


def _since(edition: Edition) -> date:
    return edition.in_force_from or date.min


def _places(editions: "list[Any]") -> Mapping[str, str]:
    codes = {edition.division_code for edition in editions if edition.division_code}
    column = "name_en" if lang() == "en" else "name_zh"
    return {code: name for code, name in Division.objects.filter(pk__in=codes).values_list("pk", column) if name}
