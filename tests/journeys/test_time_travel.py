"""The demonstration's way forward: a day later everything that fell due has happened, and the page lists it."""

from datetime import timedelta

from tests.journeys import acts


def test_a_day_forward_waits_for_the_sweep_and_lists_what_fell_due(stack, lin, zhou, photo):
    number = acts.report(zhou, photo=photo)
    before, listed = acts.legal_now(stack), ""
    for _day in range(3):
        acts.go_forward(lin, "day")
        assert "都办完了" in lin.words
        listed += lin.words
    assert acts.legal_now(stack) - before >= timedelta(days=3)
    assert "派员现场查勘" in listed, "nobody came to look within the days of the text"
    lin.picture("a-day-later")
    zhou.open(f"/owner/claims/{number}/")
    assert "现在轮到" in zhou.words
    zhou.picture("a-day-later-claim")
