"""Appraisals behind the doors of owner, developer, site, agency and appraiser: who may come in where."""

from tests.doors.cases import BEHIND, MINE, Case, Door, Public, by_pk, keyed

BOTH = ("GET", "POST")


def _behind(door: str, who: frozenset[str], text: str) -> dict[str, Door | Public]:
    """Return the expectations at a door: the world's appraisal is the owner's of a claim, so nobody here sees it."""
    return {
        f"appraisals_{door}:ask": Door(
            "participants, agency and developer; the city's text says who of them may ask about what",
            (Case("without words", who=who, sent=keyed(text, words=""), answers=frozenset({422})),),
            BOTH,
        ),
        **_read(door, who, "participants, agency and developer, each those of its own findings and requests"),
    }


def _read(door: str, who: frozenset[str], may: str) -> dict[str, Door | Public]:
    one = "who is named for it" if door == "desk" else "who is a side of it"
    return {
        f"appraisals_{door}:list": Door(may, (Case("the list", who=who),)),
        f"appraisals_{door}:one": Door(one, (Case("an owner's appraisal", by_pk("appraisal")),), BOTH),
    }


APPRAISALS_DOORS: dict[str, Door | Public] = {
    **_behind("developer", BEHIND["developer"], "00081"),
    **_behind("site", BEHIND["site"] - {"lab"}, "00082"),
    **_behind("agency", BEHIND["agency"], "00083"),
    **_read("desk", frozenset({"appraiser"}), "appraisers, each those that he is named for"),
    "claims:owner_appraisal": Door(
        "the owner",
        (
            Case(
                "an appraisal",
                by_pk("appraisal"),
                MINE,
                sent=keyed("00084", step="withdraw"),
                answers=frozenset({302}),
            ),
        ),
        BOTH,
    ),
}
