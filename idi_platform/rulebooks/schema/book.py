"""A whole rulebook: the sections of a city file."""

from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, field_validator, model_validator

from idi_platform.kernel.languages import in_words
from idi_platform.rulebooks.citing import cited

from .base import ClauseId, Dotted, Label, Name, Part, as_trigger
from .base import Trigger as Binding
from .clocks import ClockDef, Consequence
from .cover import CoverDef, InForce
from .gates import GateDef, StepRule
from .papers import FigureDef, PaperDef, TermDef
from .predicates import Operand, Predicate
from .topics import (
    AgencyDef,
    AppraisalDef,
    CoinsuranceDef,
    CreditDef,
    FilingDef,
    FundDef,
    InsurerDef,
    RecourseDef,
    RecurringDef,
    RegisterDef,
    RetentionDef,
)

SCHEMA_VERSION = 1

EditionId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Reference = Annotated[
    str,
    StringConstraints(
        pattern=r"^(clock|gate|quota|recurring|paper|figure|term|item|segment|exclusion|step|permission|page|filing|"
        r"indicator|register|credit|appraisal|retention|cover|scope|in_force|binds_on|boundary|insured_object|premium|"
        r"coinsurance|insurer|agency|fund|recourse|silent|information)(:[a-z0-9_.]+)?$"
    ),
]
NAMED = frozenset({
    "clock", "gate", "quota", "recurring", "paper", "figure", "term", "item", "segment", "exclusion", "step",
    "permission", "page", "filing", "indicator", "register", "credit", "appraisal", "retention", "silent",
})  # fmt: skip
"""References that name an entry: the loader finds each, in the file or among the closed names."""
WHOLE = frozenset({
    "cover", "scope", "in_force", "binds_on", "boundary", "insured_object", "premium", "coinsurance", "insurer",
    "agency", "fund", "recourse",
})  # fmt: skip
"""References to a section as a whole, which must not be empty."""


class Title(Label):
    """Names of the text, its issuers, number and place."""

    short_zh: str | None = None
    short_en: str | None = None


class Source(Part):
    """An instrument that the rulebook is taken from."""

    title: Label
    number: str | None = None
    issued_by: tuple[str, ...] = ()


class ClauseDef(Part):
    """One clause of the index, with what realises it now and what will.

    `realised_by` entries of checked kinds must exist in the file; `planned` entries may name what is not built yet.
    """

    article: str
    title: Label
    kind: tuple[Name, ...] = Field(min_length=1)
    modality: Literal["duty", "may", "recommended", "in_principle", "encouraged", "vague", "definition"] = "duty"
    realised_by: tuple[Reference, ...] = ()
    planned: dict[Reference, Label | None] = Field(default_factory=dict, description="what is not there yet, why not")
    from_: str | None = Field(default=None, alias="from", description="national law: in force since this day")
    decided: Label | None = Field(default=None, description="how an ambiguity of the text was decided")
    decides: bool = Field(default=False, description="national law: a determination may rest on it")

    @field_validator("planned", mode="before")
    @classmethod
    def _without_reasons(cls, value: Any) -> Any:
        """Read a list of older revisions, which gave no reasons; the index check asks for them."""
        return dict.fromkeys(value) if isinstance(value, list | tuple) else value

    @field_validator("decided", mode="before")
    @classmethod
    def _in_one_language(cls, value: Any) -> Any:
        """Read older revisions, which said it in Chinese alone."""
        return {"zh": value, "en": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _something(self) -> Self:
        if not self.realised_by and not self.planned:
            raise ValueError("say what realises the clause (realised_by) or what will (planned)")
        return self


class ScopeRule(Part):
    """Whether one kind of project is insured compulsorily, voluntarily, by reference or not at all.

    `unclear`: the text's words leave it open whether they cover the kind; a person with the right decides.
    """

    effect: Literal["compulsory", "voluntary", "by_reference", "unclear", "not_covered"]
    clause: ClauseId
    note: Label | None = None


class QuotaDef(Part):
    """A number of steps due per member and calendar period; a reminder where the text names no sanctioned figure."""

    kind: Literal["duty", "reminder"] = "duty"
    title: Label | None = None
    count: Dotted
    where: Predicate | None = None
    each: str
    every: Literal["calendar_month", "quarter", "year"]
    at_least: Operand
    owed_by: Name
    on_breach: tuple[Consequence, ...] = ()
    clause: ClauseId


class PremiumDef(Part):
    """The base of the premium and what bounds its rate and shares."""

    base: Dotted | None = None
    base_clause: ClauseId | None = None
    rates: tuple[GateDef, ...] = ()


class Planned(Part):
    """Entries that name steps not built yet: shaped like the real ones, not held against the vocabulary."""

    clocks: dict[Dotted, ClockDef] = Field(default_factory=dict)
    gates: dict[Dotted, tuple[GateDef, ...]] = Field(default_factory=dict)
    steps: dict[Dotted, StepRule] = Field(default_factory=dict)
    quotas: dict[Dotted, QuotaDef] = Field(default_factory=dict)
    papers: dict[Name, PaperDef] = Field(default_factory=dict)
    figures: dict[Dotted, FigureDef] = Field(default_factory=dict)


class Rulebook(Part):
    """One edition's body: a city's text, or the national base."""

    id: EditionId
    schema_version: int = SCHEMA_VERSION
    title: Title
    issuers: tuple[str, ...] = ()
    document_number: str | None = None
    division: str | None = Field(default=None, pattern=r"^[0-9]{6}$")
    sources: tuple[Source, ...] = ()
    is_base: bool = False
    in_force: InForce
    insured_object: Literal["project", "construction_permit", "contract"] | None = None
    binds_on: Binding | None = None
    boundary: dict[Dotted, Literal["permit_across_boundary", "contract_after_expiry"]] = Field(
        default_factory=dict, description="other days that must lie inside the window, else a person decides"
    )
    clauses: dict[ClauseId, ClauseDef] = Field(default_factory=dict)
    scope: dict[Name, ScopeRule] = Field(default_factory=dict)
    cover: CoverDef | None = None
    premium: PremiumDef | None = None
    clocks: dict[Dotted, ClockDef] = Field(default_factory=dict)
    quotas: dict[Dotted, QuotaDef] = Field(default_factory=dict)
    gates: dict[Dotted, tuple[GateDef, ...]] = Field(default_factory=dict)
    steps: dict[Dotted, StepRule] = Field(default_factory=dict)
    terms: dict[Dotted, TermDef] = Field(default_factory=dict)
    figures: dict[Dotted, FigureDef] = Field(default_factory=dict)
    papers: dict[Name, PaperDef] = Field(default_factory=dict)
    coinsurance: CoinsuranceDef | None = None
    insurer: InsurerDef | None = None
    agency: AgencyDef | None = None
    recurring: dict[Dotted, RecurringDef] = Field(default_factory=dict)
    filings: dict[Name, FilingDef] = Field(default_factory=dict)
    appraisal: dict[Name, AppraisalDef] = Field(default_factory=dict)
    fund: FundDef | None = None
    recourse: RecourseDef | None = None
    retention: dict[Name, RetentionDef] = Field(default_factory=dict)
    credit: dict[Name, CreditDef] = Field(default_factory=dict)
    registers: dict[Name, RegisterDef] = Field(default_factory=dict)
    numbering: dict[Name, str] = Field(default_factory=dict)
    silent: dict[Name, Label] = Field(default_factory=dict, description="what the text leaves open, shown as such")
    planned: Planned = Field(default_factory=Planned)

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        value = dict(value)
        automatic = value.pop("automatic", None)
        if isinstance(automatic, dict):
            named = {name: {"kind": "automatic", **body} for name, body in automatic.items()}
            value["clocks"] = {**named, **value.get("clocks", {})}
        value["clocks"] = {**_filing_clocks(value.get("filings")), **value.get("clocks", {})}
        if isinstance(value.get("binds_on"), str):
            value["binds_on"] = as_trigger(value["binds_on"])
        return value

    @model_validator(mode="after")
    def _together(self) -> Self:
        if not self.is_base and (self.division is None or self.insured_object is None or self.binds_on is None):
            raise ValueError("a city's rulebook names its division, its insured_object and what it binds_on")
        return self

    @cached_property
    def all_quotas(self) -> dict[str, QuotaDef]:
        """Quotas, and what recurs: the same count, as a reminder."""
        recurring = {
            name: QuotaDef(kind="reminder", **entry.model_dump(by_alias=True)) for name, entry in self.recurring.items()
        }
        return {**recurring, **self.quotas}

    def cite(self, article: str) -> str:
        """Return an article of this text, or of one of its sources, as the reader's language cites it."""
        return cited(article, ((one.title.zh, one.title.en) for one in self.sources))

    def citation(self, clause: str) -> str:
        """Return `第二十条第二款`, in English `art. 20 para. 2`; the id where the index does not know it."""
        found = self.clauses.get(clause)
        return self.cite(found.article) if found else clause

    def clause_title(self, clause: str) -> str:
        """Return `第二十条第二款 现场查勘`, or the id where the index does not know it."""
        found = self.clauses.get(clause)
        return f"{self.citation(clause)} {in_words(found.title)}" if found else clause


def _filing_clocks(filings: Any) -> dict[str, Any]:
    """Return the clock of every filing with a limit: from the instant it is owed to its submission."""
    if not isinstance(filings, dict):
        return {}
    return {
        f"filing.{code}": {
            "on": "filing",
            "title": body.get("title"),
            "starts": {"fact": "filing.owed_at"},
            "when": {"fact": "filing.code", "is": code},
            "within": body["within"],
            "met_by": {"any": ["filing.submit"]},
            "owed_by": body.get("owed_by"),
            "owed_to": "authority",
            "on_breach": body.get("on_breach", ()),
            "clause": body.get("clause"),
        }
        for code, body in filings.items()
        if isinstance(body, dict) and body.get("within") is not None
    }
