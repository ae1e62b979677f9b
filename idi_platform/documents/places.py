"""Where and when a picture or a video says it was taken: noted, never a proof; the place can be erased by itself."""

from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from PIL import Image

from idi_platform.kernel.clock import SHANGHAI

from .models import Attachment, Place

_GPS: Final = 0x8825
_CAMERA: Final = 0x8769
_TAKEN, _OFFSET = 0x9003, 0x9011
_LATITUDE, _LONGITUDE = (1, 2), (3, 4)
_MOST: Final = (90, 180)
_FIVE_PLACES: Final = Decimal("0.00001")


def place_of(picture: Image.Image) -> tuple[Decimal, Decimal] | None:
    """Return latitude and longitude in degrees, north and east positive; None where EXIF names no sound place."""
    try:
        said = picture.getexif().get_ifd(_GPS)
        found = tuple(_degrees(said[side], said[value]) for side, value in (_LATITUDE, _LONGITUDE))
    except (KeyError, ValueError, TypeError, ArithmeticError, SyntaxError, OSError):
        return None
    return found[0], found[1]


def taken_of(picture: Image.Image) -> datetime | None:
    """Return when the camera's clock says it was; a camera that names no offset is taken to stand in this country."""
    try:
        said = picture.getexif().get_ifd(_CAMERA)
        moment, offset = (str(said.get(tag, "")).strip("\0 ") for tag in (_TAKEN, _OFFSET))
        if offset:
            return datetime.strptime(f"{moment} {offset}", "%Y:%m:%d %H:%M:%S %z")
        return datetime.strptime(moment, "%Y:%m:%d %H:%M:%S").replace(tzinfo=SHANGHAI)
    except (KeyError, ValueError, TypeError, OverflowError, SyntaxError, OSError):
        return None


def note_place(attachment: Attachment, place: tuple[Decimal, Decimal] | None) -> None:
    """Note the place of an attachment that is stored; nothing where there is none, or none on Earth."""
    if place is None or any(abs(value) > most for value, most in zip(place, _MOST, strict=True)):
        return
    latitude, longitude = (value.quantize(_FIVE_PLACES) for value in place)
    Place.objects.get_or_create(attachment=attachment, defaults={"latitude": latitude, "longitude": longitude})


def _degrees(side: Any, value: Any) -> Decimal:
    """Read degrees, minutes and seconds with their side of the Earth."""
    degrees, minutes, seconds = (Decimal(str(float(part))) for part in value)
    found = degrees + minutes / 60 + seconds / 3600
    if not found.is_finite():
        raise ValueError("Not a number of degrees.")
    return -found if str(side).strip("\0 ").upper() in {"S", "W"} else found
