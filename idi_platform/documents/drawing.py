"""Drawing a paper: HTML from frozen data, PDF from HTML. Loads nothing but the fonts it was given.

One style sheet and one font configuration serve all papers of a process.
"""

import atexit
import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

import segno
from django.conf import settings
from django.template.loader import render_to_string, select_template
from django.utils.safestring import SafeString, mark_safe

from idi_platform.kernel.clock import local_date
from idi_platform.kernel.display import show_date

from .fonts import cut_files, faces_css
from .models import Paper

STYLE: Final = "papers/paper.css"
_NUMERALS: Final = "一二三四五六七八九十"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A finished paper."""

    pdf: bytes
    pages: int


def draw(paper: Paper) -> Drawn:
    """Draw a numbered paper as PDF; the same paper gives the same bytes."""
    from weasyprint import HTML

    sheet, fonts, fetcher = _tools()
    document = HTML(string=html_of(paper), url_fetcher=fetcher, base_url=None).render(
        stylesheets=[sheet], font_config=fonts
    )
    pdf = document.write_pdf(pdf_identifier=paper.verification_code.encode())
    return Drawn(pdf, len(document.pages))


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
        if heading:
            headed += 1
            heading = f"{_numeral(headed)}、{heading}"
        template = select_template([f"papers/sections/{section['name']}.html", "papers/sections/generic.html"])
        sections.append({**section, "heading": heading, "template": template})
    address = f"{settings.PUBLIC_ADDRESS}/verify/{paper.verification_code}"
    return {
        "paper": paper,
        "frame": frame,
        "sections": sections,
        "plain_places": "　　".join(f"{label} {value}" for label, value in frame["places"]),
        "issued_on": "" if paper.issued_at is None else show_date(local_date(paper.issued_at)),
        "verify_address": address,
        "qr": qr_of(address),
    }


def qr_of(content: str) -> SafeString:
    """Return a QR code as an SVG element of our own making; runs of dark modules are one stroke each."""
    out = io.BytesIO()
    segno.make(content, error="m", micro=False).save(
        out, kind="svg", xmldecl=False, svgns=False, svgclass="qr", lineclass=None, border=0, omitsize=True,
        dark="#1a2025",
    )  # fmt: skip
    return mark_safe(out.getvalue().decode())  # noqa: S308  made here from our own address


@cache
def _tools() -> tuple[Any, Any, Any]:
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    files = cut_files()
    fetcher = _closed_fetcher(frozenset(path.as_uri() for path in files.values()))
    fonts = FontConfiguration()
    style = (Path(settings.BASE_DIR) / "static" / STYLE).read_text("utf-8")
    sheet = CSS(string=faces_css(files) + style, font_config=fonts, url_fetcher=fetcher)
    return sheet, fonts, fetcher


atexit.register(_tools.cache_clear)  # the library's fonts must go before the interpreter takes its modules apart


def _closed_fetcher(allowed: frozenset[str]) -> Any:
    from weasyprint.urls import URLFetcher

    class ClosedFetcher(URLFetcher):
        """Fetches the fonts of papers and refuses everything else."""

        def fetch(self, url: str, headers: Any = None) -> Any:
            """Return a font; raise for any other address."""
            if url not in allowed:
                raise ValueError("A paper loads nothing from elsewhere.")
            return super().fetch(url, headers)

    return ClosedFetcher(allowed_protocols=("file",), allow_redirects=False)


def _numeral(number: int) -> str:
    if number <= 10:
        return _NUMERALS[number - 1]
    tens, ones = divmod(number, 10)
    return ("" if tens == 1 else _NUMERALS[tens - 1]) + "十" + (_NUMERALS[ones - 1] if ones else "")
