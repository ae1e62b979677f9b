"""The stories, one module each: facts, moments, acts."""

from idi_platform.demo.script import Story

from . import (
    calendar_2027,
    hz2_two_permits,
    refused_contracts,
    s01_bathroom_leak,
    s02_stained_ceiling,
    s03_two_receipts,
    s04_falling_facade,
    s05_one_stack,
    s06_sold_meanwhile,
    s07_late_handover,
    s08_recourse,
    s09_last_fen,
    s10_core_test,
    s11_shanghai_window,
    s12_older_contract,
    s13_before_cover,
    s15_night_call,
    s16_heating_ends,
    s17_property_desk,
    s18_papers_late,
)

STORIES: tuple[Story, ...] = (
    s01_bathroom_leak.story,
    s02_stained_ceiling.story,
    s03_two_receipts.story,
    s04_falling_facade.story,
    s05_one_stack.story,
    s06_sold_meanwhile.story,
    s07_late_handover.story,
    s08_recourse.story,
    s09_last_fen.story,
    s10_core_test.story,
    s11_shanghai_window.story,
    s12_older_contract.story,
    s13_before_cover.story,
    s15_night_call.story,
    s16_heating_ends.story,
    s17_property_desk.story,
    s18_papers_late.story,
    hz2_two_permits.story,
    refused_contracts.story,
    calendar_2027.story,
)
