"""Videos by their content: how long they are, where they say they were taken, and a copy that does not say it.

Reads the boxes of MP4, MOV and 3GP, nothing else; a file that lies about its boxes has no length. No frame is decoded.
"""

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import IO, Final

_MOST_BOXES: Final = 10_000
_UNKNOWN: Final = frozenset({0xFFFFFFFF, 0xFFFFFFFFFFFFFFFF})
_SAID: Final = frozenset({b"udta", b"meta", b"uuid"})
_MOST_SAID: Final = 1024 * 1024
_ISO_6709: Final = re.compile(rb"([+-]\d{2}(?:\.\d{1,8})?)([+-]\d{3}(?:\.\d{1,8})?)(?:[+-]\d+(?:\.\d+)?)?(?:CRS\w+)?/")


@dataclass(frozen=True, slots=True)
class Box:
    """One box: its four letters, where they stand, where its content begins and where it ends (exclusive)."""

    kind: bytes
    named_at: int
    body: int
    end: int


def length_of(file: IO[bytes], size: int) -> float | None:
    """Return how many seconds a video lasts by what it says of itself; None where it does not say, or is broken off."""
    try:
        found = _box_seconds(file, size)
    except (struct.error, ValueError, ZeroDivisionError, OverflowError):
        return None
    return found if found is not None and found > 0 else None


def said_beside(file: IO[bytes], size: int) -> list[Box]:
    """Return the boxes that say something beside picture and sound: the place, the camera, names."""
    found = []
    for top in _boxes(file, 0, size):
        if top.kind in _SAID:
            found.append(top)
        if top.kind == b"moov":
            for part in _boxes(file, top.body, top.end):
                inner = _boxes(file, part.body, part.end) if part.kind == b"trak" else ()
                found += [one for one in (part, *inner) if one.kind in _SAID]
    return found


def place_in(file: IO[bytes], boxes: list[Box]) -> tuple[Decimal, Decimal] | None:
    """Return latitude and longitude in degrees where the boxes name them (ISO 6709), as telephones write them."""
    for box in boxes:
        file.seek(box.body)
        if found := _ISO_6709.search(file.read(min(box.end - box.body, _MOST_SAID))):
            return Decimal(found[1].decode()), Decimal(found[2].decode())
    return None


def blank(file: IO[bytes], boxes: list[Box]) -> None:
    """Overwrite the boxes with empty space of the same length, so that every other byte stays where it was."""
    for box in boxes:
        file.seek(box.named_at)
        file.write(b"free")
        file.seek(box.body)
        left = box.end - box.body
        while left:
            left -= file.write(bytes(min(left, _MOST_SAID)))


def _boxes(file: IO[bytes], start: int, end: int) -> Iterator[Box]:
    at = start
    for _count in range(_MOST_BOXES):
        if at + 8 > end:
            return
        file.seek(at)
        size, kind = struct.unpack(">I4s", file.read(8))
        body = at + 8
        if size == 1:
            (size,) = struct.unpack(">Q", file.read(8))
            body += 8
        elif size == 0:
            size = end - at
        if at + size > end or at + size < body:
            raise ValueError("A box reaches beyond what holds it.")
        yield Box(kind, at + 4, body, at + size)
        at += size


def _box_seconds(file: IO[bytes], size: int) -> float | None:
    tops = list(_boxes(file, 0, size))
    films = [box for box in tops if box.kind == b"moov"]
    if len(films) != 1 or not any(box.kind == b"mdat" for box in tops):
        return None
    parts = list(_boxes(file, films[0].body, films[0].end))
    header = next((box for box in parts if box.kind == b"mvhd"), None)
    if header is None:
        return None
    scale, whole = _clock(file, header)
    lengths = [whole / scale, *_of_tracks(file, parts)]
    extended = next((box for box in parts if box.kind == b"mvex"), None)
    if extended is not None:
        ahead = _of_fragments(file, extended)
        if ahead is None:
            return None
        lengths.append(ahead / scale)
    return max(lengths)


def _of_tracks(file: IO[bytes], parts: list[Box]) -> Iterator[float]:
    for track in (box for box in parts if box.kind == b"trak"):
        for media in (box for box in _boxes(file, track.body, track.end) if box.kind == b"mdia"):
            for head in (box for box in _boxes(file, media.body, media.end) if box.kind == b"mdhd"):
                scale, length = _clock(file, head)
                yield length / scale


def _of_fragments(file: IO[bytes], extended: Box) -> int | None:
    """Return how long the fragments say they are together; None where they do not say it ahead."""
    for box in _boxes(file, extended.body, extended.end):
        if box.kind == b"mehd":
            file.seek(box.body)
            layout = ">3xQ" if file.read(1) == b"\1" else ">3xI"
            (length,) = struct.unpack(layout, file.read(struct.calcsize(layout)))
            return int(length)
    return None


def _clock(file: IO[bytes], box: Box) -> tuple[int, int]:
    """Return the time scale (units a second) and the length of a header; a length that is not known is 0."""
    file.seek(box.body)
    layout = ">3x16xIQ" if file.read(1) == b"\1" else ">3x8xII"
    scale, length = struct.unpack(layout, file.read(struct.calcsize(layout)))
    return int(scale), 0 if length in _UNKNOWN else int(length)
