"""Hangzhou before cover: no claim against the insurer, but a ticket, and the developer is told the same day."""

from datetime import timedelta

from tests.faults.harness import eventually
from tests.journeys import acts


def test_a_wet_wall_before_cover_becomes_a_ticket_and_the_developer_is_told_the_same_day(stack, lu):
    number = acts.report(lu, place="kitchen", words="厨房墙面返潮。")
    assert lu.path == f"/owner/tickets/{number}/"
    assert "这不是拒绝" in lu.words
    assert "演示桂屿安居建设有限公司" in lu.words, "it is the developer's turn"
    lu.picture("ticket")
    lu.until("文书已发给 演示桂屿安居建设有限公司：《保修期转办告知》")

    def told():
        with stack.connect() as connection:
            return connection.execute(
                "SELECT c.state, c.met_at, c.started_at, c.due_at FROM deadlines_clock c JOIN claims_ticket t "
                "ON t.subject_id IN (c.subject_id) OR t.origin_id = c.subject_id "
                "WHERE t.number = %s AND c.measures LIKE '%%tell%%'",
                [number],
            ).fetchall()

    eventually(lambda: (found := told()) and all(state == "met" for state, *_rest in found))
    for _state, met, started, _due in told():
        assert (met + timedelta(hours=8)).date() == (started + timedelta(hours=8)).date()
