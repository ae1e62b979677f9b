"""The closed lists of roles, and by what each role sees what it sees.

A *role* is what somebody acts as. A *party role* is what a person or an organisation is to a project, a policy, an
engagement or a unit. The table below joins the two; access classes and the log-in read it, nothing else does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Literal

Through = Literal["unit", "policy", "project", "engagement", "division"]
Ground = Literal["party", "membership", "jurisdiction"]


class Role(StrEnum):
    """What a capacity may act as."""

    owner = "owner"
    agent = "agent"
    property_desk = "property_desk"
    hotline = "hotline"
    surveyor = "surveyor"
    handler = "handler"
    approver = "approver"
    underwriter = "underwriter"
    accountant = "accountant"
    developer = "developer"
    agency = "agency"
    contractor = "contractor"
    designer = "designer"
    supervisor = "supervisor"
    lab = "lab"
    appraiser = "appraiser"
    institution = "institution"
    regulator = "regulator"
    report_clerk = "report_clerk"
    operator = "operator"


class PartyRole(StrEnum):
    """What a person or an organisation is to a project, a policy, an engagement or a unit."""

    owner = "owner"
    agent = "agent"
    lead_insurer = "lead_insurer"
    co_insurer = "co_insurer"
    developer = "developer"
    contractor = "contractor"
    designer = "designer"
    supervisor = "supervisor"
    lab = "lab"
    agency = "agency"
    property_firm = "property_firm"
    appraiser = "appraiser"
    institution = "institution"


@dataclass(frozen=True, slots=True)
class RoleRule:
    """How one role reaches what it may see.

    Attributes:
        zh: The role's name on pages.
        en: The same in English.
        by: `party`: the person stands as a party himself; `membership`: his organisation stands as a party;
            `jurisdiction`: the division of his membership contains the subject.
        party_roles: The party roles that open the subject to this role; empty when no party opens it.
        looks_through: The column of Subject that the role looks through; None sees no case at all.
        needs_second_factor: Whether the role may be taken only after password and second factor.
    """

    zh: str
    en: str
    by: Ground
    party_roles: frozenset[PartyRole]
    looks_through: Through | None
    needs_second_factor: bool = True


def _through(zh: str, en: str, through: Through, *parties: PartyRole) -> RoleRule:
    return RoleRule(zh, en, "membership", frozenset(parties), through)


def _person(zh: str, en: str, party: PartyRole) -> RoleRule:
    return RoleRule(zh, en, "party", frozenset({party}), "unit", needs_second_factor=False)


def _authority(zh: str, en: str) -> RoleRule:
    return RoleRule(zh, en, "jurisdiction", frozenset(), "division")


_LEAD = PartyRole.lead_insurer
_CO = PartyRole.co_insurer

ROLE_TABLE: Final[Mapping[Role, RoleRule]] = MappingProxyType(
    {
        Role.owner: _person("业主", "owner", PartyRole.owner),
        Role.agent: _person("业主代理人", "owner's agent", PartyRole.agent),
        Role.property_desk: _through("物业服务台", "property desk", "project", PartyRole.property_firm),
        Role.hotline: _through("报案热线", "hotline", "policy", _LEAD),
        Role.surveyor: _through("查勘员", "surveyor", "policy", _LEAD),
        Role.handler: _through("理赔员", "claims handler", "policy", _LEAD),
        Role.approver: _through("复核人", "approver", "policy", _LEAD),
        Role.underwriter: _through("承保员", "underwriter", "policy", _LEAD, _CO),
        Role.accountant: _through("财务", "accountant", "policy", _LEAD, _CO),
        Role.developer: _through("建设单位", "developer", "project", PartyRole.developer),
        Role.agency: _through("风险管理机构", "risk agency", "engagement", PartyRole.agency),
        Role.contractor: _through("施工单位", "contractor", "project", PartyRole.contractor),
        Role.designer: _through("设计单位", "designer", "project", PartyRole.designer),
        Role.supervisor: _through("监理单位", "supervisor", "project", PartyRole.supervisor),
        Role.lab: _through("检测机构", "testing laboratory", "project", PartyRole.lab),
        Role.appraiser: _through("鉴定人", "appraiser", "unit", PartyRole.appraiser),
        Role.institution: _through("保障机构", "guarantee institution", "project", PartyRole.institution),
        Role.regulator: _authority("主管部门", "regulator"),
        Role.report_clerk: _authority("报表员", "report clerk"),
        Role.operator: RoleRule("平台运营", "platform operator", "membership", frozenset(), None),
    }
)

DOORS: Final[Mapping[str, frozenset[Role]]] = MappingProxyType(
    {
        "owner": frozenset({Role.owner, Role.agent}),
        "developer": frozenset({Role.developer}),
        "site": frozenset({Role.contractor, Role.designer, Role.supervisor, Role.lab}),
        "agency": frozenset({Role.agency}),
        "console": frozenset({Role.handler, Role.approver, Role.underwriter, Role.accountant, Role.operator}),
        "service": frozenset({Role.property_desk, Role.hotline}),
        "field": frozenset({Role.surveyor}),
        "desk": frozenset({Role.institution, Role.appraiser}),
        "regulator": frozenset({Role.regulator, Role.report_clerk}),
    }
)

OWNER_ROLES: Final = DOORS["owner"]
MEMBERSHIP_ROLES: Final = frozenset(role for role, rule in ROLE_TABLE.items() if rule.by != "party")
JURISDICTION_ROLES: Final = frozenset(role for role, rule in ROLE_TABLE.items() if rule.by == "jurisdiction")


def door_of(role: Role) -> str:
    """Return the one door that the role enters by."""
    return next(door for door, roles in DOORS.items() if role in roles)


@dataclass(frozen=True, slots=True)
class Look:
    """Roles of one door that look through one column: what they see together is one question, not one for each.

    Attributes:
        roles: The roles.
        through: The column of Subject that all of them look through; None sees no case at all.
    """

    roles: frozenset[Role]
    through: Through | None

    @property
    def party_roles(self) -> frozenset[PartyRole]:
        """The party roles that open a subject to any of the roles."""
        return frozenset(party for role in self.roles for party in ROLE_TABLE[role].party_roles)

    def among(self, roles: frozenset[Role]) -> "Look":
        """Return the look of those of its roles that are among some."""
        return Look(self.roles & roles, self.through)


def looks_of(roles: frozenset[Role]) -> tuple[Look, ...]:
    """Return the looks that some roles have together, in a fixed order."""
    alike: dict[tuple[str, Through | None], set[Role]] = {}
    for role in sorted(roles):
        alike.setdefault((door_of(role), ROLE_TABLE[role].looks_through), set()).add(role)
    return tuple(Look(frozenset(same), through) for (_door, through), same in alike.items())
