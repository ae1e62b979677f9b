"""What somebody has in hand, told by the apps above: who ends a role reads what is to be handed over."""

from collections.abc import Callable, Iterable

from idi_platform.accounts.acting import Acting
from idi_platform.portal.components import Note

Tells = Callable[[Acting, int], Iterable[Note]]
_tellers: list[Tells] = []


def tells_work(teller: Tells) -> Tells:
    """Register who knows what a member of the reader's organisation has in hand; a decorator."""
    _tellers.append(teller)
    return teller


def work_of(acting: Acting, person: int) -> list[Note]:
    """Return what a member has in hand, and the way to hand it over."""
    return [note for teller in _tellers for note in teller(acting, person)]
