"""Every address of the platform, found by walking the URL map."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib.admin.sites import AdminSite
from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True)
class Address:
    """One address: its name with namespaces, its pattern as people read it, and the arguments that it takes."""

    name: str
    pattern: str
    arguments: frozenset[str]
    converters: frozenset[str]
    callback: object


def addresses(resolver: URLResolver | None = None) -> list[Address]:
    """Return every pattern of the URL map, without the pages of an admin, which have a table of their own."""
    return list(_walk(resolver or get_resolver(), (), "", {}))


def admin_sites(resolver: URLResolver | None = None) -> list[str]:
    """Return where an admin is mounted."""
    return list(_admins(resolver or get_resolver(), ""))


def _walk(resolver: URLResolver, names: tuple[str, ...], above: str, taken: dict) -> Iterator[Address]:
    for one in resolver.url_patterns:
        path = above + str(one.pattern)
        converters = {**taken, **one.pattern.converters}
        if isinstance(one, URLPattern):
            arguments = {*converters, *getattr(getattr(one.pattern, "regex", None), "groupindex", {})}
            kinds = {type(converter).__name__ for converter in converters.values()}
            named = ":".join([*names, one.name or f"(unnamed) {path}"])
            yield Address(named, f"/{path}", frozenset(arguments), frozenset(kinds), one.callback)
        elif one.app_name != "admin":
            yield from _walk(one, (*names, one.namespace) if one.namespace else names, path, converters)


def _admins(resolver: URLResolver, above: str) -> Iterator[str]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            path = above + str(one.pattern)
            yield from [f"/{path}"] if one.app_name == "admin" else _admins(one, path)


def registered_models(site: AdminSite) -> dict[str, object]:
    """Return the models of an admin site by label."""
    return {model._meta.label: admin for model, admin in site._registry.items()}
