"""The surveyor's door: the world's surveyor goes to the neighbour today; what his telephone asks for itself."""

from tests.doors.cases import BEHIND, Case, Door, Public, keyed, numbered

BOTH = ("GET", "POST")
HIS = frozenset({"surveyor"})
SEEN = {"words": "顶面潮湿（演示）。", "place": "bathroom", "signing": "none", "why_unsigned": "declined"}
MISSED = {"words": "按铃三次没有人（演示）。", "reason": "absent", "call": ""}

FIELD_DOORS: dict[str, Door | Public] = {
    "claims:field_day": Door("surveyors, each his own visits", (Case("the day", who=BEHIND["field"]),)),
    "claims:field_visit": Door(
        "the surveyor who goes there; whoever was to go before may still hand in what he saw",
        (
            Case("a visit", numbered("neighbours"), HIS, sent=keyed("00071", **SEEN), answers=frozenset({302})),
            Case("a claim that nobody goes to", numbered("claim"), sent=keyed("00072", **SEEN)),
        ),
        BOTH,
    ),
    "claims:field_failed": Door(
        "the surveyor who goes there; whoever was to go before may still hand in what he saw",
        (
            Case("no proof", numbered("neighbours"), HIS, sent=keyed("00073", **MISSED), answers=frozenset({409})),
            Case("a claim that nobody goes to", numbered("claim"), sent=keyed("00074", **MISSED)),
        ),
        BOTH,
    ),
    "claims:field_ready": Door("surveyors, each his own", (Case("how things stand", who=BEHIND["field"]),)),
    "claims:field_offline": Public("anyone; no personal data"),
    "claims:field_worker": Public("anyone; no personal data"),
}
