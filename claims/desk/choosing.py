"""Who handles a claim under the insurer's rules: a pure function of what it is given, so that a log can be replayed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Case:
    """What rules ask of a claim; `divisions` are the codes over its place, the smallest too."""

    project: int | None = None
    divisions: tuple[str, ...] = ()
    item: str = ""
    is_danger: bool = False
    is_rest_day: bool = False


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who may handle claims today, with the open claims in hand; `substitute` while away."""

    person: int
    open: int = 0
    most_open: int | None = None
    skills: tuple[str, ...] = ()
    is_on_duty: bool = False
    is_away: bool = False
    substitute: int | None = None

    @property
    def has_room(self) -> bool:
        """Whether one more claim stays within what the desk has set."""
        return self.most_open is None or self.open < self.most_open


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule in its place."""

    pk: int
    project: int | None = None
    division: str = ""
    item: str = ""
    only_danger: bool = False
    days: str = "any"
    person: int | None = None
    skill: str = ""
    on_duty: bool = False

    def holds_for(self, case: Case) -> bool:
        """Say whether every condition that is set holds."""
        return (
            (self.project is None or self.project == case.project)
            and (not self.division or self.division in case.divisions)
            and (not self.item or self.item == case.item)
            and (case.is_danger or not self.only_danger)
            and (self.days == "any" or (self.days == "rest") is case.is_rest_day)
        )


@dataclass(frozen=True, slots=True)
class Choice:
    """Who, by which rule; nobody where no rule finds anybody. `for_whom`: the absent colleague who was meant."""

    handler: int | None = None
    rule: int | None = None
    for_whom: int | None = None


def choose(case: Case, rules: Sequence[Rule], colleagues: Iterable[Colleague]) -> Choice:
    """Return whom the first rule finds that holds for the case; among several the one with fewest open claims."""
    desk = {one.person: one for one in colleagues}
    for rule in rules:
        if not rule.holds_for(case):
            continue
        named = _stands_for(desk, rule.person) if rule.person is not None else None
        pool = [named] if named is not None else [] if rule.person is not None else list(desk.values())
        able = [one for one in pool if _is_able(one, rule)]
        if able:
            first = min(able, key=lambda one: (one.open, one.person))
            meant = rule.person if rule.person not in (None, first.person) else None
            return Choice(first.person, rule.pk, meant)
    return Choice()


def _stands_for(desk: Mapping[int, Colleague], person: int) -> Colleague | None:
    """Return the colleague, or whoever stands in for an absent one, each asked once."""
    asked: set[int] = set()
    found = desk.get(person)
    while found is not None and found.is_away and found.person not in asked:
        asked.add(found.person)
        found = desk.get(found.substitute) if found.substitute is not None else None
    return found


def _is_able(one: Colleague, rule: Rule) -> bool:
    skilled = not rule.skill or rule.skill in one.skills
    return not one.is_away and one.has_room and skilled and (one.is_on_duty or not rule.on_duty)


def with_one_more(colleagues: Iterable[Colleague], person: int) -> list[Colleague]:
    """Return the colleagues after a claim went to one of them, for the next claim of the same batch."""
    return [replace(one, open=one.open + 1) if one.person == person else one for one in colleagues]


def as_json(case: Case, rules: Sequence[Rule], colleagues: Iterable[Colleague]) -> dict[str, Any]:
    """Return everything that a choice was made from."""
    return {
        "case": asdict(case),
        "rules": [asdict(rule) for rule in rules],
        "colleagues": [asdict(one) for one in colleagues],
    }


def choose_again(seen: Mapping[str, Any]) -> Choice:
    """Return the choice that follows from what a log says was looked at."""
    case = Case(**{**seen["case"], "divisions": tuple(seen["case"]["divisions"])})
    colleagues = [Colleague(**{**one, "skills": tuple(one["skills"])}) for one in seen["colleagues"]]
    return choose(case, [Rule(**rule) for rule in seen["rules"]], colleagues)
