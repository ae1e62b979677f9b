"""What the components of a page are drawn from: frozen values, computed before a template sees them.

Every class here has a template of the same name under `templates/components/`. Templates compare nothing,
so each state arrives as words, an icon and a class, or as a plain truth value.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Self


class Look(StrEnum):
    """The seven looks of a state: each is colour, shape and word at once."""

    RUNNING = "running"
    TARGET = "target"
    BREACH = "breach"
    PAUSED = "paused"
    MET = "met"
    PROVISIONAL = "provisional"
    NONE = "none"

    @property
    def css(self) -> str:
        """Return the class that colours it."""
        return f"is-{self.value}"

    @property
    def icon(self) -> str:
        """Return the icon that gives it its shape."""
        return _SHAPES[self]


_SHAPES = {
    Look.RUNNING: "clock",
    Look.TARGET: "target",
    Look.BREACH: "breach",
    Look.PAUSED: "pause",
    Look.MET: "met",
    Look.PROVISIONAL: "provisional",
    Look.NONE: "dash",
}


@dataclass(frozen=True, slots=True)
class Article:
    """The article behind a figure: what it is called and where its text is shown (no address: words only)."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """A link or button: one per screen is primary."""

    label: str
    href: str
    icon: str = ""
    primary: bool = False


@dataclass(frozen=True, slots=True)
class Chip:
    """A state that is not a clock: 保障中, 存疑, 已到期. `plain` leaves out the ground."""

    look: Look
    words: str
    shape: str = ""
    plain: bool = False

    @property
    def icon(self) -> str:
        """Return the shape of the look unless another one was asked for."""
        return self.shape or self.look.icon


@dataclass(frozen=True, slots=True)
class ClockChip:
    """A clock in one line: `words` first (还剩 3 天 8 小时), then `line` (3月13日 24:00 前); see `clock_chip`."""

    look: Look
    words: str
    line: str = ""
    name: str = ""
    article: Article | None = None
    plain: bool = False

    @property
    def icon(self) -> str:
        """Return the shape of the look."""
        return self.look.icon

    @property
    def full_line(self) -> str:
        """Return what the clock measures and its deadline, for a second line: 核定　3月13日 24:00 前."""
        return "　".join(part for part in (self.name, self.line) if part)


@dataclass(frozen=True, slots=True)
class Ball:
    """Whose turn it is: the actor, the act, until when. `you` fills it with the accent: the reader's own turn."""

    who: str
    act: str
    rest: str = ""
    icon: str = "user"
    you: bool = False
    href: str = ""
    chip: ClockChip | None = None


@dataclass(frozen=True, slots=True)
class TrackSpan:
    """One stretch of a clock track, in percent of its length; `paused` is drawn hatched."""

    x: str
    width: str
    paused: bool = False


@dataclass(frozen=True, slots=True)
class ClockTrack:
    """Where the time went: both ends dated, today a line; see `clock_track`."""

    spans: tuple[TrackSpan, ...]
    now_x: str
    start_when: str
    start_what: str
    end_when: str
    end_what: str


@dataclass(frozen=True, slots=True)
class BarSpan:
    """One stretch of a cover bar in percent: `hatched` is the developer's time, else `css` says which part of cover."""

    x: str
    width: str
    css: str = ""
    hatched: bool = False


@dataclass(frozen=True, slots=True)
class CoverItem:
    """One covered item of one home on the shared axis; `left` says in words how long it still lasts."""

    name: str
    icon: str
    left: str
    note: str
    spans: tuple[BarSpan, ...]
    now_x: str
    chip: Chip | None = None


@dataclass(frozen=True, slots=True)
class AxisTick:
    """A year under the cover bars."""

    x: str
    words: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class CoverBar:
    """All items of a home over one time axis; see `cover_bar`. `before`: what the time before cover is called."""

    items: tuple[CoverItem, ...]
    ticks: tuple[AxisTick, ...] = ()
    with_key: bool = True
    before: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a step can't be taken (or what speaks for it), with its article and whose turn that is.

    `beside` are the articles of other texts that say the same.
    """

    text: str
    article: Article | None = None
    turn: str = ""
    beside: tuple[Article, ...] = ()


@dataclass(frozen=True, slots=True)
class StepButton:
    """A step as a button: never hidden, never greyed out without its reasons; see `step_button`.

    `href` leads to the step's form; with `form` instead it submits the form of that id.
    """

    code: str
    label: str
    allowed: bool
    href: str = ""
    form: str = ""
    icon: str = ""
    primary: bool = False
    refusals: tuple[Reason, ...] = ()
    hints: tuple[Reason, ...] = ()

    @property
    def why_id(self) -> str:
        """Return the id of the list of reasons, for aria-describedby."""
        return f"why-{self.code.replace('.', '-').replace('_', '-')}"

    @property
    def described(self) -> bool:
        """Return whether there are reasons to point at."""
        return bool(self.refusals or self.hints)


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One thing that happened; a late entry says when it was entered (`late`: 14:05 补录), `action` corrects it."""

    title: str
    when: str
    who: str = ""
    late: str = ""
    body: str = ""
    look: Look = Look.MET
    shape: str = "check"
    article: Article | None = None
    action: Action | None = None


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper to open; without `href` it is still being made and says so in `meta`."""

    title: str
    meta: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """One piece of evidence: number, what, who. `percent` while it is sent, `failed` with `retry_href` after."""

    number: str
    caption: str
    alt: str
    thumb: str = ""
    href: str = ""
    stored: str = ""
    percent: str = ""
    failed: bool = False
    retry_href: str = ""
    delete_form: str = ""
    icon: str = "camera"


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of a stepper or a row of milestones; at most one is `now`."""

    label: str
    done: bool = False
    now: bool = False
    note: str = ""
    shape: str = ""

    @property
    def icon(self) -> str:
        """Return the shape of a milestone."""
        if self.shape:
            return self.shape
        if self.done:
            return "met"
        return "clock" if self.now else "dash"

    @property
    def css(self) -> str:
        """Return the class that colours it."""
        return "done" if self.done else "now" if self.now else ""


def stages(labels: Sequence[str], at: int) -> tuple[Stage, ...]:
    """Return the stages of a stepper with those before index `at` done; at the length all are done."""
    return tuple(Stage(label, done=index < at, now=index == at) for index, label in enumerate(labels))


@dataclass(frozen=True, slots=True)
class Check:
    """One line of a checklist: make it with `Check.yes`, `Check.no` or `Check.open`."""

    css: str
    icon: str
    text: str
    detail: str = ""
    article: Article | None = None

    @classmethod
    def yes(cls, text: str, detail: str = "", article: Article | None = None) -> Self:
        """Return a condition that is met."""
        return cls("yes", "met", text, detail, article)

    @classmethod
    def no(cls, text: str, detail: str = "", article: Article | None = None) -> Self:
        """Return a condition that is not met; `detail` says whose turn it is."""
        return cls("no", "breach", text, detail, article)

    @classmethod
    def open(cls, text: str, detail: str = "", article: Article | None = None) -> Self:
        """Return a condition of which nothing is known yet, or that does not count now."""
        return cls("open", "dash", text, detail, article)


@dataclass(frozen=True, slots=True)
class Duty:
    """What the law asks next: the act, its last lawful day, its article and one button."""

    title: str
    text: str
    article: Article | None = None
    chip: ClockChip | Chip | None = None
    action: Action | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """What happened, why, what now. `strong` stands first and bold."""

    text: str
    strong: str = ""
    look: Look = Look.NONE
    shape: str = ""
    article: Article | None = None
    action: Action | None = None
    urgent: bool = False

    @property
    def icon(self) -> str:
        """Return the shape of the look unless another one was asked for."""
        return self.shape or self.look.icon
