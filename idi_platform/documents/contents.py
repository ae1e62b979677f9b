"""What an upload really is: judged by its content, never by its name or by what the browser says."""

import re
import warnings
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Final

import filetype
from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, ImageFile, UnidentifiedImageError
from pillow_heif import register_heif_opener

from idi_platform.kernel.errors import BadInput

from .videos import length_of

register_heif_opener()
Image.MAX_IMAGE_PIXELS = max(settings.ATTACHMENT_MOST_PIXELS.values())  # beyond twice this Pillow itself refuses

_PICTURES: Final = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "image/heic": "heic"}
_FORMATS: Final = ("JPEG", "PNG", "WEBP", "HEIF")
_VIDEOS: Final = {
    "video/mp4": "mp4",
    "video/quicktime": "mov",
    "video/x-m4v": "m4v",
    "video/3gpp": "3gp",
}
ALLOWED: Final[Mapping[str, Mapping[str, str]]] = {
    "photo": _PICTURES,
    "video": _VIDEOS,
    "paper": {"application/pdf": "pdf", **_PICTURES},
}
_HEAD: Final = 8192
_EDGE: Final = 64 * 1024
_MOST_SIDE: Final = 60_000
# Markup is told from the noise of a compressed picture by what must follow it, an archive by where its comment ends.
_SECOND_NATURE: Final = re.compile(rb"<script[\s>/]|<\?php|<html[\s>]|<!doctype|<svg[\s>:/]|%pdf-[12]\.", re.IGNORECASE)
_ARCHIVE_END: Final = re.compile(rb"PK\x05\x06.{16}(..)", re.DOTALL)
_ACTIVE_PDF: Final = re.compile(rb"/(JavaScript|Launch|RichMedia|Encrypt)\b")
_AFTER_END: Final = 1024
_CAMERA_STOPS_LATE: Final = 1.0  # seconds: a camera that is set to a minute ends within the next second


@dataclass(frozen=True, slots=True)
class Found:
    """What a file is: photo, video or paper; width and height in pixels as stored, for pictures."""

    kind: str
    media_type: str
    extension: str
    width: int | None = None
    height: int | None = None


def inspect(file: IO[bytes], kinds: Sequence[str], size: int) -> Found:
    """Say what the file is, or refuse it with a sentence; leaves the file at its beginning.

    Args:
        file: the file, wherever it stands.
        kinds: what is taken here: photo, video, paper; the first that the content can be is what it is.
        size: its length in bytes.

    Raises:
        BadInput: empty, too large, of a type that is not taken, larger in pixels than any camera makes, a video that
            is too long or does not say how long it is, or two kinds of file in one.
    """
    check_size(size, kinds)
    try:
        file.seek(0)
        head = file.read(_HEAD)
        kind, media_type = sniff(head, kinds)
        check_size(size, (kind,))
        extension = ALLOWED[kind][media_type]
        if media_type in _PICTURES:
            _one_nature(file, size)
            width, height = _picture_size(file, media_type)
            return Found(kind, media_type, extension, width, height)
        if media_type == "application/pdf":
            _plain_pdf(file, head, size)
        if media_type in _VIDEOS:
            _short_video(file, size)
        return Found(kind, media_type, extension)
    finally:
        file.seek(0)


def check_size(size: int, kinds: Sequence[str]) -> None:
    """Raise BadInput for nothing at all, and for more bytes than the largest of the kinds may have."""
    most = max(settings.ATTACHMENT_MOST_BYTES[kind] for kind in kinds)
    if size <= 0:
        raise BadInput("upload.empty", _("文件是空的，请重新选择。"))
    if size > most:
        megabytes = {"most": most // settings.MEGABYTE}
        raise BadInput("upload.too_large", _("文件太大，最多 %(most)s MB，请压缩后再传。") % megabytes)


def sniff(head: bytes, kinds: Sequence[str]) -> tuple[str, str]:
    """Return what a file is by its first bytes, as kind and media type.

    Raises:
        BadInput: nothing that is taken here.
    """
    media_type = _media_type(head[:_HEAD])
    for kind in kinds:
        if media_type in ALLOWED[kind]:
            return str(kind), media_type
    raise BadInput("upload.type", _wanted(kinds))


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
    if _SECOND_NATURE.search(edges) or _ends_as_archive(edges):
        raise BadInput("upload.two_natures", _("这个文件里除了照片还有别的内容，不能接收。请用手机重新拍一张。"))


def _ends_as_archive(edges: bytes) -> bool:
    """Say whether an archive ends where the file ends: its last entry counts the bytes of its comment up to there."""
    return any(len(edges) - found.end() == int.from_bytes(found[1], "little") for found in _ARCHIVE_END.finditer(edges))


def _short_video(file: IO[bytes], size: int) -> None:
    """Refuse a video that lasts longer than a minute, or of which nobody can say how long it lasts."""
    seconds = length_of(file, size)
    if seconds is None:
        raise BadInput("upload.broken", _("读不出这段视频有多长，可能没有传完整。请用手机自带的相机重新录一段。"))
    most = settings.VIDEO_MOST_SECONDS
    if seconds > most + _CAMERA_STOPS_LATE:
        raise BadInput("upload.too_long", _("视频最长 %(most)s 秒，请剪短或分几段传。") % {"most": most})


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


def _wanted(kinds: Sequence[str]) -> str:
    said = {
        "photo": _("照片（JPG、PNG、HEIC、WebP）"),
        "video": _("视频（MP4、MOV、3GP）"),
        "paper": _("PDF 或照片（JPG、PNG、HEIC、WebP）"),
    }
    wanted = [said[kind] for kind in kinds if kind != "photo" or "paper" not in kinds]
    return _("这里只收%(wanted)s，请换成这样的文件再传。") % {"wanted": _("、").join(wanted)}
