"""What pages say of places, of disputes and of days that no text sets."""

from datetime import UTC, datetime

import pytest

from claims.dates import until_words
from claims.models import Claim
from claims.pages.beside import objection_of
from claims.words import home_words
from idi_platform.deadlines.models import Clock
from idi_platform.kernel import clock
from idi_platform.kernel.clock import local_date
from idi_platform.portal.cases.labels import state_words
from idi_platform.projects.models import CommonPart
from idi_platform.rulebooks.law import rulebook_for
from policies.models import Policy
from tests.claims.test_decision import photo, surveyed, take  # noqa: F401  fixtures
from tests.claims.test_settlement import accepted  # noqa: F401  a fixture
from tests.claims.test_sides_of_an_appraisal import under_text  # noqa: F401  a fixture

pytestmark = pytest.mark.django_db
SHOULD, ROLLED = datetime(2026, 10, 1, 16, tzinfo=UTC), datetime(2026, 10, 8, 16, tzinfo=UTC)


def test_the_building_of_a_common_part_is_said_once(home):
    roof = CommonPart.objects.select_related("building__insured_object__project").get(number="roof")
    building = roof.building
    where = f"{building.insured_object.project.name} {building.name}"
    for name, said in (("屋面", f"{where} 屋面"), (f"{building.name}屋面", f"{where}屋面")):
        roof.name = name
        assert home_words(None, roof, building) == said


@pytest.mark.parametrize(
    ("terms", "said"),
    [
        ({"contract.forum": "court"}, "保险合同约定的方式是诉讼"),
        ({"contract.owner_dispute": "agreed_method", "contract.forum": "court"}, "保险合同约定的方式是诉讼"),
        ({"contract.owner_dispute": "arbitration", "contract.forum": "court"}, "保险合同约定的方式是仲裁"),
        ({}, "按保险合同约定的方式解决"),
    ],
)
def test_where_no_appraisal_is_laid_down_the_way_of_the_contract_is_named(accepted, under_text, owner, terms, said):  # noqa: F811
    under_text("jiyuan-2022")
    Policy.objects.filter(pk=accepted.subject.policy_id).update(terms=terms)
    case = Claim.objects.select_related("subject").get(pk=accepted.pk)
    law, today = rulebook_for(case.subject.insured_object_id), local_date(clock.now())
    found = objection_of(case, law, owner.acting, today)
    assert found.choices == ()
    assert said in found.why_not


def test_a_reminder_names_no_legal_end():
    ends = {"target_at": SHOULD, "due_at": ROLLED}
    assert until_words(Clock(kind="reminder", **ends)) == "应于 2026年10月1日 24:00"
    assert until_words(Clock(kind="duty", **ends)) == "应于 2026年10月1日 24:00，法定最晚 2026年10月8日 24:00"


def test_a_project_and_a_building_stand_somewhere_and_are_not_called_by_a_step():
    assert state_words("project", "building") == "施工中"
    assert state_words("building", "filed") == "已竣工验收备案"
    assert state_words("insured_object", "permitted") == "已取得施工许可"
    assert state_words("repair", "ordered") == "已派工"
    assert state_words("ticket", "other_repairer") == "另找人维修"
