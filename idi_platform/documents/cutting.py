"""Cutting a font file to some characters, by HarfBuzz, which the drawing library uses for the fonts in a paper too."""

import ctypes
from collections.abc import Iterable
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any, Final

_POINTER: Final = ctypes.c_void_p
_NUMBER: Final = ctypes.c_uint
_DROPPED: Final = ("vhea", "vmtx", "VORG", "BASE", "GPOS", "GSUB")
_NAMES: Final = (1, 2)
_NO_HINTING, _DESUBROUTINIZE = 0x1, 0x4
_SET_OF_DROPPED, _SET_OF_NAMES, _SET_OF_FEATURES = 3, 4, 6
_CALLS: Final = {
    "hb_blob_create_from_file_or_fail": (_POINTER, ctypes.c_char_p),
    "hb_blob_destroy": (None, _POINTER),
    "hb_blob_get_data": (_POINTER, _POINTER, ctypes.POINTER(_NUMBER)),
    "hb_face_create": (_POINTER, _POINTER, _NUMBER),
    "hb_face_destroy": (None, _POINTER),
    "hb_face_reference_blob": (_POINTER, _POINTER),
    "hb_set_add": (None, _POINTER, _NUMBER),
    "hb_set_clear": (None, _POINTER),
    "hb_subset_input_create_or_fail": (_POINTER,),
    "hb_subset_input_destroy": (None, _POINTER),
    "hb_subset_input_set": (_POINTER, _POINTER, _NUMBER),
    "hb_subset_input_set_flags": (None, _POINTER, _NUMBER),
    "hb_subset_input_unicode_set": (_POINTER, _POINTER),
    "hb_subset_or_fail": (_POINTER, _POINTER, _POINTER),
}


class _Library:
    """The functions of HarfBuzz that are used, with their types."""

    def __init__(self) -> None:
        """Find them; OSError where this system has no such library."""
        plain, cutting = ctypes.CDLL("libharfbuzz.so.0"), ctypes.CDLL("libharfbuzz-subset.so.0")
        for name, (answer, *taken) in _CALLS.items():
            call = getattr(cutting if name.startswith("hb_subset") else plain, name)
            call.restype, call.argtypes = answer, taken
            setattr(self, name, call)

    def __getattr__(self, name: str) -> Any:
        """Tell the checker of types that the functions are there."""
        raise AttributeError(name)


@cache
def _library() -> _Library:
    return _Library()


def cut(path: Path, index: int, characters: Iterable[int]) -> bytes:
    """Return a font with the glyphs of some code points only, without hints, layout and vertical writing.

    Args:
        path: the file of the whole font.
        index: which font of a collection, from 0.
        characters: the code points that are kept.

    Raises:
        OSError: HarfBuzz is not installed, or could not read or cut the font.
    """
    hb = _library()
    with ExitStack() as kept:
        whole = _there(hb.hb_blob_create_from_file_or_fail(bytes(path)))
        kept.callback(hb.hb_blob_destroy, whole)
        face = hb.hb_face_create(whole, index)
        kept.callback(hb.hb_face_destroy, face)
        asked = _there(hb.hb_subset_input_create_or_fail())
        kept.callback(hb.hb_subset_input_destroy, asked)
        _ask(hb, asked, characters)
        small = _there(hb.hb_subset_or_fail(face, asked))
        kept.callback(hb.hb_face_destroy, small)
        blob = hb.hb_face_reference_blob(small)
        kept.callback(hb.hb_blob_destroy, blob)
        length = _NUMBER()
        data = hb.hb_blob_get_data(blob, ctypes.byref(length))
        return ctypes.string_at(data, length.value)


def _ask(hb: _Library, asked: int, characters: Iterable[int]) -> None:
    """Fill in what is kept and what is dropped."""
    hb.hb_set_clear(hb.hb_subset_input_set(asked, _SET_OF_FEATURES))
    names = hb.hb_subset_input_set(asked, _SET_OF_NAMES)
    hb.hb_set_clear(names)
    tables = [int.from_bytes(tag.encode()) for tag in _DROPPED]
    wanted = (
        (hb.hb_subset_input_unicode_set(asked), characters),
        (hb.hb_subset_input_set(asked, _SET_OF_DROPPED), tables),
        (names, _NAMES),
    )
    for kept, numbers in wanted:
        for number in numbers:
            hb.hb_set_add(kept, number)
    hb.hb_subset_input_set_flags(asked, _NO_HINTING | _DESUBROUTINIZE)


def _there(answer: int | None) -> int:
    if not answer:
        raise OSError("HarfBuzz could not read or cut the font.")
    return answer
