"""What a limit of the law is called."""

from idi_platform.kernel.languages import in_words

from .layers import Law


def clock_title(law: Law, name: str) -> str:
    """Return what a clock measures or a quota counts, in words; its name where the law no longer knows it."""
    found = law.clocks.get(name) or law.quotas.get(name)
    return in_words(found.title) if found is not None and found.title is not None else name
