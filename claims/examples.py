"""Examples that ask who may have a matter decided by an appraiser, by whom it is decided, and who pays."""

from collections.abc import Iterator
from typing import Any

from claims.models.beside.sides import Side, texts_sides
from idi_platform.rulebooks.law import Law
from idi_platform.rulebooks.schema.topics import AppraisalDef
from idi_platform.workflow.examples import Example
from idi_platform.workflow.examples.matters import asking, met
from idi_platform.workflow.examples.running import differing, runs, world_of

CHOOSING = ("appraisal.agree_appraiser", "appraisal.begin")
LICENCES = ("appraisal.has_testing_licence", "appraisal.has_judicial_licence")
CONFIRMING = "appraisal.confirm"


@runs("appraisal")
def _appraisal(example: Example, law: Law) -> Iterator[str]:
    matter = example.appraisal or ""
    may = texts_sides(law, matter)
    for word in ("by", "not_by"):
        for name in example.expect.get(word, ()):
            if (Side(name) in may) != (word == "by"):
                yield f"{name} may {'not ' if word == 'by' else ''}ask for an appraisal of {matter}"
    rest = {word: value for word, value in example.expect.items() if word not in ("by", "not_by")}
    entry = law.city.appraisal.get(matter) if law.city is not None else None
    if entry is not None:
        yield from differing(rest, _said_of(entry, _about(example, matter), law))
        yield from _confirmation(entry, matter, law)
    elif rest:
        yield f"the text says nothing of an appraisal of {matter}"


def _about(example: Example, matter: str) -> Example:
    return example.model_copy(update={"given": {"appraisal.matter": matter, **example.given}})


def _said_of(entry: AppraisalDef, case: Example, law: Law) -> dict[str, Any]:
    """Return what the entry says, and what the gates let nobody do in this case."""
    world = world_of(case, "appraisal", law)
    unlicensed = case.model_copy(update={"given": {**case.given, **dict.fromkeys(LICENCES, False)}})
    unwritten = case.model_copy(update={"given": {**case.given, "appraisal.in_writing": False}})
    return {
        "chosen": entry.chosen,
        "asked_by": entry.asked_by,
        "in_writing": entry.in_writing,
        "licences": entry.licences,
        "confirm_within": _days_of(entry),
        "paid_by": "refer" if entry.fee == "refer" else law.figure(entry.fee, world),
        "unlicensed": met(law, CHOOSING, asking(*LICENCES), lambda kind: world_of(unlicensed, kind, law)),
        "unwritten": met(
            law, ["appraisal.request"], asking("appraisal.in_writing"), lambda kind: world_of(unwritten, kind, law)
        ),
    }


def _days_of(entry: AppraisalDef) -> int | None:
    length = entry.confirm_within.duration if entry.confirm_within is not None else None
    return length.number if length is not None else None


def _confirmation(entry: AppraisalDef, matter: str, law: Law) -> Iterator[str]:
    """Hold the time for a confirmation against the clock that runs for it."""
    clock = law.clocks.get(CONFIRMING)
    if entry.confirm_within is not None and (clock is None or clock.within != entry.confirm_within):
        yield f"{CONFIRMING} runs for another time than the text gives for an appraisal of {matter}"
