"""One city's rule is not everybody's: what only some texts know is neither done nor said under the others."""

from types import SimpleNamespace

import pytest
from django.urls import reverse

from claims.models import claim_guards
from claims.pages.home_cover import _whose_before
from claims.pages.owner import objection_row
from claims.papers import frames
from idi_platform.rulebooks.layers import Law
from idi_platform.rulebooks.shipped import load_shipped
from policies.rules.terms_of_cover import Liable
from tests.cast import log_in


def law_of(city):
    return Law(load_shipped("china-national").rulebook, load_shipped(city).rulebook)


@pytest.mark.parametrize(
    ("city", "refused"),
    [
        ("beijing-2019", []),
        ("hangzhou-2024", []),
        ("jiyuan-2022", []),
        ("shanghai-2025", ["claim.nothing_longer"]),
        ("longgang-trial", ["claim.nothing_longer"]),
    ],
)
def test_a_case_is_called_complex_only_where_that_lengthens_a_limit(monkeypatch, city, refused):
    """Else the message to its owner, that he will be told later and by a new day, would be untrue."""
    monkeypatch.setattr(claim_guards, "law_of", lambda _subject: law_of(city))
    found = claim_guards.a_limit_is_lengthened(SimpleNamespace(subject=None), None, None)
    assert [one.code for one in found] == refused


@pytest.mark.parametrize("city", ["beijing-2019", "hangzhou-2024", "shanghai-2025", "longgang-trial", "jiyuan-2022"])
def test_an_appraisal_is_offered_only_where_the_text_has_one(city):
    """Jiyuan leaves a dispute on cover to what the contract says: neither a page nor a letter promises another way."""
    law, has_one = law_of(city), city != "jiyuan-2022"
    row = objection_row(SimpleNamespace(number="X-1"), law)
    assert ("鉴定" in "".join(frames.how_to_object(law))) is has_one
    assert ("鉴定" in row.title) is has_one
    assert "仲裁或起诉" in "".join(frames.how_to_object(law))


@pytest.mark.parametrize(
    ("liable", "words"),
    [
        ([Liable.DEVELOPER], "开发商维修期"),
        ([Liable.CONTRACTOR, Liable.CONTRACTOR], "施工单位维修期"),
        ([Liable.DEVELOPER, Liable.CONTRACTOR], "保险开始前"),
        ([], ""),
    ],
)
def test_the_time_before_cover_is_called_after_whoever_the_text_makes_repair(liable, words):
    assert _whose_before([None, *(SimpleNamespace(liable=one) for one in liable)]) == words


@pytest.mark.django_db
def test_a_home_in_beijing_names_its_developer(client, home, owner):
    log_in(client, owner)
    assert "开发商维修期" in client.get(reverse("claims:owner_home")).content.decode()
