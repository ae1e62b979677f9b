"""Choices of the report that are pointed at: places in groups, defects as drawings."""

from dataclasses import dataclass

from django import forms


@dataclass(frozen=True, slots=True)
class Drawing:
    """A defect to point at: its words, an explanation, and the name of its drawing in `static/idi/defects.svg`."""

    text: str
    hint: str = ""
    drawing: str = "generic"

    def __str__(self) -> str:
        """Return the words alone."""
        return self.text


class GroupedTiles(forms.RadioSelect):
    """Short choices in named groups."""

    template_name = "claims/tiles_in_groups.html"


class DrawingTiles(forms.RadioSelect):
    """Choices with a drawing each, two beside each other; their labels are `Drawing`."""

    template_name = "claims/tiles_drawn.html"
