"""Verification codes: unguessable, without letters that are mistaken for digits, in groups of four."""

import secrets
import unicodedata
from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no I, L, O, U."""
LENGTH: Final = 12
_GROUP: Final = 4
_MISREAD: Final = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})


def new_code() -> str:
    """Draw a code of 60 random bits: 7K4M-Q2XD-9F0T."""
    return grouped("".join(ALPHABET[byte % len(ALPHABET)] for byte in secrets.token_bytes(LENGTH)))


def grouped(code: str) -> str:
    """Write a code in groups of four."""
    return "-".join(code[at : at + _GROUP] for at in range(0, len(code), _GROUP))


def read_code(typed: str) -> str | None:
    """Return the code as stored, from what somebody typed; None if it cannot be one."""
    plain = unicodedata.normalize("NFKC", typed[:60]).upper().translate(_MISREAD)
    kept = "".join(char for char in plain if char not in " -·.")
    return grouped(kept) if len(kept) == LENGTH and set(kept) <= set(ALPHABET) else None
