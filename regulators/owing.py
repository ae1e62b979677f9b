"""Who may hand in what a rulebook says a party owes: from the words of the rulebook to the roles of people."""

from collections.abc import Mapping
from typing import Final

from idi_platform.accounts.roles import Role

_INSURERS: Final = frozenset({Role.underwriter, Role.handler, Role.approver})
HOLDERS: Final[Mapping[str, frozenset[Role]]] = {
    "insurer": _INSURERS,
    "lead_insurer": _INSURERS,
    "co_insurer": _INSURERS,
    "underwriter": _INSURERS,
    "handler": _INSURERS,
    "agency": frozenset({Role.agency}),
    "developer": frozenset({Role.developer}),
    "contractor": frozenset({Role.contractor}),
    "supervisor": frozenset({Role.supervisor}),
    "designer": frozenset({Role.designer}),
    "lab": frozenset({Role.lab}),
    "institution": frozenset({Role.institution}),
    "property_firm": frozenset({Role.property_desk}),
}
