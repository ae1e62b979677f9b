"""Taking the acts of books: what one refusal stops, what goes on beside it, and a trial that leaves nothing behind."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from idi_platform.accounts.acting import Acting
from idi_platform.kernel.errors import BadInput, PlatformError, Refusal, Refused
from idi_platform.projects.actions import below
from idi_platform.projects.models import Building
from idi_platform.workflow.gates import speaks_for_the_text
from idi_platform.workflow.perform import together
from policies.book import Book, UnitPart
from policies.opening.acts import acts_of
from policies.opening.desk import Act, Desk, WaitsForSecondPerson

from .reading import Effect
from .standing import Standing, acts_left, look

PORTION = 20
"""Acts in one transaction: a killed worker loses no more than these, and another takes them again."""
EVERYTHING = ""
_OF_HOMES = ("unit.register", "unit.sell", "unit.hand_over")
_COLUMNS = {
    "policy:draft": "drafted_on", "policy:annexes": "annexes_confirmed_on", "policy:terms": "terms_document",
    "policy:coinsurance": "coinsurance_signed_on", "policy:contract": "signed_on", "policy:premium:1": "paid_on",
    "policy:premium:2": "paid_on_2", "policy:issue": "issued_on", "permit:apply": "permit_applied_on",
    "permit:obtain": "permit_issued_on", "begin": "begun_on", "complete": "completed_on", "accept": "accepted_on",
    "file_acceptance": "filed_on", "sell": "sold_on", "hand_over": "handed_over_on",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Failure:
    """One reason why an act was not taken; `scope` is the thing it is about, `column` the one that asks for it."""

    label: str
    scope: str
    column: str
    refusal: Refusal
    effect: Effect


@dataclass(slots=True)
class Run:
    """The run of one book: its desk, what stood before, the acts that are left and what was refused."""

    desk: Desk
    standing: Standing
    acts: list[Act]
    failures: list[Failure] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)
    are_buildings_fresh: bool = False

    def take(self, act: Act) -> bool:
        """Take one act unless what it rests on has failed; say whether it was taken."""
        if self.broken & set(rests_on(act.label)):
            return False
        try:
            self.desk.begin(act)
            self.desk.settle(act.take(self.desk))
        except PlatformError as error:
            self.broken.add(rests_on(act.label)[-1])
            self.failures += failures_of(act.label, error)
            return False
        return True

    def take_group(self, acts: Sequence[Act]) -> None:
        """Take the acts of a new home as one, all others one after the other."""
        is_new_home = len(acts) > 1 and acts[0].label.startswith("unit:") and acts[0].label == scope_of(acts[0].label)
        if is_new_home:
            self.take_home(acts)
        else:
            for act in acts:
                self.take(act)

    def take_home(self, acts: Sequence[Act]) -> None:
        """Take all acts of a new home as one; where one of them is refused, one after the other."""
        if EVERYTHING in self.broken:
            return
        building = self._building(acts[0].label.split(":")[1])

        def work() -> None:
            for act in acts:
                self.desk.begin(act)
                self.desk.settle(act.take(self.desk))

        try:
            together(below(building), _OF_HOMES, work)
        except PlatformError:
            for act in acts:
                self.take(act)

    def _building(self, number: str) -> Building:
        """Return a building as it stands once all its own acts are taken, for the gates of its homes."""
        if not self.are_buildings_fresh:
            rows = Building.objects.filter(pk__in=[one.pk for one in self.desk.buildings.values()])
            fresh = {row.pk: row for row in rows.select_related("subject", "insured_object__project")}
            self.desk.buildings = {name: fresh[one.pk] for name, one in self.desk.buildings.items()}
            self.are_buildings_fresh = True
        return self.desk.buildings[number]


def begin(book: Book, *, acting: Acting, key: str) -> Run:
    """Return the run of a book with what is left of it; homes come last, each with all its acts."""
    desk = Desk(book, acting, key, None)
    standing = look(desk)
    left = list(acts_left(desk, sorted(acts_of(book)), standing))
    return Run(desk, standing, sorted(left, key=lambda act: act.label.startswith("unit:")))


def groups_of(acts: Iterable[Act]) -> list[list[Act]]:
    """Return the acts in their order, those of one home together."""
    found: dict[str, list[Act]] = {}
    for act in acts:
        found.setdefault(scope_of(act.label) if act.label.startswith("unit:") else act.label, []).append(act)
    return list(found.values())


def scope_of(label: str) -> str:
    """Return the thing that an act is about: `project`, `policy`, `building:3`, `unit:3:3-1201`."""
    kind, _colon, rest = label.partition(":")
    if kind in ("project", "insured_object", "policy", "permit"):
        return kind
    if kind == "milestone":
        return f"matter:{int(rest.rpartition(':')[2]) - 1}"
    if kind in ("building", "common_part"):
        return f"building:{rest.partition(':')[0]}"
    for step in (":sell", ":hand_over"):
        label = label.removesuffix(step)
    return label


def rests_on(label: str) -> tuple[str, ...]:
    """Return the chains whose break lets the act be left out; the last is the one that its own failure breaks."""
    kind, _colon, rest = label.partition(":")
    if label in ("project", "insured_object") or (kind == "building" and ":" not in rest):
        return (EVERYTHING,)
    if kind in ("policy", "milestone"):
        return (EVERYTHING, "policy")
    if kind in ("unit", "permit"):
        return (EVERYTHING, scope_of(label))
    return (EVERYTHING, label if kind == "common_part" else scope_of(label))


def column_of(label: str) -> str:
    """Return the column that asks for an act; `number` where the row as a whole does."""
    return _COLUMNS.get(label) or _COLUMNS.get(label.rpartition(":")[2]) or "number"


def failures_of(label: str, error: PlatformError) -> Iterator[Failure]:
    """Yield every reason of a refused act."""
    scope, column = scope_of(label), column_of(label)
    if isinstance(error, WaitsForSecondPerson):
        said = _("这一步要由另一位同事复核；复核以后再继续录入。")
        yield Failure(label, scope, column, Refusal(error.code, said), "warning")
    elif isinstance(error, Refused):
        for refusal in error.refusals:
            yield Failure(label, scope, column, refusal, _effect_of(refusal))
    else:
        sentences = list(error.fields.values()) if isinstance(error, BadInput) else []
        for sentence in sentences or [error.message]:
            yield Failure(label, scope, column, Refusal(error.code, sentence), "error")


def _effect_of(refusal: Refusal) -> Effect:
    if refusal.effect == "warn":
        return "reason"
    if refusal.code == "proposal.waits":
        return "warning"
    return "law" if refusal.effect == "refer" or speaks_for_the_text(refusal) else "error"


def try_out(books: Sequence[Book], *, acting: Acting) -> list[Run]:
    """Take the acts of all books, of their homes one of each make, and undo everything; return what was refused."""
    runs = []
    with transaction.atomic():
        for number, book in enumerate(books):
            run = begin(book, acting=acting, key=f"book:try:{number}")
            kept = _samples(book)
            for group in groups_of(run.acts):
                if not group[0].label.startswith("unit:") or scope_of(group[0].label) in kept:
                    run.take_group(group)
            runs.append(run)
        transaction.set_rollback(True)
    return runs


def _samples(book: Book) -> set[str]:
    """Return one home of each make in each building: the others meet the same gates."""
    found: dict[tuple[object, ...], str] = {}
    for building in book.buildings:
        for unit in building.units:
            found.setdefault((building.number, *_make_of(unit)), f"unit:{building.number}:{unit.number}")
    return set(found.values())


def _make_of(unit: UnitPart) -> tuple[object, ...]:
    owners = tuple(bool(owner.uscc) for owner in unit.owners)
    return (unit.use, unit.sold_on is not None, owners, unit.handed_over_on, tuple(sorted(unit.papers)))


def alike(book: Book, scope: str) -> int:
    """Return how many other homes are of the same make as the one that was tried."""
    makes = {
        f"unit:{building.number}:{unit.number}": (building.number, *_make_of(unit))
        for building in book.buildings
        for unit in building.units
    }
    return list(makes.values()).count(makes[scope]) - 1 if scope in makes else 0


def portions(run: Run, done: Callable[[int], None]) -> None:
    """Take all acts that are left, some in one transaction; `done` is told inside it how many more were gone through.

    What appears, a deadlock or a database that is away, undoes one portion and is raised.
    """
    waiting: list[list[Act]] = []
    for group in groups_of(run.acts):
        waiting.append(group)
        if sum(map(len, waiting)) >= PORTION:
            _take_portion(run, waiting, done)
            waiting = []
    if waiting:
        _take_portion(run, waiting, done)


def _take_portion(run: Run, groups: Sequence[Sequence[Act]], done: Callable[[int], None]) -> None:
    with transaction.atomic():
        for group in groups:
            run.take_group(group)
        done(sum(map(len, groups)))
