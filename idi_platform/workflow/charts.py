"""State charts, drawn from the code into docs/lifecycles/."""

from collections.abc import Iterable

from .lifecycles import LIFECYCLES, Lifecycle, StepDefinition


def chart_of(lifecycle: Lifecycle) -> str:
    """Return one lifecycle as a page: a diagram and a table of its steps."""
    lines = [
        f"# {lifecycle.kind}：{lifecycle.zh}",
        "",
        "Drawn from the code by `manage.py draw_lifecycles`; do not edit by hand. `*` marks a step of the system.",
        "",
        "```mermaid",
        "stateDiagram-v2",
        *_edges(lifecycle),
        "```",
        "",
        "| step | 中文 | from | to | by | second person | report |",
        "| --- | --- | --- | --- | --- | --- | --- |",
        *(_row(definition) for definition in lifecycle.steps.values()),
        "",
    ]
    return "\n".join(lines)


def charts() -> dict[str, str]:
    """Return all pages by file name."""
    return {f"{kind}.md": chart_of(lifecycle) for kind, lifecycle in sorted(LIFECYCLES.items())}


def _edges(lifecycle: Lifecycle) -> Iterable[str]:
    for definition in lifecycle.steps.values():
        if definition.target is None:
            continue
        label = _label(definition)
        sources = lifecycle.states if definition.sources == ("*",) else definition.sources
        for source in sources:
            yield f"    {source or '[*]'} --> {definition.target}: {label}"


def _label(definition: StepDefinition) -> str:
    return f"{definition.name}*" if definition.is_automatic else definition.name


def _row(definition: StepDefinition) -> str:
    cells = (
        _label(definition),
        definition.zh,
        "、".join(source or "（新建）" for source in definition.sources),
        definition.target or "（不变）",
        "、".join(sorted(definition.by)) or "system",
        "是" if definition.needs_second_person else "",
        "是" if definition.is_report else "",
    )
    return f"| {' | '.join(cells)} |"
