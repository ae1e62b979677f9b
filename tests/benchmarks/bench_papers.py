"""One page with Chinese text, tables and QR code; beside default use of the same library with the full CJK fonts."""

import io
import multiprocessing
import re
import resource
import time
from datetime import UTC, datetime
from pathlib import Path

from .measuring import Compared, compare

MANY = 300
GOAL_ONE, GOAL_TWO_WORKERS, GOAL_MEMORY = 1 / 3, 1 / 5, 1.1


def run(rounds: int = 7, each: int = 3, many: int = MANY) -> list[Compared]:
    """Time one paper at a time, then many by two processes, and look at the memory of one."""
    notice = _one("a notice of one page", "receipt", rounds, each, GOAL_ONE)
    letter = _one("a letter that fills its page", "refusal", rounds, each, None)
    two = Compared(
        f"{many} notices by two workers", "default use, one worker", "each", *_by_two(many), goal=GOAL_TWO_WORKERS
    )
    after_five, after_sixty = _in_child(_memory)
    note = f"{after_sixty:.0f} MB beside {after_five:.0f} MB"
    kept = Compared(
        "memory after 60 papers", "after 5", "GB", (after_sixty / 1000,), (after_five / 1000,), GOAL_MEMORY, note
    )
    return [notice, letter, two, kept]


def _one(work: str, name: str, rounds: int, each: int, goal: float | None) -> Compared:
    from idi_platform.documents.drawing import draw

    paper = a_paper(name)
    page = by_default(paper)
    ours, theirs = draw(paper).pdf, page()
    assert _text(ours) == _text(theirs), "both sides draw the same words"

    def mine() -> None:
        for _ in range(each):
            draw(paper)

    def default() -> None:
        for _ in range(each):
            page()

    mine_took, default_took = compare(mine, default, rounds=rounds, timer=time.process_time)
    sizes = f"{len(ours) // 1024} KB beside {len(theirs) // 1024} KB"
    per_one = [tuple(seconds / each for seconds in side) for side in (mine_took, default_took)]
    return Compared(work, "default use, full fonts", "1", *per_one, goal=goal, note=sizes)


def a_paper(name: str = "receipt"):
    """Return a numbered paper that stands in no database."""
    from idi_platform.documents import content
    from idi_platform.documents.frame import PLACE_LABELS
    from idi_platform.documents.models import Paper
    from tests.documents import samples

    law = samples.Law()
    definition = {"refusal": samples.REFUSAL, "receipt": samples.RECEIPT}[name]
    data = {"refusal": samples.refusal_data, "receipt": samples.receipt_data}[name]()
    frame = {
        "issuer": {"name": "衡远财产保险股份有限公司", "uscc": "91310115MA1K3ABC99"},
        "addressee": data.get("addressee", "陈樾"),
        "places": [[label, data[key]] for key, label in PLACE_LABELS.items() if key in data],
        "division": "北京市",
        "law": law.title,
        "revision": law.revision_id,
        "articles": [law.clause_title(clause) for clause in (definition.clause, *definition.also)],
        "effective": "2026年3月4日 16:20",
        "annexes": data.get("annexes", []),
        "signers": data.get("signers", []),
        "two_signatures": True,
        "countersigned_by": "",
        "contact": {**data.get("contact", {}), "objection": "", "objection_until": "", "complaint": "12378"},
        "footnote": "",
    }
    return Paper(
        pk=1,  # without a key it would be drawn as a draft, without code
        title=definition.title.zh,
        number="北京潜保不予〔2026〕214号",
        verification_code="7K4M-Q2XD-9F0T",
        edition=law.id,
        issued_at=datetime(2026, 3, 5, 2, 5, tzinfo=UTC),
        data={"layout": "letter", "frame": frame, "sections": content.sections_of(definition, data)},
    )


def by_default(paper):
    """Return a function that draws the same page as one does with the library's manual in hand."""
    import segno
    from django.conf import settings
    from weasyprint import CSS, HTML

    from idi_platform.documents.drawing import QR, STYLE, _address_of, html_of

    style = (Path(settings.BASE_DIR) / "static" / STYLE).read_text("utf-8")
    style = re.sub(r'"Paper (?:Song|Hei)(?: Rare)?", ', "", style).replace("table-layout: fixed;", "")

    def page() -> bytes:
        code = segno.make(_address_of(paper), error="m", micro=False).svg_inline(scale=2, border=0, svgclass="qr")
        html = re.sub(rf'<img class="qr" src="{QR}"[^>]*>', code, html_of(paper))
        return HTML(string=html).write_pdf(stylesheets=[CSS(string=style)])

    return page


def _text(pdf: bytes) -> str:
    from pypdf import PdfReader

    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages)


def _by_two(many: int, alone: int = 10) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return seconds for each of many notices by two processes, and for each of some by default use in this one."""
    page = by_default(a_paper())
    page()
    with multiprocessing.get_context("fork").Pool(2) as pool:
        pool.map(_draw_some, [2, 2])  # fonts and style sheet are read once per worker

        def together() -> None:
            pool.map(_draw_some, [10] * (many // 10), chunksize=1)

        def default() -> None:
            for _ in range(alone):
                page()

        together_took, alone_took = compare(together, default, rounds=5)
    return tuple(took / many for took in together_took), tuple(took / alone for took in alone_took)


def _draw_some(number: int) -> None:
    from idi_platform.documents.drawing import draw

    paper = a_paper()
    for _ in range(number):
        draw(paper)


def _memory() -> tuple[float, float]:
    _draw_some(5)
    after_five = _resident()
    _draw_some(55)
    return after_five, _resident()


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


def _in_child(function):
    with multiprocessing.get_context("fork").Pool(1) as pool:
        return pool.apply(function)
