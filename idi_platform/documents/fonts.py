"""The two fonts of papers, cut to the characters that papers use.

The full CJK fonts hold 65,000 glyphs and make every paper several times slower and larger. They are cut once and kept
in a folder: Latin, signs and the 3,755 commoner characters of GB 2312 in one file, its 3,008 rarer ones in a second
that is opened only where one of them stands; a character outside both is drawn from the full font that fontconfig
finds. Without any CJK font papers would silently be full of boxes: a check at the start says so.
"""

import fcntl
import hashlib
import logging
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final

from django.conf import settings

from .cutting import cut

log = logging.getLogger(__name__)
VERSION: Final = 6


@dataclass(frozen=True, slots=True)
class Face:
    """One font of papers: its name in the style sheet, and the installed family that it is cut from."""

    family: str
    source: str
    style: str
    weight: int
    is_rare: bool = False


FACES: Final = (
    Face("Paper Song", "Noto Serif CJK SC", "Regular", 400),
    Face("Paper Song Rare", "Noto Serif CJK SC", "Regular", 400, is_rare=True),
    Face("Paper Hei", "Noto Sans CJK SC", "Bold", 700),
    Face("Paper Hei Rare", "Noto Sans CJK SC", "Bold", 700, is_rare=True),
)
_COMMON_ROWS: Final = range(0xA1, 0xD8)
_RARE_ROWS: Final = range(0xD8, 0xF8)


@dataclass(frozen=True, slots=True)
class Installed:
    """A font file of the system."""

    path: Path
    index: int
    family: str


def installed(face: Face) -> Installed | None:
    """Ask fontconfig for the full font; None when it would take another family."""
    pattern = f"{face.source}:style={face.style}"
    try:
        answer = subprocess.run(
            ["fc-match", "--format=%{file}|%{index}|%{family}", pattern],
            capture_output=True, text=True, timeout=20, check=True,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return None
    path, index, family = answer.stdout.split("|", 2)
    if face.source not in family.split(","):
        return None
    return Installed(Path(path), int(index) & 0xFFFF, family)


def characters(face: Face) -> frozenset[int]:
    """Return the code points kept: Latin, signs, full-width forms and level 1 of GB 2312; or level 2 alone."""
    if face.is_rare:
        return frozenset(ord(char) for char in _gb2312(_RARE_ROWS))
    spans = (
        (0x20, 0x7F), (0xA0, 0x180), (0x2000, 0x2070), (0x2100, 0x2200), (0x2460, 0x2500),
        (0x25A0, 0x2600), (0x3000, 0x3040), (0x3200, 0x3400), (0xFF00, 0xFFF0),
    )  # fmt: skip
    kept = {point for start, end in spans for point in range(start, end)}
    kept.update(ord(char) for char in _gb2312(_COMMON_ROWS))
    return frozenset(kept)


@cache
def cut_files() -> dict[str, Path]:
    """Return the cut fonts by family, cutting those that are missing; empty when that cannot be done."""
    folder = Path(settings.PAPER_FONT_DIR)
    found = {}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for face in FACES:
            source = installed(face)
            if source is None:
                continue
            path = folder / f"{face.family.replace(' ', '')}-{_fingerprint(source)}.otf"
            if not path.exists():
                with _alone(folder):
                    if not path.exists():
                        _cut(face, source, path)
            found[face.family] = path
    except OSError as error:
        log.warning("papers.fonts_not_cut", extra={"error": str(error)})
        return {}
    return found


def _cut(face: Face, source: Installed, target: Path) -> None:
    temporary = target.with_suffix(".part")
    temporary.write_bytes(cut(source.path, source.index, characters(face)))
    temporary.replace(target)


def _fingerprint(source: Installed) -> str:
    stat = source.path.stat()
    told = f"{VERSION}|{source.path}|{source.index}|{stat.st_size}|{stat.st_mtime_ns}"
    return hashlib.sha256(told.encode()).hexdigest()[:12]


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _gb2312(rows: range) -> Iterator[str]:
    for high in rows:
        for low in range(0xA1, 0xFF):
            try:
                yield bytes((high, low)).decode("gb2312")
            except UnicodeDecodeError:
                continue


def faces_css(files: dict[str, Path]) -> str:
    """Return the @font-face rules of the cut fonts."""
    rules: list[Any] = []
    for face in FACES:
        if face.family in files:
            source = files[face.family].as_uri()
            rules.append(f'@font-face{{font-family:"{face.family}";font-weight:{face.weight};src:url({source})}}')
    return "\n".join(rules)
