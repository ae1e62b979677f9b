from datetime import date

import pytest

from idi_platform.accounts.divisions import divisions_under, is_under, load_divisions
from idi_platform.accounts.models import Division, DivisionClosure
from idi_platform.accounts.rules.lineage import Competence, DivisionRow, competences

OLD, MERGED = date(1980, 1, 1), date(2021, 4, 9)
TODAY = date(2026, 9, 28)


def table(*rows):
    return {row.code: row for row in rows}


def test_each_division_stands_under_itself_and_all_above():
    found = competences(table(DivisionRow("1", None, OLD), DivisionRow("2", "1", OLD), DivisionRow("3", "2", MERGED)))
    assert found == [
        Competence("1", "1", OLD, None),
        Competence("2", "1", OLD, None),
        Competence("2", "2", OLD, None),
        Competence("3", "1", MERGED, None),
        Competence("3", "2", MERGED, None),
        Competence("3", "3", MERGED, None),
    ]


def test_a_successor_takes_over_what_was_filed_under_the_old_code():
    city, other = DivisionRow("c", None, OLD), DivisionRow("d", None, OLD)
    found = competences(table(city, other, DivisionRow("new", "d", OLD), DivisionRow("old", "c", OLD, MERGED, "new")))
    assert [pair for pair in found if pair.descendant == "old"] == [
        Competence("old", "c", OLD, MERGED),
        Competence("old", "d", MERGED, None),
        Competence("old", "new", MERGED, None),
        Competence("old", "old", OLD, MERGED),
    ]


def test_without_a_successor_the_old_parent_stays_competent():
    found = competences(table(DivisionRow("c", None, OLD), DivisionRow("old", "c", OLD, MERGED)))
    assert Competence("old", "c", OLD, None) in found


def test_a_circle_is_refused():
    with pytest.raises(RecursionError):
        competences(table(DivisionRow("1", "2", OLD), DivisionRow("2", "1", OLD)))


@pytest.mark.django_db
class TestTheList:
    def test_loading_again_changes_nothing(self):
        before = set(DivisionClosure.objects.values_list("pk", flat=True))
        load_divisions()
        assert set(DivisionClosure.objects.values_list("pk", flat=True)) == before

    @pytest.mark.parametrize(
        ("code", "parent"),
        [("419001", "410000"), ("330383", "330300"), ("110106", "110000"), ("330106", "330100"), ("310115", "310000")],
    )
    def test_parents_are_data(self, code, parent):
        assert Division.objects.get(pk=code).parent_id == parent

    def test_longgang_is_not_the_district_of_shenzhen(self):
        assert Division.objects.get(pk="330383").name_zh == "龙港市"
        assert not Division.objects.filter(pk="440307").exists()

    def test_jiyuan_has_no_city_above_it(self):
        above = DivisionClosure.objects.filter(descendant_id="419001").values_list("ancestor_id", flat=True)
        assert set(above) == {"410000", "419001"}

    def test_a_city_is_competent_for_its_districts_and_no_others(self):
        assert set(divisions_under("330300", on=TODAY)) >= {"330300", "330383", "330302"}
        assert "330106" not in set(divisions_under("330300", on=TODAY))

    def test_what_was_filed_in_a_former_district_is_seen_by_its_successor(self):
        assert is_under("330103", ["330105"], on=TODAY)
        assert is_under("330103", ["330100"], on=TODAY)
        assert not is_under("330103", ["330103"], on=TODAY)
        assert is_under("330103", ["330103"], on=date(2020, 1, 1))
        assert not is_under("330103", ["330105"], on=date(2020, 1, 1))

    def test_nobody_is_competent_without_a_jurisdiction(self):
        assert not divisions_under([]).exists()

    def test_one_query(self, django_assert_num_queries):
        with django_assert_num_queries(1):
            assert len(divisions_under(["110000", "330100"], on=TODAY)) > 20
