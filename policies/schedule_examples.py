"""Worked examples of a schedule: whether a contract with these items may be signed under a text."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from idi_platform.rulebooks.law import Law
from idi_platform.workflow.examples import Example
from idi_platform.workflow.examples.running import runs

from .examples import agreed_line
from .rules.schedule import AgreedItem, problems_of
from .text import read_text

MAY = "allowed"
MAY_NOT = "block"


@runs("schedule")
def run_schedule(example: Example, law: Law) -> Iterator[str]:
    """Yield whether the schedule comes out otherwise: the same question that is asked before a contract is signed.

    `schedule` names the items that the contract agrees; `sets: {policy.items: […]}` says more of some of them, as for
    cover, and `item.deductible` in yuan.
    """
    text = read_text(law, example.terms)
    problems = problems_of(_lines(example), text.items, text.start)
    found = MAY_NOT if problems else MAY
    if found != example.expect:
        because = ", ".join(f"{one.code} {one.item}" for one in problems) or "nothing stands against it"
        yield f"the schedule meets {found} ({because}), not {example.expect}"


def _lines(example: Example) -> Iterator[AgreedItem]:
    said = {str(line["item.code"]): line for line in example.sets.get("policy.items", ())}
    for code in example.schedule or ():
        line = said.get(code, {"item.code": code})
        deductible = line.get("item.deductible")
        yield replace(agreed_line(line), deductible=None if deductible is None else Decimal(str(deductible)))
