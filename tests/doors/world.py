"""A prepared world, made by the platform's own actions: one book, three claims, a ticket, and everybody around them.

`build()` takes the words that people type, so that the same world can be made of hostile ones.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from claims import actions
from claims.actions import Defect
from claims.actions.calling import Call, file_for_caller
from claims.actions.reporting import Caller
from claims.codes import Benchmark, Cause, Place, Reporter, Severity
from claims.models import Claim, Ticket
from idi_platform.accounts.roles import Role
from idi_platform.documents.links import link_to
from idi_platform.documents.models import Attachment, Paper
from idi_platform.documents.producing import produce
from idi_platform.documents.receiving import receive
from idi_platform.documents.sending import Announced, begin
from idi_platform.kernel import clock
from idi_platform.notifications.models import Notice
from idi_platform.notifications.sending import send_owed
from idi_platform.projects.actions import issue_notice
from idi_platform.projects.models import CommonPart, Unit
from idi_platform.records.models import Record
from idi_platform.workflow.corrections import propose_correction
from idi_platform.workflow.models import Review
from idi_platform.workflow.requests import Proposed
from policies.book import read_book
from policies.opening import open_book
from tests.cast import Player, member, owner_player
from tests.doors.around import prepare
from tests.policies.books import PAPERS_WITH_THE_KEYS, bj_2

NOW = "2026-10-09 10:00"
LEAK = {"place": Place.BATHROOM, "item": "waterproofing", "defect": "basement_roof_wetroom_leak"}


@dataclass(frozen=True)
class Words:
    """What people type where the platform takes free text; every one can be found again on a page."""

    owner: str = "钟离青禾（演示）"
    neighbour: str = "公孙邻舍（演示）"
    former: str = "司徒旧主（演示）"
    buyer: str = "端木新主（演示）"
    handler: str = "东方经办（演示）"
    insurer: str = "门前保险（演示）"
    project: str = "门测里（演示）"
    building: str = "门测1号楼"
    part: str = "门测1号楼屋面"
    report: str = "卧室顶面发黄，报案人自己的话。"
    note: str = "经办之间的备注。"
    findings: str = "闭水四十分钟复现，查勘所见。"
    reasons: str = "管根无附加层，核定说明。"
    offer: str = "凿开管根重做，方案正文。"
    added: str = "补充一句：雨后更重。"
    late: str = "补录的原因。"
    declined: str = "请补照片，退回的原因。"
    file: str = "漏水.jpg"

    def all(self) -> dict[str, str]:
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


@dataclass
class World:
    """Who there is, and the numbers by which pages are asked for."""

    words: Words
    people: dict[str, Player] = field(default_factory=dict)
    claim: str = ""
    offered: str = ""
    formers: str = ""
    neighbours: str = ""
    desked: str = ""
    ticket: str = ""
    unplaced: str = ""
    claim_id: int = 0
    policy: int = 0
    proposal: int = 0
    declined: int = 0
    correction: int = 0
    review: int = 0
    filed: int = 0
    project: int = 0
    stranger_id: int = 10**9
    paper: int = 0
    letter: int = 0
    formers_paper: int = 0
    message: int = 0
    desk_message: int = 0
    handing: int = 0
    verification: str = ""
    evidence: int = 0
    upload: int = 0
    unsent: int = 0
    owners_home: int = 0
    notice: int = 0
    roof: int = 0
    stuck: int = 0
    complaint: int = 0
    appraisal: int = 0
    binding: int = 0
    finding: int = 0
    report: int = 0
    book: int = 0
    secrets: dict[str, frozenset[str]] = field(default_factory=dict)
    sessions: dict[str, str] = field(default_factory=dict)

    def link(self, who: str) -> dict[str, str]:
        """Return door and token of the link to the claim's photo that this person's page would carry."""
        link = link_to(Attachment.objects.get(pk=self.evidence), "original", self.people[who].acting)
        _nothing, _files, door, token = link.split("/")
        return {"door": door, "token": token}


@contextmanager
def legal_time(text: str) -> Iterator[None]:
    """Let it be this moment in Shanghai; it runs on from there."""
    before = clock._offset_provider
    set_legal_time(text)
    try:
        yield
    finally:
        clock._offset_provider = before


def set_legal_time(text: str) -> None:
    moment = datetime.fromisoformat(text).replace(tzinfo=clock.SHANGHAI).astimezone(UTC)
    offset = moment - clock.machine_now() + timedelta(milliseconds=500)
    clock._offset_provider = lambda: offset


def picture(name: str = "leak.jpg", shade: str = "grey") -> SimpleUploadedFile:
    """A small photograph."""
    written = io.BytesIO()
    Image.new("RGB", (64, 48), shade).save(written, "JPEG")
    return SimpleUploadedFile(name, written.getvalue(), "image/jpeg")


def _people(words: Words) -> dict[str, Player]:
    handler = member(Role.handler)
    lead, co = handler.organisation, member(Role.handler)
    other = member(Role.handler)
    _rename(handler, words.handler, words.insurer)
    found = {
        "owner": owner_player(words.owner),
        "neighbour": owner_player(words.neighbour),
        "former_owner": owner_player(words.former),
        "buyer": owner_player(words.buyer),
        "stranger": owner_player("路人"),
        "handler": handler,
        "co_insurer": co,
        "co_insurer_underwriter": member(Role.underwriter, co.organisation),
        "other_insurer": other,
        "operator": member(Role.operator),
        "regulator_of_city": member(Role.regulator, division="110000"),
        "regulator_elsewhere": member(Role.regulator, division="310000"),
        "report_clerk": member(Role.report_clerk, division="110000"),
    }
    for name in ("approver", "surveyor", "underwriter", "accountant", "hotline"):
        found[name] = member(Role(name), lead)
    for name in ("approver", "surveyor", "underwriter", "accountant"):
        found[f"other_{name}"] = member(Role(name), other.organisation)
    for name in ("developer", "contractor", "property_desk", "institution"):
        found[name] = member(Role(name))
        found[f"other_{name}"] = member(Role(name))
    for name in ("designer", "supervisor", "lab", "agency", "appraiser"):
        found[name] = member(Role(name))
    return found


def _rename(player: Player, name: str, organisation: str) -> None:
    player.person.name = name
    player.person.save()
    player.organisation.name = organisation
    player.organisation.save()


def _book(people: dict[str, Player], words: Words) -> dict[str, Any]:
    followers = [people["co_insurer"].organisation, member(Role.handler).organisation]
    book = bj_2(people["handler"].organisation, followers)
    book["project"] |= {"name": words.project}
    book["project"]["parties"] = {
        role: people[who].organisation.uscc
        for role, who in (
            ("developer", "developer"),
            ("contractor", "contractor"),
            ("designer", "designer"),
            ("supervisor", "supervisor"),
            ("lab", "lab"),
            ("property_firm", "property_desk"),
            ("institution", "institution"),
        )
    }
    building = book["buildings"][0]
    building["name"], building["common_parts"][0]["name"] = words.building, words.part
    handed = {"sold_on": "2020-03-01", "handed_over_on": "2021-01-15", "papers": PAPERS_WITH_THE_KEYS}
    building["units"] = [
        {"number": number, "floor": floor, "owners": [_said(people[who])], **handed}
        for number, floor, who in (
            ("1-0101", 1, "owner"),
            ("1-0102", 1, "neighbour"),
            ("1-0201", 2, "former_owner"),
        )
    ]
    building["units"][2]["transfers"] = [{"on": "2024-06-01", "owners": [_said(people["buyer"])]}]
    return book


def _said(player: Player) -> dict[str, str]:
    return {"name": player.person.name, "phone": player.person.phone}


class Builder:
    """Makes the world act by act, each in its own legal time."""

    def __init__(self, words: Words) -> None:
        self.words, self._keys = words, 0
        self.world = World(words, _people(words))

    def key(self) -> str:
        self._keys += 1
        return f"world-{self._keys}"

    def who(self, name: str) -> Any:
        return self.world.people[name].acting

    def build(self) -> World:
        set_legal_time("2026-09-01 09:00")
        self._open_book()
        set_legal_time("2021-06-02 09:00")
        self._ticket()
        set_legal_time("2023-05-10 09:00")
        former = self._report("former_owner", "1-0201", Severity.TRACES)
        set_legal_time("2026-09-29 20:10")
        offered = self._report("owner", "1-0101", Severity.TRACES)
        claim = self._report("owner", "1-0101", Severity.GROWING)
        neighbours = self._report("neighbour", "1-0102", Severity.TRACES)
        set_legal_time("2026-10-08 15:00")
        self._survey_and_decide(offered)
        self._survey_and_wait(claim)
        self._desk_files()
        set_legal_time(NOW)
        self._papers(former, offered)
        self._unplaced(claim)
        self.world.claim, self.world.claim_id = claim.number, claim.pk
        self.world.offered, self.world.formers, self.world.neighbours = (
            offered.number,
            former.number,
            neighbours.number,
        )
        self._correction(claim)
        self._messages(claim)
        self._stuck(claim)
        prepare(self.world)
        self._secrets()
        return self.world

    def _desk_files(self) -> None:
        """The property desk files for a caller: the roof, one claim, one home named."""
        roof = CommonPart.objects.select_related("subject", "building").get(number="roof")
        caller = Caller(reporter=Reporter.TENANT, name=self.words.neighbour, phone="13900001234")
        done = file_for_caller(
            acting=self.who("property_desk"),
            key=self.key(),
            at=roof,
            defect=Defect(place=Place.ROOF, severity=Severity.TRACES, words=self.words.report),
            call=Call(caller=caller, homes=(self.world.owners_home,)),
        )
        self.world.desked, self.world.roof = done.claim.number, roof.pk

    def _correction(self, claim: Claim) -> None:
        record = Record.objects.filter(subject_id=claim.pk, name="claim.file").get()
        waits = propose_correction(
            record,
            acting=self.who("handler"),
            reason=self.words.late,
            evidence=[self.world.evidence],
            facts={"discovered_on": "2026-09-27"},
        )
        self.world.correction, self.world.filed = waits.pk, record.pk
        self.world.review = Review.objects.create(
            subject_id=claim.pk,
            correction=record,
            about="claim.determination",
            before={"cover_state": "covered"},
            after={"cover_state": "ended"},
            opened_at=clock.now(),
        ).pk
        self.world.project = claim.subject.project_id

    def _stuck(self, claim: Claim) -> None:
        """A message about the claim that failed for good, with words of the case in its text and in its error."""
        owner = self.world.people["owner"].person
        notice = Notice.objects.create(
            template="paper.issued", channel="sms", person=owner, title=self.words.late, body=self.words.report,
            dedupe_key="world:stuck", subject_id=claim.pk, owed_at=clock.now(), attempts=20, owed_state="failed",
            last_error=f"OSError: {owner.phone.removeprefix('+86')} {self.words.owner}",
        )  # fmt: skip
        self.world.stuck = notice.pk

    def _open_book(self) -> None:
        read = read_book(_book(self.world.people, self.words))
        opened = open_book(read, acting=self.who("underwriter"), key="book", second_person=self.who("approver"))
        self.world.policy = opened.policy.pk
        home = Unit.objects.select_related("subject", "building").get(number="1-0101")
        self.world.owners_home = home.pk
        issue_notice(acting=self.who("underwriter"), key="notice", unit=home)
        self.world.notice = produce(Paper.objects.get(subject=home.pk, code="owner_notice").pk).pk

    def _report(self, who: str, home: str, severity: Severity, **more: Any) -> Claim:
        at = Unit.objects.select_related("subject", "building").get(number=home)
        today = clock.local_date(clock.now())
        said: dict[str, Any] = {**LEAK, "severity": severity, "discovered_on": today, "words": self.words.report}
        defect = Defect(**{**said, **more})
        return actions.report_defect(acting=self.who(who), key=self.key(), at=at, defect=defect).claim

    def _ticket(self) -> None:
        # Another room than that of the claims: an unmended defect of before cover in the same room bears on them.
        routed = self._report("owner", "1-0101", Severity.TRACES, place=Place.KITCHEN)
        self.world.ticket = Ticket.objects.get(origin=routed).number
        letter = Paper.objects.filter(subject_id=routed.pk, code="routing_letter").order_by("pk").first()
        self.world.letter = letter.pk if letter is not None else 0

    def _unplaced(self, claim: Claim) -> None:
        """A report of a home that the stranger has not bound."""
        building = claim.building
        assert building is not None
        where = actions.Whereabouts(project=building.insured_object.project, building=building, words="1-0199")
        defect = Defect(**{**LEAK, "discovered_on": clock.local_date(clock.now())})
        done = actions.report_unplaced(acting=self.who("stranger"), key=self.key(), where=where, defect=defect)
        self.world.unplaced = done.number

    def _take(self, claim: Claim, step: str, who: str, **facts: Any) -> Any:
        fresh = Claim.objects.select_related("subject").get(pk=claim.pk)
        return actions.take(fresh, step, acting=self.who(who), key=self.key(), **facts)

    def _under_way(self) -> None:
        """Let the owner have a file on its way, and one that waits for its form."""
        acting, draft = self.who("owner"), uuid4()
        announced = Announced("mark", self.words.file, 900, ("photo",))
        self.world.upload = begin(announced, acting=acting, draft=draft).pk
        self.world.unsent = receive(picture(self.words.file, "navy"), acting=acting, draft=draft).pk

    def _survey(self, claim: Claim, shade: str) -> Attachment:
        photo = receive(picture(self.words.file, shade), acting=self.who("surveyor"), kind="photo", subject_id=claim.pk)
        self._take(
            claim, "record_survey", who="surveyor", words=self.words.findings, evidence_ids=[photo.pk],
            cause=Cause.CONSTRUCTION, item="waterproofing",
        )  # fmt: skip
        return photo

    def _accept(self, claim: Claim, photo: Attachment) -> Any:
        done = self._take(
            claim, "accept", who="handler", words=self.words.reasons, item="waterproofing", clauses=["BJ-5-3"],
            cause=Cause.CONSTRUCTION, benchmark=Benchmark.STANDARD, evidence_ids=[photo.pk],
        )  # fmt: skip
        assert isinstance(done, Proposed)
        return done.proposal

    def _survey_and_decide(self, claim: Claim) -> None:
        proposal = self._accept(claim, self._survey(claim, "white"))
        actions.approve_proposal(acting=self.who("approver"), key=self.key(), proposal=proposal)
        self._take(claim, "send_determination", who="handler")
        self._take(
            claim, "offer_settlement", who="handler", words=self.words.offer, cash=Decimal("9400.00"),
            repair_from=date(2026, 10, 10), repair_by=date(2026, 10, 15),
        )  # fmt: skip

    def _survey_and_wait(self, claim: Claim) -> None:
        photo = self._survey(claim, "grey")
        self._take(claim, "note", who="handler", words=self.words.note)
        first = self._accept(claim, photo)
        declined = actions.decline_proposal(acting=self.who("approver"), proposal=first, reason=self.words.declined)
        self.world.declined = declined.pk
        self.world.proposal, self.world.evidence = self._accept(claim, photo).pk, photo.pk
        self._under_way()
        actions.add_evidence(
            acting=self.who("owner"),
            key=self.key(),
            claim=Claim.objects.select_related("subject").get(pk=claim.pk),
            files=[picture(self.words.file, "black")],
            words=self.words.added,
        )

    def _papers(self, former: Claim, offered: Claim) -> None:
        papers = Paper.objects.filter(subject_id=offered.pk, code="determination_notice")
        paper = papers.first() or Paper.objects.filter(subject_id=offered.pk).order_by("-pk").first()
        formers = Paper.objects.filter(subject_id=former.pk).order_by("pk").first()
        for one in (paper, formers, Paper.objects.filter(pk=self.world.letter).first()):
            if one is not None:
                produce(one.pk)
        self.world.paper, self.world.formers_paper = paper.pk, formers.pk
        self.world.verification = paper.verification_code

    def _messages(self, claim: Claim) -> None:
        while send_owed():
            pass
        told = Notice.objects.filter(channel="in_app")
        self.world.message = told.get(subject=claim.pk, template="claim.filed").pk
        self.world.desk_message = told.get(subject=claim.pk, template="claim.filed_desk").pk
        self.world.handing = told.get(paper_id=self.world.paper).pk

    def _secrets(self) -> None:
        world, words = self.world, self.words
        desk = frozenset({"handler", "approver"})
        owner, told = world.people["owner"], frozenset({"hotline", "regulator_of_city"})
        world.secrets = {
            world.claim: desk | told | {"owner"},
            world.offered: desk | told | {"owner"},
            world.desked: desk | told | {"owner", "property_desk"},
            world.ticket: desk | {"owner", "regulator_of_city", "developer"},
            world.formers: desk | told | {"former_owner"},
            world.neighbours: desk | told | {"neighbour", "surveyor"},
            words.report: desk | {"owner", "former_owner", "neighbour", "surveyor"},
            words.note: desk,
            words.findings: desk,
            words.declined: desk,
            words.owner: desk | {"owner"},
            owner.person.phone.removeprefix("+86"): frozenset({"owner"}),
        }


def build(words: Words | None = None) -> World:
    """Make the world in the database that Django looks at."""
    return Builder(words or Words()).build()
