"""The typed facts of a step: ids, codes, dates, amounts and digests; free text and personal data stand elsewhere."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Self

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop as _noop
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from idi_platform.kernel.errors import BadInput

Code = Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z_.:\-]*$", max_length=80)]
"""A code, an identifier or a reference of ours."""
Number = Annotated[str, StringConstraints(max_length=40)]
"""A number of a document as its issuer writes it: no name, no sentence."""
Digest = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""A salted SHA-256 of what stands in an erasable row."""
Amount = Annotated[Decimal, Field(max_digits=16, decimal_places=2)]
"""Yuan to the fen."""
Rate = Annotated[Decimal, Field(max_digits=7, decimal_places=6, ge=0, le=1)]
"""A share or a rate, as a number from 0 to 1."""
Instant = AwareDatetime
Day = date
Id = Annotated[int, Field(gt=0)]


class Facts(BaseModel):
    """The base of every step's facts: frozen, and closed to names it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> Self:
        """Check what was given; raises BadInput with a sentence per field."""
        try:
            return cls.model_validate(dict(given))
        except ValidationError as error:
            fields = {
                ".".join(str(part) for part in fault["loc"]): _sentence(fault["type"]) for fault in error.errors()
            }
            raise BadInput("step.bad_facts", _("有些内容没有填对，请按提示修改后再提交。"), fields) from error

    def as_json(self) -> dict[str, Any]:
        """Return what the Record keeps: JSON without nothings."""
        return self.model_dump(mode="json", exclude_none=True)


class NoFacts(Facts):
    """A step that needs no facts."""


_SENTENCES = {
    "missing": _noop("请填写这一项。"),
    "extra_forbidden": _noop("这一步没有这一项，请去掉。"),
    "decimal_max_places": _noop("金额最多两位小数，请改到分。"),
    "decimal_parsing": _noop("请填写数字，例如 1234.50。"),
    "date_parsing": _noop("请填写日期，例如 2026-03-04。"),
    "date_from_datetime_parsing": _noop("请填写日期，例如 2026-03-04。"),
    "timezone_aware": _noop("时间要带时区，请重新选择。"),
    "enum": _noop("请从列出的选项中选一个。"),
    "literal_error": _noop("请从列出的选项中选一个。"),
    "greater_than": _noop("这个数太小了，请改大。"),
}


def _sentence(kind: str) -> str:
    return _(_SENTENCES.get(kind, _noop("这一项的格式不对，请检查后重填。")))
