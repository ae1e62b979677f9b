"""Examples that ask who may have a matter decided by an appraiser."""

from collections.abc import Iterator

from claims.models.beside.sides import Side, texts_sides
from idi_platform.rulebooks.law import Law
from idi_platform.workflow.examples import Example
from idi_platform.workflow.examples.running import runs


@runs("appraisal")
def _appraisal(example: Example, law: Law) -> Iterator[str]:
    matter = example.appraisal or ""
    may = texts_sides(law, matter)
    for word in ("by", "not_by"):
        for name in example.expect.get(word, ()):
            if (Side(name) in may) != (word == "by"):
                yield f"{name} may {'not ' if word == 'by' else ''}ask for an appraisal of {matter}"
