"""What people do at their pages, in the pages' own words."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from io import BytesIO

from pypdf import PdfReader

from tests.faults.harness import PATIENCE

APPRAISER = "演示明镜鉴定有限公司"


def report(owner, *, place="bathroom", photo=None, words="卫生间顶上滴水，楼上说没有用水。"):
    """File a report in three steps; return the number of the claim or the ticket that is shown then."""
    owner.open("/owner/claims/new/")
    assert owner.page.locator(".stepper li").count() == 3, "a report takes three screens"
    owner.pick("place", place)
    what = owner.page.locator('input[name="what"]').first
    what.evaluate("tile => tile.scrollIntoView({block: 'center'})")
    what.check(force=True)
    owner.submit()
    owner.pick("found", "yesterday")
    owner.pick("severity", "growing")
    owner.submit()
    if photo is not None:
        owner.page.set_input_files("input[type=file][multiple][data-pick]", str(photo))
        owner.page.get_by_text("已传好").first.wait_for()
    owner.fill(words=words)
    owner.submit()
    owner.picture("report-receipt")
    number = owner.page.locator(".receipt-number").inner_text()
    with owner.page.expect_navigation():
        owner.page.get_by_role("link", name="看进展").click()
    return number


def hand_in(owner, number, photo):
    """Add a picture to a case from the owner's page, as the link to it invites to."""
    owner.open(f"/owner/claims/{number}/add/")
    owner.page.set_input_files("input[type=file][multiple][data-pick]", str(photo))
    owner.page.get_by_text("已传好").first.wait_for()
    owner.submit()
    owner.open(f"/owner/claims/{number}/")


def take(desk, number, step, *, ticks=(), picks=None, selects=None, **fields):
    """Take a step at the desk; the desk is back at the claim then."""
    desk.open(f"/console/claims/{number}/{step}/")
    for name, value in (picks or {}).items():
        desk.pick(name, value)
    for name, words in (selects or {}).items():
        desk.page.select_option(f"[name={name}]", label=words)
    for name in ticks:
        desk.page.locator(f"[name={name}]").first.check()
    desk.fill(**fields)
    desk.submit()
    assert desk.path == f"/console/claims/{number}/", f"{step} was not taken:\n{desk.words}"


def press_step(visitor, label, *, selects=None, **fields):
    """Press a step's button on the page of its subject, fill in the form and send it; the page says that it is done."""
    with visitor.page.expect_navigation():
        visitor.page.locator(".step").get_by_role("link", name=label, exact=True).click()
    for name, words in (selects or {}).items():
        visitor.page.select_option(f"[name={name}]", label=words)
    visitor.fill(**fields)
    visitor.submit()
    assert "办好了。" in visitor.words, f"{label} was not taken:\n{visitor.words}"


def approve(second, number, step):
    """Read the oldest proposal, see that it is this one, agree."""
    second.open("/console/approvals/")
    with second.page.expect_navigation():
        second.page.locator("tr", has_text=number).get_by_text(step, exact=True).click()
    assert number in second.words
    second.press("同意")
    assert second.path == "/console/approvals/", second.words


def call(desk, home, *, what="", claimant="", picks=None, **fields):
    """Take in what a caller says of a home at a service desk; return the number that is read out to him."""
    desk.open("/service/").fill(q=home)
    with desk.page.expect_navigation():
        desk.page.keyboard.press("Enter")
    assert home in desk.words
    desk.fill(**fields)
    for name, value in {"reporter": "owner", "severity": "growing", **(picks or {})}.items():
        desk.pick(name, value)
    if what:
        desk.page.select_option("[name=what]", what)
    if claimant:
        desk.page.locator("label", has=desk.page.locator("[name=claimant]"), has_text=claimant).click()
    desk.submit()
    return desk.page.locator(".big-number").inner_text()


def survey(desk, number, words="闭水四十分钟后顶面渗水，管根处无附加层。"):
    """Keep what was seen on site."""
    take(desk, number, "record_survey", ticks=("owner_signed",), words=words)


def go_forward(visitor, jump):
    """Let legal time go forward on the demonstration's page and wait until everything has happened."""
    visitor.open("/demo/time/")
    with visitor.page.expect_navigation():
        visitor.page.locator(f"button[name=jump][value={jump}]").click()
    visitor.page.wait_for_selector("#t-due ~ .is-met, .card .is-met", timeout=1000 * PATIENCE)


def go_to(visitor, day, time="09:00"):
    """Let legal time go forward to a day and a time in Shanghai, and wait until everything has happened."""
    visitor.open("/demo/time/").fill(until=day, at=time)
    visitor.submit()
    visitor.page.wait_for_selector("#t-due ~ .is-met, .card .is-met", timeout=1000 * PATIENCE)


def text_of(pdf):
    """Return the text of a PDF, and how many pages it has."""
    pages = PdfReader(BytesIO(pdf)).pages
    return "".join(page.extract_text() for page in pages).replace("\n", ""), len(pages)


def legal_now(stack):
    """Return legal time as the stack has it, in UTC."""
    seconds = stack.scalar("SELECT seconds FROM deadlines_timeoffset")
    return datetime.now(UTC) + timedelta(seconds=int(seconds))


def cover(desk, second, number, words):
    """Determine that it is covered, agree as the second person, send the result."""
    causes, rest_on = {"cause": "construction"}, ("benchmark", "evidence_ids")
    take(desk, number, "accept", picks=causes, ticks=rest_on, words=words)
    assert "等待复核" in desk.words
    approve(second, number, "核定：属于保险责任")
    take(desk, number, "send_determination")


def at_the_appraisal(visitor, listed, number):
    """Open the appraisal of the claim from a list."""
    visitor.open(listed)
    with visitor.page.expect_navigation():
        visitor.page.locator("tr", has_text=number).get_by_role("link").first.click()


def fee_of_the_insurer(desk, number, fee):
    """Let the insurer acknowledge what an appraisal found, and bear its fee; the page says so."""
    at_the_appraisal(desk, "/console/appraisals/", number)
    press_step(desk, "确认保险责任")
    press_step(desk, "确定鉴定费", selects={"payer": "保险公司"}, fee=fee)
    assert f"¥{Decimal(fee):,}，由保险公司承担" in desk.words


def name_the_appraiser(desk, number):
    """Let the insurer name a body with both licences."""
    at_the_appraisal(desk, "/console/appraisals/", number)
    named = {"appraiser_id": APPRAISER, "has_testing_licence": "是", "has_judicial_licence": "是"}
    press_step(desk, "提出鉴定机构", selects=named)


def clock(stack, number, name):
    """Return a clock of a claim as a row: state, met_at, due_at, breached_at."""
    with stack.connect() as connection:
        return connection.execute(
            "SELECT c.state, c.met_at, c.due_at, c.breached_at FROM deadlines_clock c "
            "JOIN claims_claim k ON k.subject_id = c.subject_id WHERE k.number = %s AND c.name = %s",
            [number, name],
        ).fetchone()
