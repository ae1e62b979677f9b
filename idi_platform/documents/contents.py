"""What an upload really is: judged by its content, never by its name or by what the browser says."""

import re
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Final

import filetype
from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, ImageFile, UnidentifiedImageError
from pillow_heif import register_heif_opener

from idi_platform.kernel.errors import BadInput

register_heif_opener()
Image.MAX_IMAGE_PIXELS = max(settings.ATTACHMENT_MOST_PIXELS.values())  # beyond twice this Pillow itself refuses

_PICTURES: Final = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/heic": "heic"}
_FORMATS: Final = ("JPEG", "PNG", "WEBP", "HEIF")
_VIDEOS: Final = {
    "video/mp4": "mp4",
    "video/quicktime": "mov",
    "video/x-m4v": "m4v",
    "video/3gpp": "3gp",
    "video/webm": "webm",
}
ALLOWED: Final[Mapping[str, Mapping[str, str]]] = {
    "photo": _PICTURES,
    "video": _VIDEOS,
    "paper": {"application/pdf": "pdf", **_PICTURES},
}
_HEAD: Final = 8192
_EDGE: Final = 64 * 1024
_MOST_SIDE: Final = 60_000
_SECOND_NATURE: Final = re.compile(rb"<script|<\?php|<html|<!doctype|<svg|%pdf-|pk\x05\x06", re.IGNORECASE)
_ACTIVE_PDF: Final = re.compile(rb"/(JavaScript|Launch|RichMedia|Encrypt)\b")
_AFTER_END: Final = 1024


@dataclass(frozen=True, slots=True)
class Found:
    """What a file is; width and height in pixels as stored, for pictures."""

    media_type: str
    extension: str
    width: int | None = None
    height: int | None = None


def inspect(file: IO[bytes], kind: str, size: int) -> Found:
    """Say what the file is, or refuse it with a sentence; leaves the file at its beginning.

    Raises:
        BadInput: empty, too large, of a type that is not taken, larger in pixels than any camera makes, or two kinds
            of file in one.
    """
    most = settings.ATTACHMENT_MOST_BYTES[kind]
    if not size:
        raise BadInput("upload.empty", _("文件是空的，请重新选择。"))
    if size > most:
        megabytes = {"most": most // settings.MEGABYTE}
        raise BadInput("upload.too_large", _("文件太大，最多 %(most)s MB，请压缩后再传。") % megabytes)
    try:
        file.seek(0)
        head = file.read(_HEAD)
        media_type = _media_type(head)
        if media_type not in ALLOWED[kind]:
            raise BadInput("upload.type", _wanted(kind))
        extension = ALLOWED[kind][media_type]
        if media_type in _PICTURES:
            _one_nature(file, size)
            width, height = _picture_size(file, media_type)
            return Found(media_type, extension, width, height)
        if media_type == "application/pdf":
            _plain_pdf(file, head, size)
        return Found(media_type, extension)
    finally:
        file.seek(0)


def open_picture(file: IO[bytes]) -> Image.Image:
    """Open a picture in one of the formats taken; nothing is decoded yet."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        return Image.open(file, formats=_FORMATS)


@contextmanager
def whole_pictures() -> Iterator[None]:
    """Let a picture that breaks off be an error; the library that draws papers makes Pillow forgive it everywhere."""
    forgiving = ImageFile.LOAD_TRUNCATED_IMAGES
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        yield
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = forgiving


def _media_type(head: bytes) -> str:
    kind = filetype.guess(head)
    if kind is None:
        return ""
    return "image/heic" if kind.mime == "image/heif" else str(kind.mime)


def _picture_size(file: IO[bytes], media_type: str) -> tuple[int, int]:
    file.seek(0)
    try:
        with open_picture(file) as picture:
            width, height = picture.size
    except Image.DecompressionBombError:
        width = height = _MOST_SIDE + 1
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise BadInput("upload.broken", _("这张照片打不开，可能没有传完整，请重新拍一张或换一张。")) from None
    limits = settings.ATTACHMENT_MOST_PIXELS
    if width * height > limits.get(media_type, limits["other"]) or max(width, height) > _MOST_SIDE:
        raise BadInput("upload.too_many_pixels", _("这张照片的尺寸太大，请缩小后再传。"))
    return width, height


def _one_nature(file: IO[bytes], size: int) -> None:
    """Refuse a picture that is a page, a script or an archive as well."""
    file.seek(0)
    edges = file.read(_EDGE)
    if size > _EDGE:
        file.seek(max(_EDGE, size - _EDGE))
        edges += file.read(_EDGE)
    if _SECOND_NATURE.search(edges):
        raise BadInput("upload.two_natures", _("这个文件里除了照片还有别的内容，不能接收。请用手机重新拍一张。"))


def _plain_pdf(file: IO[bytes], head: bytes, size: int) -> None:
    """Refuse a PDF with scripts or a password, or with something before or behind it."""
    if not head.startswith(b"%PDF-"):
        raise BadInput("upload.two_natures", _("这个 PDF 文件前面有别的内容，不能接收，请重新导出。"))
    file.seek(0)
    content = file.read()
    end = content.rfind(b"%%EOF")
    if end < 0:
        raise BadInput("upload.broken", _("这个 PDF 文件不完整，请重新导出后再传。"))
    if size - end > _AFTER_END:
        raise BadInput("upload.two_natures", _("这个 PDF 文件后面有别的内容，不能接收，请重新导出。"))
    if found := _ACTIVE_PDF.search(content):
        if found[1] == b"Encrypt":
            raise BadInput("upload.locked", _("这个 PDF 文件有密码，请去掉密码后再传。"))
        raise BadInput("upload.active", _("这个 PDF 文件里有脚本，请打印成新的 PDF 后再传。"))


def _wanted(kind: str) -> str:
    if kind == "video":
        return _("这里只收视频，格式为 MP4、MOV、3GP 或 WebM。")
    if kind == "paper":
        return _("这里只收 PDF 或照片（JPG、PNG、HEIC、WebP）。")
    return _("这里只收照片，格式为 JPG、PNG、HEIC 或 WebP。")
