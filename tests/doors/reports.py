"""Monthly reports behind /regulator/: the world's is of the city; the authority elsewhere has none yet."""

from tests.doors.cases import BEHIND, Case, Door, Public, by_pk, keyed

OF_THE_CITY = frozenset({"regulator_of_city", "report_clerk"})


def _figure(world):
    return {"pk": world.report, "code": "C1", "line": "received"}


_CLERKS = "regulators and report clerks, each their divisions"

REPORTS_DOORS: dict[str, Door | Public] = {
    "reports:reports": Door(
        _CLERKS,
        (Case("the list", who=BEHIND["regulator"], sent=keyed("00071", place="310000")),),
        ("GET", "POST"),
    ),
    "reports:report": Door(_CLERKS, (Case("the report", by_pk("report"), OF_THE_CITY),)),
    "reports:report_file": Door(_CLERKS, (Case("the report", by_pk("report"), OF_THE_CITY),)),
    "reports:figure": Door(_CLERKS, (Case("a figure", _figure, OF_THE_CITY),)),
    "reports:figure_file": Door(_CLERKS, (Case("a figure", _figure, OF_THE_CITY),)),
}
