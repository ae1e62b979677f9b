"""What the agency found, behind six doors: who has the lists, who sees the world's project and its finding."""

from tests.doors.cases import AUTHORITIES, BEHIND, CASES_DESK, DESK, LEADERS, Case, Door, Public, by_pk

_SITE = BEHIND["site"] - {"other_contractor"}


def _behind(
    door: str, everybody: frozenset[str], seers: frozenset[str], finders: frozenset[str] | None = None
) -> dict[str, Door | Public]:
    """Return the expectations at a door: who comes in by it, who takes part in the project, who sees its finding.

    A co-insurer stands on the policy alone; what hangs on the project is the lead's.
    """
    return {
        f"findings_{door}:list": Door("who reads here, each what it may see", (Case("the projects", who=everybody),)),
        f"findings_{door}:project": Door(
            "who sees the project",
            (
                Case("a project", by_pk("project"), seers),
                Case("a part of its list", by_pk("project"), seers, query=lambda _w: {"building": "0", "open": "1"}),
                Case("a number that no project has", by_pk("stranger_id")),
            ),
        ),
        f"findings_{door}:one": Door(
            "who sees the finding",
            (
                Case("a finding", by_pk("finding"), seers if finders is None else finders),
                Case("a number that no finding has", by_pk("stranger_id")),
                Case("a claim's number", by_pk("claim_id")),
            ),
        ),
    }


FINDINGS_DOORS: dict[str, Door | Public] = {
    **_behind("console", CASES_DESK, LEADERS, DESK | {"underwriter"}),
    **_behind("regulator", AUTHORITIES, frozenset({"regulator_of_city"})),
    **_behind("developer", BEHIND["developer"], frozenset({"developer"})),
    **_behind("site", BEHIND["site"], _SITE),
    **_behind("agency", BEHIND["agency"], frozenset()),
    **_behind("field", BEHIND["field"], frozenset({"surveyor"})),
}
