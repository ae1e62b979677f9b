"""A project file that an insurer and a developer keep together."""

from datetime import date

import pytest

from idi_platform.accounts.roles import PartyRole
from idi_platform.projects import actions


class File:
    """The project file of a test: makes things one after another, each under its own key."""

    def __init__(self, keeper, developer):
        self.keeper = keeper
        self.developer = developer
        self._keys = 0
        self.project = actions.register_project(
            **self.by,
            division="110105",
            number="P-1",
            name="青砚里（演示）",
            kind="commodity_housing",
            participants=[(PartyRole.developer, developer.organisation.pk)],
        )
        self.insured_object = actions.register_insured_object(**self.by, project=self.project, number="P-1-1")
        self.building = self.plan("1")

    @property
    def by(self):
        self._keys += 1
        return {"acting": self.keeper.acting, "key": f"file:{self._keys}"}

    def plan(self, number):
        made = {"insured_object": self.insured_object, "number": number, "name": f"{number}号楼"}
        return actions.plan_building(**self.by, **made)

    def accepted(self, day=date(2020, 1, 10)):
        """Let the building be accepted: keys are given only after that."""
        actions.accept_building(**self.by, building=self.building, accepted_on=day)

    def unit(self, number="1-0101"):
        return actions.register_unit(**self.by, building=self.building, number=number)


@pytest.fixture
def file(underwriter, developer):
    return File(underwriter, developer)
