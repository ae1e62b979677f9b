"""A desk's menu keeps to one line: what does not fit is folded, but for where the reader is and what waits for him."""

from dataclasses import replace

from django.utils import translation

from idi_platform.portal.doors import NavLink
from idi_platform.portal.folding import folded

WORDS = (
    "理赔", "待对应房屋", "复核", "上门", "分派和值班", "项目", "保单", "投诉和鉴定", "房屋绑定", "更正和登记", "办法",
)  # fmt: skip
MENU = tuple(NavLink(word, f"/{word}/", "list", current=False) for word in WORDS)


def labels(links):
    return [link.label for link in links]


def test_a_menu_that_fits_stands_on_the_line():
    assert folded(MENU) == folded(list(MENU))
    assert labels(folded(MENU).shown) == list(WORDS)
    assert folded(MENU).rest == ()


def test_what_does_not_fit_is_folded_from_the_end_in_the_menus_order():
    longer = (*MENU, *(replace(link, label=f"{link.label}的清单") for link in MENU))
    parts = folded(longer)
    assert (*parts.shown, *parts.rest) == longer
    assert 5 < len(parts.shown) < len(MENU) + 1


def test_a_readers_long_name_takes_its_room_from_the_menu_and_not_from_the_doors_name():
    assert folded(MENU, "高理赔（演示）").rest == ()
    short, long = (folded(MENU, name) for name in ("高理赔（演示）", "浦东新区建设管理处的高理赔（演示）"))
    assert (*long.shown, *long.rest) == short.shown
    assert labels(long.rest)[-1] == "办法"


def test_where_the_reader_is_and_what_waits_to_be_read_stay_on_the_line():
    longer = (*MENU, *(replace(link, label=f"{link.label}的清单") for link in MENU))
    here, unread = replace(longer[-3], current=True), replace(longer[-1], count="43")
    parts = folded((*longer[:-3], here, longer[-2], unread))
    assert parts.shown[-2:] == (here, unread)
    assert longer[-2] in parts.rest


def test_the_english_words_of_the_longest_desk_are_folded():
    words = (
        "Claims", "Homes to be found", "Approvals", "Visits", "Assignment and duty", "Projects", "Policies",
        "Complaints and appraisals", "Homes to bind", "Corrections and records", "Texts", "Messages",
    )  # fmt: skip
    with translation.override("en"):
        parts = folded([NavLink(word, f"/{word}/", "list", current=False) for word in words])
    assert labels(parts.rest)[-1] == "Messages"
    assert labels(parts.shown)[:5] == list(words[:5])
