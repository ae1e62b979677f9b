"""What people call the parts of a building that all owners share, where a file's own name says it otherwise."""

from collections.abc import Mapping
from typing import Final

from idi_platform.projects.models.common_part import CommonPartKind

WORDS: Final[Mapping[CommonPartKind, tuple[str, ...]]] = {
    CommonPartKind.ROOF: ("屋顶", "楼顶", "房顶", "天台", "屋面"),
    CommonPartKind.FACADE: ("外立面", "外墙面", "外墙", "墙面", "幕墙"),
    CommonPartKind.BASEMENT: ("地下车库", "地下室", "地下停车场", "地库", "车库"),
    CommonPartKind.STAIRWELL: ("楼梯间", "楼梯", "楼道", "走廊", "过道"),
    CommonPartKind.RISER: ("管道井", "水管井", "管井", "管道间", "立管"),
}
"""The longer word of two that begin alike stands first."""


def part_meant(words: str) -> tuple[CommonPartKind | None, str]:
    """Return which kind of part the words name, and what they say beside it; none where they name no kind."""
    for kind, said in WORDS.items():
        for word in said:
            if word in words:
                return kind, words.replace(word, "", 1)
    return None, words
