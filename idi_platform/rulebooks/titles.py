"""What a limit of the law is called."""

from idi_platform.kernel.languages import in_words

from .layers import Law


def clock_title(law: Law, name: str) -> str:
    """Return what a clock measures or a quota counts, in words; its name where the law no longer knows it."""
    found = law.clocks.get(name) or law.quotas.get(name)
    return in_words(found.title) if found is not None and found.title is not None else name


def duty_title(law: Law, name: str, clause: str) -> str:
    """Return what a duty is called, else the title of its clause: a project under two texts is named by neither."""
    title = clock_title(law, name)
    return title if title != name else law.clause_title(clause)
