"""The story until the demonstration begins: books entered, claims taken, each act at its own legal instant."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime
from importlib import resources
from typing import Any, Final

import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from claims import actions as claims
from claims.codes import Cause, Channel, Ground, Place, Reporter, Severity
from claims.models import Claim
from idi_platform.accounts.acting import Acting
from idi_platform.accounts.capacities import capacities_of
from idi_platform.accounts.demo import Cast, create_cast
from idi_platform.accounts.models import Person
from idi_platform.deadlines.follow_up import follow_up
from idi_platform.deadlines.models import TimeOffset
from idi_platform.deadlines.offset import begin_at
from idi_platform.deadlines.sweep import sweep
from idi_platform.documents.producing import render_owed
from idi_platform.documents.receiving import receive
from idi_platform.kernel import clock
from idi_platform.notifications.sending import send_owed
from idi_platform.projects.models import Unit
from policies.book import read_book
from policies.models import Policy
from policies.opening import Opened, open_book

from .legal_time import Stage, on_stage

BEGINS_AT: Final = datetime(2026, 9, 28, 9, 0, tzinfo=clock.SHANGHAI)
"""When a visitor comes in: a Monday between two holidays."""
BOOKS: Final = ("bj-1", "hz-1")
DEVELOPERS: Final = {"bj-1": "gu", "hz-1": "sang"}
"""Who acts for the developer of each book."""
Told = Callable[[str], None]


def is_told() -> bool:
    """Say whether the story stands already."""
    return Policy.objects.filter(number="YS-HZ-2024-0001").exists() and TimeOffset.objects.exists()


def tell(told: Told) -> None:
    """Make the whole story; running it again goes on where it stopped."""
    cast = create_cast()
    with on_stage() as stage:
        teller = _Teller(stage, cast, told)
        for name in BOOKS:
            teller.book(name)
        teller.claims()
        teller.until(BEGINS_AT)
    if not TimeOffset.objects.exists():
        begin_at(BEGINS_AT)


class _Teller:
    """One telling: the stage, the cast, and what has been made."""

    def __init__(self, stage: Stage, cast: Cast, told: Told) -> None:
        self.stage = stage
        self.cast = cast
        self.told = told

    def who(self, name: str) -> Acting:
        """Return the one capacity of a persona, by log-in or telephone."""
        return _capacity(self.cast.people[name])

    def until(self, instant: datetime) -> None:
        """Let time pass up to an instant: what is owed now is done first, then what falls due falls due."""
        self.work()
        self.stage.to(instant)
        sweep(clock.now())
        self.work()

    def work(self) -> None:
        """Do what workers do, until nothing is owed."""
        while follow_up() + render_owed() + send_owed():
            sweep(clock.now())

    def book(self, name: str) -> Opened:
        """Enter a book, each act on its day."""
        text = resources.files(__package__).joinpath(f"data/{name}.yaml").read_text(encoding="utf-8")
        opened = open_book(
            read_book(yaml.safe_load(text)),
            acting=self.who("niu"),
            second_person=self.who("zheng"),
            developer=self.who(DEVELOPERS[name]),
            key=f"demo:{name}",
            at=self.until_act,
        )
        self.told(f"{opened.project.name}：{len(opened.units)} 户，保单 {opened.policy.number}")
        return opened

    def until_act(self, instant: datetime) -> None:
        """Move to an act of a book; only a new day is worth a sweep."""
        before = clock.local_date(clock.now())
        self.stage.to(instant)
        if clock.local_date(clock.now()) != before:
            sweep(clock.now())
            follow_up()

    def claims(self) -> None:
        """Tell the claims that stand when the visitor comes in, in the order of their days."""
        ceiling = stained_ceiling(self)
        leak = shared_leak(self)
        self.until(_at(2026, 9, 23, 11, 0))
        _take(self, ceiling, "send_refusal", "gao")
        surveyed_leak(self, leak)
        self.told("两件索赔，一件已通知不予赔偿，一件等待核定")


def stained_ceiling(teller: _Teller) -> Claim:
    """周槐's stained ceiling: refused because of the flat above; he will be told within three days."""
    teller.until(_at(2026, 9, 14, 10, 20))
    reported = claims.report_defect(
        acting=teller.who("+8613800000702"),
        key="demo:ceiling",
        at=_unit("4-0702"),
        defect=claims.Defect(
            place=Place.LIVING_ROOM,
            defect="roof_wetroom_basement_leak",
            severity=Severity.TRACES,
            discovered_on=date(2026, 9, 12),
            words="客厅天花板有一圈黄印，摸着不湿。",
        ),
    )
    claim = reported.claim
    teller.until(_at(2026, 9, 16, 15, 0))
    _take(teller, claim, "record_survey", "qin", words="楼上卫生间改动过地漏，黄印在改动处正下方，含水率正常。",
          item="waterproofing", cause=Cause.OTHER, moisture="9.5", owner_signed=True)  # fmt: skip
    teller.until(_at(2026, 9, 21, 16, 30))
    proposed = _take(teller, claim, "refuse", "gao", words="楼上住户自行移动地漏造成渗水，原防水层完好。",
                     why="黄印正对改动的地漏，含水率正常，交付时的防水层没有坏，所以是楼上改动造成的。",
                     item="waterproofing", ground=Ground.THIRD_PARTY, clauses=["BJ-8-1-2"],
                     evidence_ids=[_photo(teller, claim, "qin")])  # fmt: skip
    _approve(teller, proposed, "zheng")
    return claim


def shared_leak(teller: _Teller) -> Claim:
    """何一 calls the hotline on the 22nd."""
    teller.until(_at(2026, 9, 22, 9, 5))
    person = teller.cast.people["+8613800000301"]
    reported = claims.report_defect(
        acting=teller.who("jiang"),
        key="demo:leak",
        at=_unit("2-0301"),
        defect=claims.Defect(
            place=Place.BATHROOM,
            defect="roof_wetroom_basement_leak",
            severity=Severity.GROWING,
            discovered_on=date(2026, 9, 21),
            words="卫生间顶上一直滴水，楼上说没有用水。",
        ),
        caller=claims.Caller(
            reporter=Reporter.OWNER,
            claimant_person=person.pk,
            name="何一（演示）",
            phone="13800000301",
            channel=Channel.HOTLINE,
            recording="DEMO-20260922-0905",
        ),
    )
    return reported.claim


def surveyed_leak(teller: _Teller, claim: Claim) -> None:
    """The leak is looked at, 何二 reports it again; then the determination is forgotten."""
    teller.until(_at(2026, 9, 24, 10, 30))
    _take(teller, claim, "record_survey", "qin", words="闭水四十分钟后顶面渗水，管根处无附加层。",
          item="waterproofing", cause=Cause.CONSTRUCTION, moisture="38.0", owner_signed=True)  # fmt: skip
    teller.until(_at(2026, 9, 24, 16, 0))
    claims.join_claim(
        acting=teller.who("+8613800000302"),
        key="demo:leak:second",
        claim=claim,
        words="我家卫生间漏水，家里人已经报过。",
    )
    teller.work()


def _take(teller: _Teller, claim: Claim, step: str, who: str, *, words: str = "", **facts: Any) -> Any:
    return claims.take(claim, step, acting=teller.who(who), key=f"demo:{claim.pk}:{step}", words=words, **facts)


def _approve(teller: _Teller, proposed: Any, who: str) -> None:
    claims.approve_proposal(
        acting=teller.who(who), key=f"demo:approve:{proposed.proposal.pk}", proposal=proposed.proposal
    )


def _photo(teller: _Teller, claim: Claim, who: str) -> int:
    """Put a drawn picture of a stained ceiling into the claim's file; return its number."""
    drawn = Image.new("RGB", (960, 720), "#d9d4c8")
    pen = ImageDraw.Draw(drawn)
    for ring, colour in enumerate(("#c9b98f", "#bda873", "#cfc4a4")):
        pen.ellipse((260 + 50 * ring, 180 + 40 * ring, 700 - 50 * ring, 540 - 40 * ring), fill=colour)
    written = io.BytesIO()
    drawn.save(written, "JPEG", quality=85)
    file = SimpleUploadedFile("stain.jpg", written.getvalue(), "image/jpeg")
    return receive(file, acting=teller.who(who), kind="photo", subject_id=claim.pk).pk


def _unit(number: str) -> Unit:
    return Unit.objects.select_related("subject").get(number=number, building__insured_object__number="BJ-1")


def _capacity(person: Person) -> Acting:
    return capacities_of(person)[0].acting


def _at(year: int, month: int, day: int, hour: int, minute: int) -> datetime:
    return datetime(year, month, day, hour, minute, tzinfo=clock.SHANGHAI)
