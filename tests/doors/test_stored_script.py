"""What people type stays text: on every page, in every free field, whatever the characters."""

import re
from html.parser import HTMLParser

import pytest
from django.urls import reverse

from claims.models import Claim, Statement
from idi_platform.documents.drawing import draw
from idi_platform.documents.models import Paper
from idi_platform.kernel.errors import BadInput
from idi_platform.workflow.models import Proposal
from tests.doors.conftest import prepared, standing_in
from tests.doors.turns import LOOKS
from tests.doors.world import Words

pytestmark = pytest.mark.django_db
RARE = "𠮷野䶮𪚥"
ATTACKS = (
    "<script>alert('{0}')</script>",
    "\"><img src=x onerror=alert('{0}')>",
    "'-alert('{0}')-'",
    "</textarea><svg/onload=alert('{0}')>",
    "{{{{ settings.SECRET_KEY }}}}{{% debug %}}${{7*7}}{0}",
)


def hostile(name, number):
    return f"{ATTACKS[number % len(ATTACKS)].format(name)}{RARE}"


WORDS = Words(
    **{name: hostile(name, number)[:60] for number, name in enumerate(Words().all()) if name != "file"},
    file="<img src=x onerror=alert(1)>.jpg",
)


@pytest.fixture(scope="session")
def hostile_world(request, tmp_path_factory):
    return prepared(WORDS, request, tmp_path_factory)


@pytest.fixture(scope="module")
def world(hostile_world, request):
    with standing_in(hostile_world, request) as found:
        yield found


class Page(HTMLParser):
    """What a browser would make of a page: its tags, their handlers and where they lead."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.found = []
        self.shown = []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        for name, value in attributes:
            if name.startswith("on") or re.match(r"\s*javascript:", value or "", re.IGNORECASE):
                self.found.append(f"<{tag} {name}={value}>")
        source = dict(attributes).get("src") or ""
        if (tag == "script" and not source.startswith("/static/")) or (tag == "img" and source == "x"):
            self.found.append(f"<{tag} src={source}>")

    def handle_data(self, data):
        self.shown.append(data)


@pytest.mark.parametrize(("name", "case", "people"), LOOKS)
def test_hostile_words_are_shown_as_words(world, sessions, name, case, people):
    for who in people:
        answer = sessions(who).get(reverse(name, kwargs=case.arguments(world)), case.query(world), follow=True)
        assert answer.status_code in case.shown | {200}, f"{who}: {answer.status_code}"
        if "html" in answer.headers["Content-Type"]:
            page = Page(answer.content.decode())
            assert not page.found, f"{who}: {page.found}"
            assert "7*7=49" not in "".join(page.shown)
            assert "not-a-secret" not in answer.content.decode()


def test_they_are_really_there(world, sessions):
    """A page that left them out would prove nothing."""
    desk = "".join(
        Page(sessions("handler").get(reverse("claims:console_claim", args=[world.claim])).content.decode()).shown
    )
    for text in (WORDS.report, WORDS.note, WORDS.findings):
        assert text in desk, text
    waits = sessions("approver").get(reverse("claims:console_approval", args=[world.proposal])).content.decode()
    assert WORDS.reasons in "".join(Page(waits).shown)
    own = "".join(Page(sessions("owner").get(reverse("claims:owner_claim", args=[world.claim])).content.decode()).shown)
    assert WORDS.report in own
    offer = sessions("owner").get(reverse("claims:owner_offer", args=[world.offered])).content.decode()
    assert WORDS.offer in "".join(Page(offer).shown)
    assert Proposal.objects.get(pk=world.declined).decline_words.body == WORDS.declined
    policy = Page(sessions("underwriter").get(reverse("policies:policy", args=[world.policy])).content.decode())
    assert WORDS.project in "".join(policy.shown)


@pytest.mark.parametrize(("who", "path", "query"), [
    ("handler", "/console/", {"q": "<script>alert(1)</script>", "queue": "\"><script>alert(1)</script>"}),
    ("owner", "/owner/claims/new/", {"home": "\"><script>alert(1)</script>"}),
    ("anonymous", "/verify/", {"code": "<script>alert(1)</script>"}),
    ("anonymous", "/verify/<script>alert(1)<script>", {}),
    ("anonymous", "/login/", {"next": "javascript:alert(1)"}),
    ("anonymous", "/login/staff/", {"next": "/\"><script>alert(1)</script>"}),
    ("anonymous", "/nowhere/<script>alert(1)<script>", {"x": "<script>alert(1)</script>"}),
    ("underwriter", "/console/policies/new/", {"division": "<script>", "kind": "\"><script>", "signed_on": "<script>"}),
])  # fmt: skip
def test_words_in_an_address_are_shown_as_words(world, sessions, who, path, query):
    answer = sessions(who).get(path, query)
    assert answer.status_code < 500
    assert not Page(answer.content.decode()).found


def test_words_sent_back_with_a_mistake_are_shown_as_words(world, sessions):
    attack = "</textarea><script>alert(1)</script>"
    sent = [
        ("handler", reverse("claims:console_step", args=[world.claim, "refuse"]), ("words", "clauses", "ground")),
        ("owner", reverse("claims:owner_report"), ("place", "what", "words")),
        ("approver", reverse("claims:console_decline", args=[world.proposal]), ("reason",)),
        ("anonymous", "/login/", ("phone",)),
        ("anonymous", "/login/staff/", ("login", "password")),
    ]
    answers = [
        sessions(who).post(path, {"step": "1", **dict.fromkeys(fields, attack + "x" * 2000)})
        for who, path, fields in sent
    ]
    for answer in answers:
        assert answer.status_code < 500
        assert not Page(answer.content.decode()).found


def test_papers_draw_hostile_words_and_fetch_nothing(world, db):
    papers = list(Paper.objects.order_by("code", "pk").distinct("code"))
    assert len(papers) > 2
    assert any(WORDS.report in str(paper.data) or WORDS.note in str(paper.data) for paper in papers)
    for paper in papers:
        assert draw(paper).pdf.startswith(b"%PDF")


TURNED = "张\u202e三\u200b四\u2066五\ufeff"


@pytest.mark.parametrize(
    "text",
    [
        TURNED,
        RARE,
        "王" * 200,
        "A" * 1999,
        "é" * 500,
        "🏚️👨‍👩‍👧",
        "\u0000x",
        "z\u0301\u0301\u0301\u0301\u0301\u0301\u0301",
        '=HYPERLINK("x")',
    ],
)
def test_odd_characters_in_words_break_no_page(world, sessions, text):
    """They are kept, cleaned or sent back with a sentence; the case can be read afterwards either way."""
    sent = {"key": "9f9f9f9f-0000-4000-8000-000000000001", "words": text}
    answer = sessions("handler").post(reverse("claims:console_step", args=[world.claim, "note"]), sent)
    assert answer.status_code in {302, 422}
    for who, name in (("handler", "claims:console_claim"), ("owner", "claims:owner_claim")):
        assert sessions(who).get(reverse(name, args=[world.claim])).status_code == 200


def test_nothing_invisible_turns_the_line_in_kept_words(world, sessions):
    sent = {"key": "9f9f9f9f-0000-4000-8000-000000000002", "words": TURNED}
    sessions("handler").post(reverse("claims:console_step", args=[world.claim, "note"]), sent)
    kept = Statement.objects.filter(subject_id=world.claim_id).latest("pk").body
    assert not set("\u202e\u2066\u200b\ufeff") & set(kept)


def test_nothing_invisible_turns_the_line_in_names(db):
    from idi_platform.kernel.names import clean_name

    assert clean_name(TURNED) == "张三四五"
    assert clean_name(RARE) == RARE
    with pytest.raises(BadInput):
        clean_name("王" * 200)
    assert Claim.objects.exists()
