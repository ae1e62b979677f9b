"""Aggregate: the base of every model that has a lifecycle or hangs on the log."""

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, Self, TypeVar

from django.db import models

from idi_platform.accounts.acting import Acting
from idi_platform.records.access import access_of

from .subject import Subject

M = TypeVar("M", bound="Aggregate", covariant=True)


class AggregateQuerySet(models.QuerySet[M]):
    """Rows by what a capacity may see; states change only through steps."""

    def visible_to(self, acting: Acting, on: date | None = None) -> Self:
        """Rows whose subject the capacity may see now; one whose beginning was annulled never was, for lists.

        Its records stay, and whoever may see the subject reads them on its page. `on` is the day that is now; today in
        Shanghai if None.
        """
        return self.filter(subject__in=access_of(self.model.kind).visible(acting, on)).exclude(state="")

    def update(self, **kwargs: Any) -> int:
        """Refuse to set a state past the lifecycle."""
        if "state" in kwargs:
            raise ValueError("A state changes only through perform(); use the step that leads there.")
        return super().update(**kwargs)


class Aggregate(models.Model):
    """One row beside one Subject.

    `identity` names the fields that no step sets (number, place, what it hangs on): a replay copies them, and starts
    all others from their defaults.
    """

    kind: ClassVar[str]
    identity: ClassVar[tuple[str, ...]] = ()
    subject = models.OneToOneField(Subject, models.PROTECT, primary_key=True, related_name="+")

    objects = AggregateQuerySet.as_manager()

    class Meta:
        """No table of its own."""

        abstract = True

    def refresh_from_db(
        self,
        using: str | None = None,
        fields: Iterable[str] | None = None,
        from_queryset: models.QuerySet[Self] | None = None,
    ) -> None:
        """Read the row anew; a protected state may be read, though nobody but a step may set it."""
        wanted = list(fields) if fields is not None else [field.attname for field in self._meta.concrete_fields]
        if "state" in wanted:
            self.__dict__.pop("state", None)
        super().refresh_from_db(using=using, fields=wanted, from_queryset=from_queryset)

    @property
    def in_hand_of(self) -> int | None:
        """Return the person whose work it is; None where it is nobody's alone."""
        return None

    def __str__(self) -> str:
        """Kind and number."""
        return f"{self.kind} {self.pk}"
