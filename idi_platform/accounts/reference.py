"""Reference data under /console/data/: one site, one base class, one rule of who sees which rows.

An operator sees all of it. An administrator of an organisation who acts at the console sees what concerns his
organisation. To everybody else no address of it exists. Subjects with a lifecycle are never registered here: their
steps go through `perform`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.admin import RelatedOnlyFieldListFilter
from django.core.exceptions import PermissionDenied
from django.db.models import ForeignKey, Model, QuerySet
from django.forms import ModelChoiceField
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.urls import URLPattern, URLResolver, reverse
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.paginator import InfinitePaginator
from unfold.sites import UnfoldAdminSite

from .acting import Acting
from .doors import door
from .roles import Role

Rows = QuerySet[Any]
View = Callable[..., HttpResponseBase]


@dataclass(frozen=True, slots=True)
class Reach:
    """Whose reference data a request sees: everybody's for an operator, else one organisation's."""

    acting: Acting
    is_operator: bool

    @property
    def organisation_id(self) -> int | None:
        """Return the organisation acted for."""
        return self.acting.organisation_id


def reach_of(request: HttpRequest) -> Reach | None:
    """Return what the request's capacity sees of the reference data, or None: nothing at all."""
    acting: Acting | None = getattr(request, "acting", None)
    if acting is None or acting.door != "console":
        return None
    is_operator = acting.may_act_as(Role.operator)
    return Reach(acting, is_operator) if is_operator or acting.is_administrator else None


def within_reach(request: HttpRequest) -> Reach:
    """Return what the request's capacity sees.

    Raises:
        Http404: It sees nothing; there is no such page.
    """
    reach = reach_of(request)
    if reach is None:
        raise Http404
    return reach


class ReferenceSite(UnfoldAdminSite):
    """The admin without a log-in of its own: strangers are sent to ours, who has no reach gets 404 everywhere."""

    site_title = index_title = site_header = _("基础数据")
    site_url = "/console/"
    enable_nav_sidebar = True

    def has_permission(self, request: HttpRequest) -> bool:
        """Let in by capacity, not by Django's `is_staff`."""
        return reach_of(request) is not None

    def admin_view(self, view: View, cacheable: bool = False) -> View:
        """Guard a page with the console's door; what it forbids does not exist."""
        inner: View = super().admin_view(view, cacheable)

        @door("console")
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            within_reach(request)
            try:
                return inner(request, *args, **kwargs)
            except PermissionDenied:
                raise Http404 from None

        return guarded

    def get_urls(self) -> list[URLResolver | URLPattern]:
        """Leave out the way from a row to a page of another door."""
        return [one for one in super().get_urls() if getattr(one, "name", "") != "view_on_site"]

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send strangers to our log-in and whoever is in to the first page; no password is read here."""
        first = self.admin_view(lambda _request: HttpResponseRedirect(reverse("admin:index")))
        return first(request)  # type: ignore[return-value]

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """End the session as everywhere else."""
        from .views.capacity import log_out

        return log_out(request)

    def _closed(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Answer that there is no such page: passwords are not changed here, and lists have their own search."""
        raise Http404

    password_change = password_change_done = search = _closed

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Take only tables that are scoped.

        Raises:
            TypeError: The class does not say whose rows whom it shows.
        """
        if admin_class is None or not issubclass(admin_class, ReferenceAdmin):
            raise TypeError("Tables of reference data derive from accounts.reference.ReferenceAdmin.")
        super().register(model_or_iterable, admin_class, **options)


site = ReferenceSite()


class ReferenceAdmin(ModelAdmin):
    """Every table of reference data: rows within reach only, and nothing is written unless a subclass says who may.

    Lists, choices, filters, autocomplete and history all ask `within`; addresses filter by the fields of `list_filter`
    only, so that nobody guesses a column that no page shows. Rows are never deleted, and never counted.

    Attributes:
        changeable: Fields that `may_change` opens once the row stands; all others are fixed.
    """

    actions = None
    list_per_page = 50
    paginator = InfinitePaginator
    show_full_result_count = False
    view_on_site = False
    changeable: tuple[str, ...] = ()

    def within(self, rows: Rows, reach: Reach) -> Rows:
        """Return the rows that the reach covers."""
        return rows.none()  # closed until a subclass says whose rows they are

    def may_add(self, reach: Reach) -> bool:
        """Return whether rows may be entered here."""
        return False

    def may_change(self, reach: Reach, row: Model | None) -> bool:
        """Return whether the row may be changed here; whether any may, where there is no row."""
        return False

    def title_of(self, row: Any) -> str:
        """Return what the row's page is called."""
        return str(row)

    def get_queryset(self, request: HttpRequest) -> Rows:
        """Return the rows within reach; everything here that reads rows reads these."""
        reach = reach_of(request)
        rows: Rows = super().get_queryset(request)
        return rows.none() if reach is None else self.within(rows, reach)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Show the app to whoever has a reach."""
        return reach_of(request) is not None

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Open what `get_queryset` has let through."""
        return reach_of(request) is not None

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Ask the subclass."""
        reach = reach_of(request)
        return reach is not None and self.may_add(reach)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Ask the subclass."""
        reach = reach_of(request)
        return reach is not None and self.may_change(reach, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Never: what was entered ends on a day, it does not vanish."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> tuple[str, ...]:
        """Fix everything but `changeable` once the row stands."""
        return tuple(name for name in self.fields if obj is not None and name not in self.changeable)

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        """Offer no related row as a choice that no visible row leads to."""
        return [
            (name, RelatedOnlyFieldListFilter) if self.opts.get_field(name).is_relation else name
            for name in self.list_filter
        ]

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest | None = None) -> bool:
        """Let an address filter by the list's own filters only."""
        return lookup.split("__", maxsplit=1)[0] in self.list_filter

    def formfield_for_choice_field(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Choose nothing before somebody has chosen."""
        kwargs["choices"] = db_field.get_choices(blank_choice=[("", _("请选择"))])
        return super().formfield_for_choice_field(db_field, request, **kwargs)

    def formfield_for_foreignkey(
        self, db_field: "ForeignKey[Any, Any]", request: HttpRequest, **kwargs: Any
    ) -> ModelChoiceField[Any] | None:
        """Offer and accept only rows that this request could see in their own list."""
        kwargs["queryset"] = self.admin_site.get_model_admin(db_field.remote_field.model).get_queryset(request)
        field: ModelChoiceField[Any] | None = super().formfield_for_foreignkey(db_field, request, **kwargs)
        return field

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, obj: Model | None = None, **kwargs: Any
    ) -> HttpResponse:
        """Call the page by what the row is, not by its number."""
        if obj is not None:
            context["subtitle"] = self.title_of(obj)
        answer: HttpResponse = super().render_change_form(request, context, *args, obj=obj, **kwargs)
        return answer

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> HttpResponse:
        raise Http404


class EverybodysAdmin(ReferenceAdmin):
    """A table that is the same for everybody with a reach, and that no page writes: the platform loads it."""

    def within(self, rows: Rows, reach: Reach) -> Rows:
        """Return all rows."""
        return rows
