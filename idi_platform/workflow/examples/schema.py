"""One worked example: the clauses it speaks for, a case, and what the law says of it."""

from decimal import Decimal
from typing import Any, Self

from pydantic import Field, model_validator

from idi_platform.rulebooks.schema.base import ClauseId, Part

MOST_CLAUSES = 12
"""A test that speaks for more clauses speaks for none of them."""

SUBJECTS = (
    "clock", "gate", "figure", "permission", "paper", "filing", "quota", "binding", "cover", "schedule", "appraisal",
    "term", "ground", "recourse", "agency", "credit", "panel", "premium", "retention",
    "says",
)  # fmt: skip


class Example(Part):
    """A case and its answer; exactly one of `clock` … `says` names what is asked.

    Attributes:
        clauses: The clauses that the example speaks for; a gate of another clause is left out of the answer.
        about: One sentence, in Chinese, that a lawyer can agree or disagree with.
        clock: A clock; `expect` gives `target`, `due` (last good day or second), `opens`, `closes`, `state`, `kind`,
            `owed_by`, `owed_to`, `force`, `on` (the kind that carries it), `per`, `told` (per consequence of a breach
            who is told, `a+b`, or the step that the system takes, with ` after 7 days` where it comes later),
            `measures` (with which other clocks it is one deadline), `reminded` (the instants at which whoever owes it
            is reminded), or `runs: false`.
        gate: A step; `expect` is `allowed`, or the effects that stand against it (`block`, `warn`, `refer`, `hint`);
            `refer by legal` says who decides as well.
        figure: A figure; `expect` is its value, or gives `value`, `unit` and `effect`.
        permission: A step; `expect` gives `by`, `not_by`, `from`, `second_person`.
        paper: A paper; `expect` gives `sections`, `required`, `by`, `to`, `on`, `also_on`, `two_signatures`,
            and whether it is `drawn` in this case.
        filing: What is handed in; `expect` gives `by`, `to`, `on`, `contents`, `told`, and `owed`: whether it is,
            in this case. `due` is the last good day after the step in `steps` that owes it; none where no limit runs.
        quota: A quota; `expect` gives the state of periods, `{2030-05: overdue}`, and `owed_by`, `each` (of what),
            `counts` (which step), `told`.
        binding: The kind of project; `expect` is candidate, bound, none_in_force or undetermined; or gives that as
            `outcome`, and as `effect` what the text says of the kind (compulsory, voluntary …).
        cover: Cover items that fit; `expect` gives `state`, `liable`, `from`, `to`, `told_too` …. What the text says
            of the stretch in which the case lies has to come out as the verdict.
        schedule: Items that a contract agrees; `expect` is `allowed`, or `block` where it may not be signed.
        appraisal: A matter that an appraiser decides; `expect` gives `by` and `not_by`: which sides may ask for one;
            `chosen`, `asked_by`, `licences`, `confirm_within`; `unlicensed`, `unwritten`: what stands against an
            appraiser without a licence, a request not in writing; `paid_by`: who pays in this case.
        term: A contract term with its value in `terms` (none: not agreed); `expect` is what that meets (as for a gate,
            or `not_a_value`), or gives it as `meets`, with `unit` and `asked`: whether a new policy asks for it.
        ground: A ground of refusal; `expect` is what a refusal on it meets, or gives that as `meets`, with `exclusion`
            and `evidence`. One piece of evidence is linked and exclusions are explained unless `given` says otherwise.
        recourse: Kinds of liable party; `expect` is what recourse against each of them meets.
        agency: A step of its engagement; `expect` is what it meets, or gives that as `meets`, with `engaged_by`,
            `reports_to`, `fee_is_part_of_premium`, `conflict`.
        credit: A consequence for somebody's standing; `expect` gives `who`, `not_who`, `kind`, `by`, `step`,
            `taken_by` (who takes that step) and `holds_up`: the steps that it keeps people from.
        panel: The insurers' shares, the lead's first; `sets: {policy.shares: […]}` may say more of each. `expect` is
            what signing with them meets, or gives that as `meets`, with `owner_is_paid_by`, `insurers_at_least` ….
        retention: What is kept for a time; `expect` gives `kept`: whether it still is at the instant of asking, and
            `last_day` (`none` where the time has not begun).
        premium: The fact that the premium is counted from; `expect` is what signing meets in this case.
        says: Nothing else is given: `expect` maps paths in the book (`terms/service.survey/at_most`) to values; an
            entry of a list is found by its name, code or place (`cover/segments/covered/liable`, `when/all/0/is`).
        formerly: Facts that stood otherwise (`nothing`: not yet) when the clock began, and it was decided if it runs.
        given: Facts by dotted name; days as 2029-03-12, instants as '2029-03-12 10:00', both in Shanghai.
        steps: Steps taken, and papers' ways (`dispatched:<paper>`, `arrived:<paper>`), with their instants.
        sets: Members of sets, each with facts of its own.
        terms: Contract terms.
        open: Clocks that run.
        inside: Windows that are open.
        at: The instant of asking; the end of 2099 where it does not matter.
    """

    clauses: tuple[ClauseId, ...] = Field(min_length=1, max_length=MOST_CLAUSES)
    about: str = Field(min_length=1)
    clock: str | None = None
    gate: str | None = None
    figure: str | None = None
    permission: str | None = None
    paper: str | None = None
    filing: str | None = None
    quota: str | None = None
    binding: str | None = None
    cover: tuple[str, ...] | None = None
    schedule: tuple[str, ...] | None = None
    appraisal: str | None = None
    term: str | None = None
    ground: str | None = None
    recourse: tuple[str, ...] | None = None
    agency: str | None = None
    credit: str | None = None
    panel: tuple[Decimal, ...] | None = Field(default=None, min_length=1)
    premium: str | None = None
    retention: str | None = None
    says: bool | None = None
    formerly: dict[str, Any] = Field(default_factory=dict)
    given: dict[str, Any] = Field(default_factory=dict)
    steps: dict[str, Any] = Field(default_factory=dict)
    sets: dict[str, tuple[dict[str, Any], ...]] = Field(default_factory=dict)
    terms: dict[str, Any] = Field(default_factory=dict)
    open: tuple[str, ...] = ()
    inside: tuple[str, ...] = ()
    at: str = "2099-12-31 12:00"
    expect: Any

    @model_validator(mode="after")
    def _one(self) -> Self:
        if sum(getattr(self, name) is not None for name in SUBJECTS) != 1:
            raise ValueError(f"ask for exactly one of {', '.join(SUBJECTS)}")
        return self

    @property
    def subject(self) -> str:
        """What kind of thing is asked for."""
        return next(name for name in SUBJECTS if getattr(self, name) is not None)
