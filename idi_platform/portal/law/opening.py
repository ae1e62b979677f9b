"""Opening the door, and naming the page that realises what a text merely encourages."""

from idi_platform.portal import doors
from idi_platform.rulebooks.vocabulary import vocabulary


def register() -> None:
    """Open the door on the home page and name the page."""
    doors.register_landing("law", "law:texts")
    vocabulary.page("incentives", zh="鼓励事项", en="what the texts encourage")
