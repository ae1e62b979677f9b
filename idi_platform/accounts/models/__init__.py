"""People, organisations and their relations, memberships, sessions, the division tree."""

from .division import Division, DivisionClosure
from .membership import Membership
from .organisation import Organisation, OrganisationKind, OrganisationRelation, RelationKind
from .organising import AuthorityAmount, Invitation, OrganisationAct
from .person import Person
from .session import Session

__all__ = [
    "AuthorityAmount",
    "Division",
    "DivisionClosure",
    "Invitation",
    "Membership",
    "Organisation",
    "OrganisationAct",
    "OrganisationKind",
    "OrganisationRelation",
    "Person",
    "RelationKind",
    "Session",
]
