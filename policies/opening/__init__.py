"""Opening a book: each act of it through perform(), in the order of its days, each in its own transaction.

The key of every act comes from the book's key, so a run that was stopped goes on where it stopped.
"""

from collections.abc import Callable
from datetime import datetime

from django.utils.translation import gettext as _

from idi_platform.accounts.acting import Acting
from idi_platform.kernel import clock
from idi_platform.kernel.errors import BadInput, PlatformError
from policies.book import Book

from .acts import acts_of
from .desk import Act, Desk, Opened, Stopped, WaitsForSecondPerson, instant_of

__all__ = ["Opened", "Stopped", "WaitsForSecondPerson", "open_book"]


def open_book(
    book: Book,
    *,
    acting: Acting,
    key: str,
    second_person: Acting | None = None,
    developer: Acting | None = None,
    told: Callable[[str], None] | None = None,
    at: Callable[[datetime], None] | None = None,
) -> Opened:
    """Take every act of the book.

    Args:
        book: What is to stand.
        acting: Who enters it: an underwriter of the lead insurer.
        key: The idempotency key that all acts derive theirs from.
        second_person: Who approves where a warning of the text or the platform asks for two.
        developer: Who takes the milestones that are the developer's own acts.
        told: Called with the label of each act when it is done.
        at: Called with the instant of each act before it is taken; a demonstration moves legal time there.

    Raises:
        BadInput: A day, an organisation or a telephone of the book cannot be.
        Stopped: An act was refused; the ones before it stand.
    """
    desk = Desk(book, acting, key, second_person, developer)
    acts = sorted(acts_of(book))
    if at is None:
        _check_days(book, acts)
    for act in acts:
        if at is not None:
            at(instant_of(act))
        desk.begin(act)
        try:
            desk.settle(act.take(desk))
        except PlatformError as error:
            raise Stopped(act.label, error) from error
        desk.done.append(act.label)
        if told is not None:
            told(act.label)
    return desk.opened()


def _check_days(book: Book, acts: list[Act]) -> None:
    today = clock.local_date(clock.now())
    late = [act.label for act in acts if act.day > today]
    if late:
        sentence = _("日期不能晚于今天：%(labels)s。") % {"labels": "、".join(late[:5])}
        raise BadInput("book.in_future", sentence, {label: _("日期不能晚于今天。") for label in late})
    if book.policy.drafted_on < book.project.registered_on:
        sentence = _("保单拟定日期不能早于项目登记日期。")
        raise BadInput("book.out_of_order", sentence, {"policy.drafted_on": sentence})
