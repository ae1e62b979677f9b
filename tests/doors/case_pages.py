"""Corrections, decisions, reviews, facts in breach, projects and texts: the same pages at two doors."""

from idi_platform.projects.models import InsuredObject
from tests.doors.cases import (
    AUTHORITIES,
    CASES_DESK,
    DESK,
    LEADERS,
    Arguments,
    Case,
    Door,
    Public,
    a_text,
    by_pk,
    keyed,
)


def _cases(
    door: str, everybody: frozenset[str], claim: frozenset[str], book: frozenset[str]
) -> dict[str, Door | Public]:
    """Return the expectations of the case pages at a door: who has them, who sees the claim, who the book."""
    said = "insurers' staff" if door == "console" else "the authority"
    of_claim = f"{said} who see the case"
    maker = claim if door == "console" else frozenset()
    busy = frozenset({200, 403, 409})
    listed = {
        f"cases_{door}:{name}": Door(f"{said}, each what it may see", (Case("the list", who=everybody),))
        for name in ("waiting", "decisions", "reviews", "violations", "attempts")
    }
    return listed | {
        f"cases_{door}:subject": Door(
            of_claim,
            (
                Case("a claim", by_pk("claim_id"), claim),
                Case("a policy", by_pk("policy"), book),
                Case("a project", by_pk("project"), book),
            ),
        ),
        f"cases_{door}:decide": Door(
            f"{of_claim}; the rulebook names who decides",
            (
                Case(
                    "a claim",
                    by_pk("claim_id"),
                    claim,
                    sent=keyed("00022"),
                    shown=busy,
                    answers=frozenset({302, 403, 409, 422}),
                ),
            ),
            ("GET", "POST"),
        ),
        f"cases_{door}:breach": Door(
            of_claim,
            (
                Case(
                    "a survey of a claim",
                    lambda world: {"pk": world.claim_id, "step": "record_survey"},
                    claim,
                    sent=keyed("00023"),
                    shown=busy | {404},
                    answers=frozenset({302, 403, 404, 409, 422}),
                ),
            ),
            ("GET", "POST"),
        ),
        f"cases_{door}:correct": Door(
            f"{of_claim} and may take the step",
            (
                Case(
                    "the filing of a claim",
                    by_pk("filed"),
                    claim,
                    shown=busy,
                    answers=frozenset({200, 302, 403, 409, 422}),
                ),
            ),
            ("GET", "POST"),
        ),
        f"cases_{door}:proposal": Door(
            "the maker's organisation", (Case("a correction that waits", by_pk("correction"), maker),)
        ),
        f"cases_{door}:agree": Door(
            "the second person of the maker's organisation",
            (
                Case(
                    "a correction that waits",
                    by_pk("correction"),
                    maker,
                    sent=keyed("00020"),
                    answers=frozenset({302, 403}),
                ),
            ),
            ("POST",),
        ),
        f"cases_{door}:count": Door(
            "the maker's organisation",
            (Case("a correction that waits", by_pk("correction"), maker, answers=frozenset({302})),),
            ("POST",),
        ),
        f"cases_{door}:give_back": Door(
            "the second person of the maker's organisation",
            (
                Case(
                    "a correction that waits",
                    by_pk("correction"),
                    maker,
                    sent=keyed("00021", reason="请补"),
                    answers=frozenset({302, 403, 422}),
                ),
            ),
            ("POST",),
        ),
        f"cases_{door}:review": Door(
            f"{of_claim}; the insurer's desk settles it",
            (
                Case(
                    "a decision to look at again",
                    by_pk("review"),
                    claim,
                    sent=keyed("00024", outcome="看过，维持。"),
                    answers=frozenset({302, 403}),
                ),
                Case("a number that no review has", by_pk("stranger_id")),
            ),
            ("GET", "POST"),
        ),
        f"projects_{door}:projects": Door(f"{said}, each what it may see", (Case("the list", who=everybody),)),
        f"projects_{door}:project": Door(f"{said} who see the project", (Case("a project", by_pk("project"), book),)),
        **_texts(door, said, everybody, book),
    }


def _texts(door: str, said: str, everybody: frozenset[str], book: frozenset[str]) -> dict[str, Door | Public]:
    """Return the expectations of the texts' pages: everybody reads, the role decides who acts, each on what he sees."""
    refused = frozenset({200, 403})
    answers = frozenset({200, 302, 403, 422})

    def act(number: str, who: frozenset[str] = everybody, arguments: Arguments = a_text) -> tuple[Case, ...]:
        return (Case("Beijing's text", arguments, who, sent=keyed(number), shown=refused, answers=answers),)

    both = ("GET", "POST")
    return {
        f"texts_{door}:texts": Door(f"{said}, each what it may see", (Case("the list", who=everybody),)),
        f"texts_{door}:text": Door(f"{said}, each what it may see", (Case("Beijing's text", a_text, everybody),)),
        f"texts_{door}:adopt": Door(f"{said}; an underwriter, or the authority", act("00031"), both),
        f"texts_{door}:agree": Door(f"{said}; a second person of the maker's organisation", act("00032"), both),
        f"texts_{door}:extend": Door(f"{said}; the authority of the place", act("00033"), both),
        f"texts_{door}:decide": Door(
            f"{said} who see the object; an approver, or the authority",
            act("00034", book, lambda world: {"pk": InsuredObject.objects.get(project_id=world.project).pk}),
            both,
        ),
    }


CASE_PAGES_DOORS: dict[str, Door | Public] = {
    **_cases("console", CASES_DESK, DESK, LEADERS),
    **_cases("regulator", AUTHORITIES, frozenset({"regulator_of_city"}), frozenset({"regulator_of_city"})),
}
