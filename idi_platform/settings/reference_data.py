"""How the pages of reference data look: the theme in the platform's own colours (static/idi/tokens.css)."""

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.translation import gettext_lazy as _


def _mark(_request: HttpRequest) -> str:
    return static("idi/mark.svg")


UNFOLD: dict[str, Any] = {
    "SITE_TITLE": _("基础数据"),
    "SITE_HEADER": _("基础数据"),
    "SITE_URL": "/console/",
    "SITE_SYMBOL": "shield",
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": _mark}],
    "SHOW_VIEW_ON_SITE": False,
    "THEME": "light",
    "BORDER_RADIUS": "6px",
    "ACCOUNT": {"navigation": [{"title": _("换一个身份"), "link": "/login/capacity/"}]},
    "COLORS": {
        "base": {
            "50": "#f6f6f3",
            "100": "#eff0ed",
            "200": "#dfe1dc",
            "300": "#c6cac5",
            "400": "#7f888f",
            "500": "#626c74",
            "600": "#4b555d",
            "700": "#39434a",
            "800": "#232b31",
            "900": "#1a2025",
            "950": "#10161b",
        },
        "primary": {
            "50": "#e7f0f5",
            "100": "#d3e4ed",
            "200": "#a9c8d9",
            "300": "#7fabc4",
            "400": "#4b87a8",
            "500": "#266c95",
            "600": "#15577e",
            "700": "#0f4363",
            "800": "#0c3750",
            "900": "#092b3f",
            "950": "#061c2a",
        },
    },
}
"""Read by the theme. No inline script, no user's text in attributes that the theme evaluates."""
