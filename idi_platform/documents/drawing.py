"""Drawing a paper: HTML from frozen data, PDF from HTML. Loads nothing but the fonts it was given.

One style sheet and one font configuration serve all papers of a process.
"""

import atexit
import io
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import segno
from django.conf import settings
from django.template.loader import render_to_string, select_template
from PIL import Image

from idi_platform.kernel.clock import local_date
from idi_platform.kernel.display import show_date
from idi_platform.rulebooks.store import number_of

from .fonts import cut_files, faces_css
from .models import Paper
from .sections import UNCOUNTED

STYLE: Final = "papers/paper.css"
QR: Final = "qr:this"
_INK: Final = bytes.maketrans(b"\0\1", b"\xff\0")
_NARROWEST: Final = 4
_WIDEST: Final = 36
_SHORT_LABEL: Final = 9
_SHORT_FACT: Final = 13
"""Characters of a fact's label and value that fit half a line."""
_NUMERALS: Final = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A finished paper."""

    pdf: bytes
    pages: int


def draw(paper: Paper) -> Drawn:
    """Draw a numbered paper as PDF, or one that is not stored as a draft; the same paper gives the same bytes."""
    from weasyprint import HTML

    sheet, fonts = _tools()
    fetcher = _closed_fetcher({} if paper.pk is None else {QR: _qr_of(_address_of(paper))})
    document = HTML(string=html_of(paper), url_fetcher=fetcher).render(stylesheets=[sheet], font_config=fonts)
    pdf = document.write_pdf(pdf_identifier=paper.verification_code.encode(), finisher=_compressed_once)
    return Drawn(pdf, len(document.pages))


def _compressed_once(_document: Any, pdf: Any) -> None:
    """Compress what stands in a file; the library would do it at its slowest, and again for the identifier."""
    for part in pdf.objects:
        if getattr(part, "compress", False):
            part.stream = [zlib.compress(b"\n".join(part.stream))]
            part.extra["Filter"] = "/FlateDecode"
            part.compress = False


def html_of(paper: Paper) -> str:
    """Return the paper's page; every value is escaped."""
    return render_to_string(f"papers/layouts/{paper.data['layout']}.html", context_of(paper))


def context_of(paper: Paper) -> dict[str, Any]:
    """Return what the templates draw."""
    frame = paper.data["frame"]
    headed = 0
    sections = []
    for section in paper.data["sections"]:
        heading = section["heading"]
        if heading and section["name"] not in UNCOUNTED:
            headed += 1
            heading = f"{_numeral(headed)}、{heading}"
        template = select_template([f"papers/sections/{section['name']}.html", "papers/sections/generic.html"])
        blocks = [_measured(block) for block in section["blocks"]]
        sections.append({**section, "heading": heading, "blocks": blocks, "template": template})
    return {
        "paper": paper,
        "revision": number_of(paper.revision_id),
        "is_draft": paper.pk is None,
        "frame": frame,
        "sections": sections,
        "plain_places": [f"{label} {value}" for label, value in frame["places"]],
        "issued_on": "" if paper.issued_at is None else show_date(local_date(paper.issued_at)),
        "verify_address": _address_of(paper),
        "qr": QR,
        "home_code": paper.verification_code if paper.subject_id is not None and paper.subject.kind == "unit" else "",
    }


def _address_of(paper: Paper) -> str:
    return f"{settings.PUBLIC_ADDRESS}/verify/{paper.verification_code}"


def _qr_of(content: str) -> bytes:
    """Return a QR code as a grey picture; the mask is fixed, as trying all eight takes longer than the page."""
    code = segno.make(content, error="m", micro=False, mask=3)
    size = len(code.matrix)
    modules = b"".join(code.matrix).translate(_INK)
    out = io.BytesIO()
    Image.frombytes("L", (size, size), modules).resize((4 * size, 4 * size), Image.Resampling.NEAREST).save(out, "PNG")
    return out.getvalue()


@cache
def _tools() -> tuple[Any, Any]:
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    files = cut_files()
    fonts = FontConfiguration()
    style = (Path(settings.BASE_DIR) / "static" / STYLE).read_text("utf-8")
    fetcher = _closed_fetcher({path.as_uri(): path.read_bytes() for path in files.values()})
    return CSS(string=faces_css(files) + style, font_config=fonts, url_fetcher=fetcher), fonts


atexit.register(_tools.cache_clear)  # the library's fonts must go before the interpreter takes its modules apart


def _closed_fetcher(given: Mapping[str, bytes]) -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class ClosedFetcher(URLFetcher):
        """Answers from what it was given and opens nothing."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            """Return what was given for the address; raise for any other."""
            if url not in given:
                raise ValueError("A paper loads nothing from elsewhere.")
            return URLFetcherResponse(url, given[url])

    return ClosedFetcher()


def _measured(block: dict[str, Any]) -> dict[str, Any]:
    """Give a table its columns' widths in per cent, by its longest cells: fixed tables are not measured when drawn.

    The widest gives what rounding adds: above a hundred together, the table would reach into the margin.
    Facts that are short stand two in a row, in their order, so that a letter keeps to its page.
    """
    if block["kind"] == "facts":
        return {**block, "rows": _two_in_a_row(block["pairs"])}
    if block["kind"] != "table" or not block["rows"]:
        return block
    lines = [block["head"], *block["rows"]] if block["head"] else block["rows"]
    longest = [
        max(_NARROWEST, *(min(_WIDEST, _breadth(cell)) for cell in column)) for column in zip(*lines, strict=True)
    ]
    widths = [round(100 * width / sum(longest)) for width in longest]
    widths[widths.index(max(widths))] -= max(0, sum(widths) - 100)
    return {**block, "widths": widths}


def _two_in_a_row(pairs: list[list[str]]) -> list[list[list[str]]]:
    """Return facts in rows: two that are short share one, each of the others has its own."""
    rows: list[list[list[str]]] = []
    open_row: list[list[str]] | None = None
    for pair in pairs:
        is_short = _breadth(pair[0]) <= _SHORT_LABEL and _breadth(pair[1]) <= _SHORT_FACT
        if open_row is not None and is_short:
            open_row.append(pair)
            open_row = None
            continue
        rows.append([pair])
        open_row = rows[-1] if is_short else None
    return rows


def _breadth(text: str) -> float:
    """Count characters, Latin ones for half."""
    return sum(0.55 if char.isascii() else 1 for char in text) + 1


def _numeral(number: int) -> str:
    if number <= 10:
        return _NUMERALS[number - 1]
    tens, ones = divmod(number, 10)
    return ("" if tens == 1 else _NUMERALS[tens - 1]) + "十" + (_NUMERALS[ones - 1] if ones else "")
