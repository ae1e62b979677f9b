"""Story 16: the two-year items of LG-1 end on 2027-09-21; 潘晨 hears it ninety, thirty and seven days before."""

from idi_platform.demo.script import Story
from idi_platform.demo.teller import Teller
from idi_platform.kernel import clock
from policies.ending import remind_owners

story = Story("s16", "潘晨，鳌滨中心 1-0908：供热制冷和装修管线保到 2027 年 9 月 21 日，提前三次告知")


def _remind(_teller: Teller) -> None:
    """Let the platform's daily look come at its time of day."""
    remind_owners(clock.now())


@story.at("2027-06-23", "09:00")
def ninety_days(teller: Teller) -> None:
    """The first message."""
    _remind(teller)


@story.at("2027-08-22", "09:00")
def thirty_days(teller: Teller) -> None:
    """The second."""
    _remind(teller)


@story.at("2027-09-14", "09:00")
def seven_days(teller: Teller) -> None:
    """The last."""
    _remind(teller)
