"""Cutting a font file to some characters, by HarfBuzz, which the drawing library uses for the fonts in a paper too."""

from collections.abc import Iterable
from pathlib import Path
from typing import Final

import uharfbuzz as harfbuzz

_DROPPED: Final = ("vhea", "vmtx", "VORG", "BASE", "GPOS", "GSUB")
_NAMES: Final = (1, 2)
_FLAGS: Final = (
    harfbuzz.SubsetFlags.NO_HINTING | harfbuzz.SubsetFlags.DESUBROUTINIZE | harfbuzz.SubsetFlags.CFF_IDENTITY_CHARSET
)


def cut(path: Path, index: int, characters: Iterable[int]) -> bytes:
    """Return a font with the glyphs of some code points only, without hints, layout and vertical writing.

    Its glyphs are numbered anew in their own table of characters too: by the standard, the numbers that stand
    in a PDF are looked up there, and a reader that does so shows nothing where they are still those of the whole font.

    Args:
        path: the file of the whole font.
        index: which font of a collection, from 0.
        characters: the code points that are kept.

    Raises:
        OSError: the font could not be read or cut.
    """
    asked = harfbuzz.SubsetInput()
    asked.unicode_set.update(characters)
    asked.drop_table_tag_set.update(int.from_bytes(tag.encode()) for tag in _DROPPED)
    asked.layout_feature_tag_set.clear()
    asked.name_id_set.clear()
    asked.name_id_set.update(_NAMES)
    asked.flags = _FLAGS
    try:
        face = harfbuzz.Face(harfbuzz.Blob.from_file_path(path), index)
        return bytes(asked.subset(face).blob.data)
    except (harfbuzz.HarfBuzzError, RuntimeError) as error:
        raise OSError(f"HarfBuzz could not read or cut the font: {error!r}") from error
