"""The doors of the platform; each app keeps its own list."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

from idi_platform.accounts.reference import site

urlpatterns: list[URLPattern | URLResolver] = [
    path(settings.REFERENCE_DATA_PREFIX.lstrip("/"), site.urls),
    path("", include("claims.urls")),
    path("", include("idi_platform.documents.urls")),
    path("", include("idi_platform.documents.upload_urls")),
    path("", include("idi_platform.portal.urls")),
    path("", include("idi_platform.accounts.urls")),
    path("", include("idi_platform.portal.inbox_urls")),
    path("", include("idi_platform.portal.paper_urls")),
    path("", include("idi_platform.portal.cases.urls")),
    path("", include("idi_platform.portal.work.urls")),
    path("", include("idi_platform.portal.organisation.urls")),
    path("", include("idi_platform.portal.law.urls")),
    path("", include("idi_platform.projects.urls")),
    path("", include("riskmgmt.urls")),
    path("", include("idi_platform.projects.texts.urls")),
    path("", include("idi_platform.projects.bindings.urls")),
    path("", include("idi_platform.projects.notices.urls")),
    path("", include("policies.urls")),
    path("", include("claims.appraisal_urls")),
    path("", include("regulators.reports.urls")),
]

handler400 = "idi_platform.portal.errors.bad_request"
handler403 = "idi_platform.portal.errors.permission_denied"
handler404 = "idi_platform.portal.errors.page_not_found"
handler500 = "idi_platform.portal.errors.server_error"
