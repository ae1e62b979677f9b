"""Pages that everybody can read: no serious violation of the accessibility rules, light enough for a telephone."""

import gzip

from tests.journeys import acts
from tests.journeys.browsing import Visitor

LIMIT = 100 * 1024


def test_the_owner_s_and_the_desk_s_claim_have_no_serious_violations(lin, gao, photo):
    number = acts.report(lin, photo=photo)
    lin.until("已发出")
    assert lin.violations() == []
    for page in ("/owner/", "/owner/complaints/", "/owner/people/", "/owner/homes/add/"):
        lin.open(page)
        assert lin.violations() == [], page
    gao.open(f"/console/claims/{number}/")
    assert gao.violations() == []


def test_the_owner_s_claim_weighs_no_more_than_100_kb_without_photos(lin, chromium, stack):
    number = acts.report(lin)
    fresh = Visitor(chromium, stack, lin.size)
    fresh.context.add_cookies(lin.context.cookies())
    sent = []
    fresh.page.on("response", lambda answer: sent.append(answer))  # noqa: PLW0108  playwright marks what it is given
    fresh.open(f"/owner/claims/{number}/")
    fresh.page.wait_for_load_state("networkidle")
    weights = {answer.url: weight(answer) for answer in sent}
    fresh.close()
    assert sum(weights.values()) <= LIMIT, weights


def weight(answer):
    """What goes over the line in production, where styles and scripts are sent compressed; pages are not."""
    body = answer.body()
    return len(gzip.compress(body, 9)) if "/static/" in answer.url else len(body)
