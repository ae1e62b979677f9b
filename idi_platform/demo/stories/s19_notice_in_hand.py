"""Story 19: notices are made before the keys are given; 纪棠 has hers in hand, and a new telephone number."""

from idi_platform.demo.script import Story
from idi_platform.demo.teller import Teller
from idi_platform.projects import actions as project_file

story = Story("s19", "纪棠，云杉家园 2-0602：手里有告知书，换了手机号，用上面的码添加房屋")
HOME = "2-0602"
BJ_1 = (HOME, "2-0301", "2-1503", "3-0901", "3-1001", "3-1101", "3-1201", "4-0702")


def _issue(teller: Teller, project: str, *homes: str, who: str = "niu") -> None:
    """Make the notices of homes, one by one."""
    for number in homes:
        unit = teller.unit(project, number)
        project_file.issue_notice(acting=teller.who(who), key=teller.key(), unit=unit)


@story.at("2021-01-11", "10:00")
def before_the_keys_of_bj_2(teller: Teller) -> None:
    """For the flat that is sold later: its notice goes with it."""
    _issue(teller, "BJ-2", "1-0904")


@story.at("2023-06-26", "10:00")
def before_the_keys_of_bj_1(teller: Teller) -> None:
    """Four days before the developer gives the keys."""
    _issue(teller, "BJ-1", *BJ_1)


@story.at("2026-01-16", "10:00")
def before_the_keys_of_hz_1(teller: Teller) -> None:
    """Before the keys of the affordable homes."""
    _issue(teller, "HZ-1", "6-0502")
