"""Files that people hand in: sound ones, and the kinds that are not."""

import io
import struct

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject


def picture(size=(640, 480), colour="teal", form="JPEG", **given):
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, form, **given)
    return out.getvalue()


def with_place(taken="", offset="", **given):
    """A photo that says where it was taken, and when if told, lying on its side."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "演示相机"
    if taken:
        exif.get_ifd(0x8769).update({0x9003: taken} | ({0x9011: offset} if offset else {}))
    place = exif.get_ifd(0x8825)
    place[1], place[2] = "N", (39.0, 54.0, 26.4)
    place[3], place[4] = "W", (116.0, 23.0, 29.4)
    return picture(exif=exif, **given)


def bomb():
    """A PNG of 50,000 × 50,000 pixels in a few kilobytes."""
    import struct
    import zlib

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 50_000, 50_000, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(b"\0" * 50_000))
        + chunk(b"IEND", b"")
    )


def box(kind, content=b""):
    return struct.pack(">I4s", 8 + len(content), kind) + content


def video(seconds=12.0, *, place="", ahead=(), whole=True):
    """An MP4 as a telephone writes it: its header says how long it is; nothing that could be seen."""
    length = struct.pack(">4x8xII80x", 1000, int(seconds * 1000))
    track = box(b"trak", box(b"mdia", box(b"mdhd", struct.pack(">4x8xII4x", 1000, int(seconds * 1000)))))
    said = box(b"udta", box(b"\xa9xyz", struct.pack(">HH", len(place), 0x15C7) + place.encode())) if place else b""
    film = box(b"moov", box(b"mvhd", length) + track + said + b"".join(ahead))
    content = box(b"ftyp", b"mp42\0\0\0\0mp42isom") + film + box(b"mdat", b"\1" * 400)
    return content if whole else content[:-100]


def webm():
    """The beginning of a WebM, by which it is known."""
    head = bytes.fromhex("4282") + b"\x84webm"
    return bytes.fromhex("1A45DFA3") + bytes([0x80 | len(head)]) + head + bytes.fromhex("18538067") + b"\xff"


def pdf(script="", password=""):
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    if script:
        action = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject(script)}
        writer.root_object[NameObject("/OpenAction")] = DictionaryObject(action)
    if password:
        writer.encrypt(password)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def upload(content, name="photo.jpg"):
    return SimpleUploadedFile(name, content)
