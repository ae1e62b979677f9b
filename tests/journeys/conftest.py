"""One running stack for all journeys of a run, and people at browsers."""

import fcntl
import hashlib
import shutil
from contextlib import contextmanager
from pathlib import Path

import pytest

from idi_platform.demo import books
from idi_platform.embedded import databases, testing
from tests.browser import IN_A_BROWSER
from tests.faults import harness
from tests.journeys import browsing, small_town


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Keep the journeys in one process: they share a town, and its legal time only goes forward."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            for mark in (*IN_A_BROWSER, pytest.mark.xdist_group("journeys")):
                item.add_marker(mark)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Add what everybody sees to what is said of a journey that failed."""
    told = yield
    if told.failed and Path(__file__).parent in item.path.parents:
        told.sections += [(f"seen by visitor {number}", one.report()) for number, one in enumerate(browsing.OPEN)]
    return told


@pytest.fixture(scope="package")  # what runs for nobody any more would only slow the tests that follow
def stack(database_host, database_template):
    """Web, worker, beat, PostgreSQL and Redis over a copy of the small town."""
    with _running((database_host, database_template)) as running:
        yield running


@pytest.fixture
def stack_of_its_own(database_host, database_template):
    """The same for one journey alone: its dates are days of the story, and legal time only goes forward."""
    with _running((database_host, database_template)) as running:
        yield running


@contextmanager
def _running(template):
    running = harness.stack_from(prepared_town(template), IDI_BEAT_SECONDS="2")
    try:
        running.start_everything(at=small_town.BEGINS_AT)
        yield running
    finally:
        running.close()


def prepared_town(template, kept=databases.ROOT / ".state" / "journeys"):
    """Return the state folder of a stopped server in which the town stands; made once, kept between runs."""
    kept.mkdir(parents=True, exist_ok=True)
    with (kept / "lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)  # one process builds the town, another waits for it
        return _prepared(template, kept)


def _prepared(template, kept):
    told = hashlib.sha256(Path(small_town.__file__).read_bytes())
    for path in sorted(path for path in Path(books.__file__).parent.rglob("*") if path.suffix in (".py", ".yaml")):
        told.update(path.read_bytes())
    shape = databases.fingerprint() + told.hexdigest()[:6]
    state = kept / shape
    is_made = (state / "ready").exists()
    for old in () if is_made else kept.glob("*/"):
        shutil.rmtree(old)
    made = harness.FaultStack(state, harness.SETTINGS, harness.DATABASE, extra={"IDI_DEMO": "1"})
    if not is_made:
        _build(made, template)
        (state / "ready").touch()
    harness.collect_static(state)
    return state


def _build(stack, template):
    host = stack.postgres.host
    stack.postgres.start()
    try:
        databases.ensure_roles(host)
        databases.create(host, harness.DATABASE)
        testing.transplant(*template, host, harness.DATABASE)
        stack.python("from tests.journeys import small_town; small_town.build()")
    finally:
        stack.postgres.stop()
    for name in ("media", "outbox"):
        (stack.state / name).mkdir(exist_ok=True)


@pytest.fixture(scope="package", autouse=True)
def _pictures_begin_anew():
    shutil.rmtree(browsing.PICTURES, ignore_errors=True)


@pytest.fixture(scope="package")
def people(stack, chromium):
    """Everybody who takes part, logged in once: a code is good once, and nobody may ask for too many."""
    with _logged_in(stack, chromium) as find:
        yield find


@pytest.fixture
def people_of_its_own(stack_of_its_own, chromium):
    """Everybody who takes part in one journey alone."""
    with _logged_in(stack_of_its_own, chromium) as find:
        yield find


@contextmanager
def _logged_in(stack, chromium):
    known = {}

    def find(name):
        if name not in known:
            is_owner = name.isdigit()
            visitor = browsing.Visitor(chromium, stack, browsing.PHONE if is_owner else browsing.DESK)
            known[name] = (browsing.log_in_owner if is_owner else browsing.log_in_staff)(visitor, name)
        known[name].said.clear()
        return known[name]

    yield find
    for visitor in known.values():
        visitor.close()


@pytest.fixture
def desk(people_of_its_own, request):
    """Who handles claims for the insurer that the journey names as its HOUSE."""
    return people_of_its_own(request.module.HOUSE.handler)


@pytest.fixture
def second(people_of_its_own, request):
    """Who agrees there."""
    return people_of_its_own(request.module.HOUSE.approver)


@pytest.fixture
def lin(people):
    """林小满, who owns 3-1201 in Beijing, at a telephone."""
    return people("13800001201")


@pytest.fixture
def zhou(people):
    """周槐, 71, who owns 4-0702 in Beijing and reads large print."""
    return people("13800000702")


@pytest.fixture
def lu(people):
    """陆遥, who owns 6-0502 in Hangzhou, where cover has not begun."""
    return people("13800000502")


@pytest.fixture
def gao(people):
    """The insurer's handler at a desk."""
    return people("gao")


@pytest.fixture
def zheng(people):
    """The insurer's approver at a desk."""
    return people("zheng")


@pytest.fixture
def photo(tmp_path):
    """A drawn picture of a wet ceiling."""
    from PIL import Image, ImageDraw

    drawn = Image.new("RGB", (1200, 900), "#d9d4c8")
    ImageDraw.Draw(drawn).ellipse((300, 200, 800, 600), fill="#bda873")
    path = tmp_path / "ceiling.jpg"
    drawn.save(path, quality=85)
    return path
