"""What an uploaded workbook really is: looked into as a container, before anything of it is unpacked or read.

A workbook is a ZIP archive of XML parts. Only plain ones are let through: no macros, no password, no links to other
files, nothing embedded, no part that declares entities, and not one byte more unpacked than a list of homes needs.
"""

import re
import zipfile
from typing import IO, Final
from zlib import error as ZlibError  # noqa: N812  an exception of its own module

from django.utils.translation import gettext as _

from idi_platform.kernel.errors import BadInput

from .contents import check_size

KIND: Final = "workbook"
MEDIA_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_UNPACKED: Final = 24 * 1024 * 1024
"""Bytes that all parts together may have once unpacked: some tens of thousands of filled cells."""
MOST_PARTS: Final = 200
_PIECE: Final = 64 * 1024
_OLD_FORMAT: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NEEDED: Final = frozenset({"[Content_Types].xml", "xl/workbook.xml"})
_FOREIGN: Final = re.compile(r"(?i)externallinks?/|embeddings?/|activex|customui|\.bin$|\.vbs?$|\.exe$|\.dll$")
_MACROS: Final = re.compile(rb"(?i)macroEnabled|vbaProject|ms-excel\.sheet\.binary|xl/macrosheets")
_DECLARES: Final = re.compile(rb"(?i)<!DOCTYPE|<!ENTITY|\x00")
_TEXTS: Final = (".xml", ".rels", ".vml")


def check_workbook(file: IO[bytes], size: int) -> None:
    """Say nothing where the file is a plain workbook; leaves the file at its beginning.

    Args:
        file: the file, wherever it stands.
        size: its length in bytes.

    Raises:
        BadInput: empty, too large, another type, an old or locked workbook, one with macros, links or embedded files,
            one that is damaged or that would unpack to more than `MOST_UNPACKED`.
    """
    check_size(size, (KIND,))
    try:
        file.seek(0)
        if file.read(len(_OLD_FORMAT)) == _OLD_FORMAT:
            sentence = _("这是旧格式（.xls）或有密码的文件。请去掉密码，另存为“Excel 工作簿（.xlsx）”后再传。")
            raise BadInput("workbook.old_or_locked", sentence)
        file.seek(0)
        try:
            with zipfile.ZipFile(file) as archive:
                _check_names(archive)
                _check_parts(archive)
        except (zipfile.BadZipFile, ZlibError, NotImplementedError, EOFError, OSError, ValueError, RuntimeError):
            raise BadInput("workbook.type", _wanted()) from None
    finally:
        file.seek(0)


def _wanted() -> str:
    return _("这不是完整的 Excel 工作簿（.xlsx）。请下载模板填写，保存为 .xlsx 后再传。")


def _check_names(archive: zipfile.ZipFile) -> None:
    """Judge the archive by its list of parts, which costs nothing."""
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if not names >= _NEEDED:
        raise BadInput("workbook.type", _wanted())
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise BadInput("workbook.too_large", _("这个工作簿展开以后太大。请只留模板里的几张表，另存后再传。"))
    if any(part.flag_bits & 0x1 for part in parts):
        raise BadInput("workbook.old_or_locked", _("这个工作簿有密码，请去掉密码后再传。"))
    if any("vbaproject" in name.lower() for name in names):
        raise BadInput("workbook.macros", _macros())
    if len(names) != len(parts) or any(_FOREIGN.search(name) for name in names if not _is_printer(name)):
        sentence = _("这个工作簿里有外部链接或嵌入的文件。请把内容复制到模板里，另存后再传。")
        raise BadInput("workbook.embedded", sentence)


def _check_parts(archive: zipfile.ZipFile) -> None:
    """Read every text part once, never more of it than it says it has."""
    for part in archive.infolist():
        if not part.filename.lower().endswith(_TEXTS):
            continue
        with archive.open(part) as opened:
            before = b""
            while piece := opened.read(_PIECE):
                if _DECLARES.search(before + piece):
                    raise BadInput("workbook.type", _wanted())
                if part.filename == "[Content_Types].xml" and _MACROS.search(before + piece):
                    raise BadInput("workbook.macros", _macros())
                before = piece[-32:]


def _macros() -> str:
    return _("这个工作簿带宏，不能接收。请另存为不带宏的“Excel 工作簿（.xlsx）”后再传。")


def _is_printer(name: str) -> bool:
    """Say whether a part keeps the settings of a printer, which every desk's Excel adds and nobody reads."""
    return name.startswith("xl/printerSettings/")
