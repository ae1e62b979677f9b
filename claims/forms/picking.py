"""Evidence is picked by looking at it: a tile per file with its thumbnail, its number and what it is."""

from dataclasses import dataclass

from django import forms


@dataclass(frozen=True, slots=True)
class Tile:
    """One file to pick; stands where a label is expected."""

    number: str
    kind: str
    thumb: str = ""
    icon: str = "camera"

    def __str__(self) -> str:
        """Return number and kind, as errors and readers say it."""
        return f"{self.number}　{self.kind}"


class EvidencePick(forms.CheckboxSelectMultiple):
    """Any number of files, each a tile."""

    template_name = "claims/evidence_pick.html"
