"""Where a picture or a video says it was taken: noted once in a row of its own, which can be erased; never a proof."""

from decimal import Decimal
from typing import Any, Final

from PIL import Image

from .models import Attachment, Place

_GPS: Final = 0x8825
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
