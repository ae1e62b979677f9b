"""Organisations, their relations, their people and the divisions, under /console/data/."""

from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db.models import Model, Q
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext as _

from idi_platform.kernel.errors import BadInput
from idi_platform.kernel.identifiers import clean_uscc

from . import actions
from .models import Division, Membership, Organisation, OrganisationRelation, Person
from .reference import EverybodysAdmin, Reach, ReferenceAdmin, Rows, site, within_reach
from .roles import Role


def _related_to(reach: Reach) -> Q:
    own = reach.organisation_id
    return Q(pk=own) | Q(relations__object=own) | Q(relations_to__subject=own)


class OrganisationForm(ModelForm[Organisation]):
    """Says of a code what is wrong with it."""

    def clean_uscc(self) -> str:
        """Return the code as it is kept."""
        try:
            return clean_uscc(self.cleaned_data["uscc"])
        except BadInput as problem:
            raise ValidationError(problem.message) from None


class OrganisationAdmin(ReferenceAdmin):
    """Operators enter organisations; an organisation sees itself and those that it has a relation with."""

    form = OrganisationForm
    fields = ("uscc", "name", "name_en", "kind", "dissolved_on")
    changeable = ("name", "name_en", "dissolved_on")
    list_display = ("name", "uscc", "kind", "dissolved_on")
    list_filter = ("kind",)
    search_fields = ("name", "uscc")

    def within(self, rows: Rows, reach: Reach) -> Rows:
        """Return all to operators, to others their own and its relations."""
        return rows if reach.is_operator else rows.filter(_related_to(reach)).distinct()

    def may_add(self, reach: Reach) -> bool:
        """Only operators enter organisations."""
        return reach.is_operator

    def may_change(self, reach: Reach, row: Model | None) -> bool:
        """Only operators bring names and ends up to date."""
        return reach.is_operator

    def save_model(self, request: HttpRequest, obj: Organisation, form: Any, change: bool) -> None:
        """Enter the organisation, or bring it up to date."""
        acting = within_reach(request).acting
        if not change:
            obj.pk = actions.register_organisation(
                acting=acting, uscc=obj.uscc, name=obj.name, kind=obj.kind, name_en=obj.name_en
            ).pk
        actions.amend_organisation(
            acting=acting, organisation=obj, name=obj.name, name_en=obj.name_en, dissolved_on=obj.dissolved_on
        )


class RelationForm(ModelForm[OrganisationRelation]):
    """Looks at the days also where the first one is fixed."""

    def clean(self) -> dict[str, Any]:
        """Return the values."""
        values = super().clean() or {}
        since = values.get("since", self.instance.since)
        if since is not None:
            _in_order(since, values.get("until"))
        return values


class OrganisationRelationAdmin(ReferenceAdmin):
    """Who holds, controls, serves or succeeds whom; operators enter it, both sides read it."""

    form = RelationForm
    fields = ("subject", "kind", "object", "share", "source", "since", "until")
    changeable = ("source", "until")
    list_display = ("subject", "kind", "object", "since", "until")
    list_display_links = ("subject", "kind")
    list_filter = ("kind", "subject")
    list_select_related = ("subject", "object")
    ordering = ("subject__name", "since", "pk")
    autocomplete_fields = ("subject", "object")

    def within(self, rows: Rows, reach: Reach) -> Rows:
        """Return all to operators, to others their own organisation's."""
        own = reach.organisation_id
        return rows if reach.is_operator else rows.filter(Q(subject=own) | Q(object=own))

    def may_add(self, reach: Reach) -> bool:
        """Only operators enter relations."""
        return reach.is_operator

    def may_change(self, reach: Reach, row: Model | None) -> bool:
        """Only operators end relations."""
        return reach.is_operator

    def title_of(self, row: OrganisationRelation) -> str:
        """Return the relation in words."""
        return f"{row.subject} · {row.get_kind_display()} · {row.object}"

    def save_model(self, request: HttpRequest, obj: OrganisationRelation, form: Any, change: bool) -> None:
        """Enter the relation, or end it."""
        actions.keep_relation(acting=within_reach(request).acting, relation=obj)


class MembershipForm(ModelForm[Membership]):
    """Says before the act what the act would refuse."""

    def clean(self) -> dict[str, Any]:
        """Return the values, checked as `actions.appoint` and `actions.dismiss` check them."""
        values = super().clean() or {}
        if not self.instance._state.adding:
            if values.get("until") is None and "until" not in self.errors:
                raise ValidationError({"until": _("请填写离岗日期。")})
            _in_order(self.instance.since, values.get("until"))
        elif values.get("organisation") and values.get("role"):
            division = values.get("division")
            try:
                actions.check_appointment(values["organisation"], Role(values["role"]), division and division.pk)
            except BadInput as problem:
                raise ValidationError(problem.message) from None
            self._check_is_new(values)
        return values

    @staticmethod
    def _check_is_new(values: dict[str, Any]) -> None:
        """Refuse what stands already; the constraint itself looks at a column that the form does not have."""
        same = {name: values.get(name) for name in ("person", "organisation", "role", "division", "since")}
        if same["person"] and same["since"] and Membership.objects.filter(**same, stands_in_for=None).exists():
            raise ValidationError(_("这个人从这一天起已经在这个岗位上，不用再加。"))


class MembershipAdmin(ReferenceAdmin):
    """Who works where as what: operators and the organisation's administrators appoint and dismiss."""

    form = MembershipForm
    fields = ("person", "organisation", "role", "division", "is_administrator", "since", "until")
    changeable = ("until",)
    list_display = ("person", "organisation", "role", "is_administrator", "since", "until")
    list_filter = ("role", "is_administrator", "organisation")
    list_select_related = ("person", "organisation")
    search_fields = ("person__name", "person__username", "organisation__name")
    ordering = ("organisation_id", "role", "pk")
    autocomplete_fields = ("person", "organisation", "division")

    def within(self, rows: Rows, reach: Reach) -> Rows:
        """Return all to operators, to administrators their own organisation's."""
        return rows if reach.is_operator else rows.filter(organisation=reach.organisation_id)

    def may_add(self, reach: Reach) -> bool:
        """Whoever has a reach appoints within it."""
        return True

    def may_change(self, reach: Reach, row: Model | None) -> bool:
        """Whoever has a reach dismisses within it, once."""
        return row is None or cast("Membership", row).until is None

    def get_fields(self, request: HttpRequest, obj: Membership | None = None) -> tuple[str, ...]:
        """An appointment has no end yet."""
        return self.fields if obj is not None else self.fields[:-1]

    def title_of(self, row: Membership) -> str:
        """Return who is what where."""
        return f"{row.person} · {row.get_role_display()} · {row.organisation}"

    def save_model(self, request: HttpRequest, obj: Membership, form: Any, change: bool) -> None:
        """Appoint or dismiss."""
        acting = within_reach(request).acting
        if change:
            assert obj.until is not None
            actions.dismiss(acting=acting, membership=obj, until=obj.until)
            return
        obj.pk = actions.appoint(
            acting=acting,
            person=obj.person,
            organisation=obj.organisation,
            role=Role(obj.role),
            since=obj.since,
            division_code=obj.division_id,
            is_administrator=obj.is_administrator,
        ).pk


class PersonAdmin(ReferenceAdmin):
    """Members of organisations, to look up and to appoint; owners and telephone numbers are never shown here."""

    fields = ("name", "username", "email", "is_active")
    list_display = ("name", "username", "email", "is_active")
    list_filter = ("is_active",)
    search_fields = ("name", "username")
    ordering = ("name", "pk")

    def within(self, rows: Rows, reach: Reach) -> Rows:
        """Return those with a log-in name to operators, to administrators the people of their organisation."""
        members = rows.filter(username__isnull=False)
        own = Membership.objects.filter(organisation=reach.organisation_id).values("person_id")
        return members if reach.is_operator else members.filter(pk__in=own)


class DivisionAdmin(EverybodysAdmin):
    """The tree of divisions, from the published list."""

    fields = ("code", "name_zh", "name_en", "parent", "successor", "valid_from", "valid_to")
    list_display = ("code", "name_zh", "parent", "valid_from", "valid_to")
    list_display_links = ("code", "name_zh")
    list_select_related = ("parent",)
    search_fields = ("code", "name_zh")
    ordering = ("code",)


def _in_order(since: Any, until: Any) -> None:
    try:
        actions.check_end(since, until)
    except BadInput as problem:
        raise ValidationError({"until": problem.message}) from None


site.register(Organisation, OrganisationAdmin)
site.register(OrganisationRelation, OrganisationRelationAdmin)
site.register(Membership, MembershipAdmin)
site.register(Person, PersonAdmin)
site.register(Division, DivisionAdmin)
