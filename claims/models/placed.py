"""What a case hangs on: home or common part, building, policy; read once per row."""

from functools import cached_property

from django.db.models import QuerySet

from claims.models.papers_sent import SendsPapers
from idi_platform.kernel.once import once, tell
from idi_platform.kernel.questions import question
from idi_platform.projects.models import Building, CommonPart, Unit
from policies.models import Policy
from policies.terms_read import terms_of


class Placed(SendsPapers):
    """A case at a place; the links stand on its Subject."""

    class Meta:
        """No table of its own."""

        abstract = True

    @cached_property
    def unit(self) -> Unit | None:
        """The home; None for a common part."""
        return _unit(self.subject.unit_id) if self.subject.unit_id else None

    @cached_property
    def common_part(self) -> CommonPart | None:
        """The common part; None for a home."""
        found = CommonPart.objects.select_related("subject", "building__insured_object__project")
        return found.filter(pk=self.subject.common_part_id).first() if self.subject.common_part_id else None

    @cached_property
    def building(self) -> Building | None:
        """The building."""
        if self.unit is not None and self.unit.building_id == self.subject.building_id:
            return self.unit.building
        found = Building.objects.select_related("subject", "insured_object__project")
        return found.filter(pk=self.subject.building_id).first() if self.subject.building_id else None

    @cached_property
    def policy(self) -> Policy | None:
        """The policy; None where none is known."""
        return _policy(self.subject.policy_id) if self.subject.policy_id else None


@once(of="projects_")
def _unit(pk: int) -> Unit | None:
    return next(iter(_units(pk)), None)


@question
def _units(pk: int) -> QuerySet[Unit]:
    found = Unit.objects.select_related("subject", "building__subject", "building__insured_object__project")
    return found.filter(pk=pk)


@once(of=("policies_policy", "projects_"))
def _policy(pk: int) -> Policy | None:
    found = next(iter(_policies(pk)), None)
    if found is not None:
        tell(terms_of, found.terms or {}, pk)
    return found


@question
def _policies(pk: int) -> QuerySet[Policy]:
    return Policy.objects.select_related("subject", "insured_object__project").filter(pk=pk)


def tell_policy(policy: Policy) -> None:
    """Let the rest of a page know a policy that it has read with something else."""
    tell(_policy, policy, policy.pk)
