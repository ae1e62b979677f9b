"""Files that people hand in: sound ones, and the kinds that are not."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject


def picture(size=(640, 480), colour="teal", form="JPEG", **given):
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, form, **given)
    return out.getvalue()


def with_place():
    """A photo that says where it was taken, lying on its side."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "演示相机"
    place = exif.get_ifd(0x8825)
    place[1], place[2] = "N", (39.0, 54.0, 26.4)
    return picture(exif=exif)


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
