"""The pages of the law: public, read from published revisions only.

A whole text is long and holds no secret: it travels compressed.
"""

from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from . import comparing, published, searching
from .reading import reading_of

_ANY = "any"


@require_safe
def texts(request: HttpRequest) -> HttpResponse:
    """List the texts with place, issuer, number, window and state."""
    rows = [(text, reading_of(text).sums) for text in published.texts().values()]
    return render(request, "law/texts.html", {"rows": rows, "shortest": searching.SHORTEST})


@gzip_page
@require_safe
def text(request: HttpRequest, code: str) -> HttpResponse:
    """Show one text article by article."""
    every = published.texts()
    if code not in every:
        raise Http404(code)
    found = every[code]
    context = {"text": found, "reading": reading_of(found), "others": [one for one in every.values() if one != found]}
    return render(request, "law/text.html", context)


@gzip_page
@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Show two texts side by side, topic by topic."""
    every = published.texts()
    one, other = _chosen(request, every)
    only_different = request.GET.get("only") == "different"
    groups: tuple[comparing.Group, ...] = ()
    if one is not None and other is not None:
        nation = next((found for found in every.values() if found.edition.is_base), None)
        groups = comparing.side_by_side(one, other, nation, _pattern(), only_different=only_different)
    context = {
        "one": one,
        "other": other,
        "groups": groups,
        "only_different": only_different,
        "all": _choices(every, one, other),
    }
    return render(request, "law/compare.html", context)


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Find clauses by words, in all texts or in one."""
    every = published.texts()
    typed = request.GET.get("q", "")[: searching.LONGEST]
    code = request.GET.get("text", _ANY)
    words = searching.words_of(typed)
    inside = [every[code]] if code in every else list(every.values())
    found = searching.search(inside, words) if searching.is_enough(words) else None
    chosen = [(one, one.code == code) for one in every.values()]
    context = {
        "typed": typed,
        "too_short": bool(typed) and found is None,
        "found": found,
        "chosen": chosen,
        "shortest": searching.SHORTEST,
    }
    return render(request, "law/search.html", context)


@require_safe
def encouraged(request: HttpRequest) -> HttpResponse:
    """Show what the texts encourage and reward, city by city."""
    groups = []
    for found in published.texts().values():
        modal = {
            pk for pk, entry in found.book.clauses.items() if entry.modality == "encouraged" or _rewards(entry.kind)
        }
        clauses = [clause for pk, clause in reading_of(found).clauses.items() if pk in modal]
        if clauses:
            groups.append((found, clauses))
    return render(request, "law/encouraged.html", {"groups": groups})


def _rewards(kinds: tuple[str, ...]) -> bool:
    return "incentive" in kinds


def _chosen(
    request: HttpRequest, every: Mapping[str, published.Text]
) -> tuple[published.Text | None, published.Text | None]:
    """Return the two texts asked for; one that is not published is 404, none asked for takes the first two."""
    usual = [code for code in every if not every[code].edition.is_base]
    found = []
    for name, place in (("a", 0), ("b", 1)):
        code = request.GET.get(name) or next((one for one in usual[place:] if one not in found), "")
        if request.GET.get(name) and code not in every:
            raise Http404(code)
        found.append(code)
    return every.get(found[0]), every.get(found[1])


def _choices(
    every: Mapping[str, published.Text], one: published.Text | None, other: published.Text | None
) -> list[tuple[published.Text, bool, bool]]:
    return [(found, found == one, found == other) for found in every.values()]


def _pattern() -> str:
    return reverse("law:text", args=["code"]).replace("code", "{code}")
