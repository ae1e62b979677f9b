"""Who acts, in which capacity: the value that replaces "user" everywhere. No models here."""

from collections.abc import Hashable
from dataclasses import dataclass, field, replace
from typing import Any, Final, Literal

from idi_platform.kernel.questions import Apart, TakesApart

from .roles import Role


@dataclass(frozen=True, slots=True)
class Acting(TakesApart):
    """One capacity of a person, a machine's token, or the system.

    Attributes:
        kind: `person`, `token` or `system`.
        person_id: The person, for `person`.
        organisation_id: The organisation acted for; None for an owner and for the system.
        roles: What the capacity acts as.
        jurisdictions: Codes of the divisions at the top of the capacity's jurisdictions; what lies under them is
            found through DivisionClosure.
        door: The door by which the capacity came in, such as `owner` or `console`; empty for the system.
        token_id: The token, for `token`.
        is_administrator: Whether the membership acted in administers its organisation's people.
        stands_in_for: The colleague whose role is filled, or whose work is done, for the days of his absence.
    """

    kind: Literal["person", "token", "system"]
    person_id: int | None = None
    organisation_id: int | None = None
    roles: frozenset[Role] = field(default_factory=frozenset)
    jurisdictions: frozenset[str] = field(default_factory=frozenset)
    door: str = ""
    token_id: int | None = None
    is_administrator: bool = False
    stands_in_for: int | None = None

    def as_record(self) -> dict[str, object]:
        """Return the capacity as JSON for a Record: ids and codes only, in a fixed order."""
        record: dict[str, object] = {
            "kind": self.kind,
            "person": self.person_id,
            "organisation": self.organisation_id,
            "roles": sorted(self.roles),
            "jurisdictions": sorted(self.jurisdictions),
            "door": self.door,
        }
        if self.token_id is not None:
            record["token"] = self.token_id
        if self.stands_in_for is not None:
            record["stands_in_for"] = self.stands_in_for
        return record

    @property
    def owner_key(self) -> str:
        """Return whose idempotency keys these are, such as `person:12@org:3`."""
        number = self.person_id if self.kind == "person" else self.token_id
        key = self.kind if number is None else f"{self.kind}:{number}"
        return key if self.organisation_id is None else f"{key}@org:{self.organisation_id}"

    def apart(self, apart: Apart) -> tuple[Hashable, Any]:
        """Take the capacity apart for a question: who acts and where are its values, as what he acts is its shape."""
        person, organisation = apart.slot(self.person_id), apart.slot(self.organisation_id)
        places = apart.slot(self.jurisdictions)
        shape = (self.kind, self.roles, self.door, person[0], organisation[0], places[0])
        return shape, replace(
            self,
            person_id=person[1],
            organisation_id=organisation[1],
            jurisdictions=places[1],
            token_id=None,
            stands_in_for=None,
        )

    def may_act_as(self, *roles: Role) -> bool:
        """Return whether the capacity holds at least one of the roles."""
        return not self.roles.isdisjoint(roles)

    @property
    def is_system(self) -> bool:
        """Return whether the platform itself acts."""
        return self.kind == "system"


SYSTEM: Final = Acting(kind="system")
