"""What a page may load and do: its own files only. No inline script, no inline style, no other host.

The reference data under /console/data/ is drawn by a theme that needs more; `idi_platform.portal.middleware`
widens the policy there and nowhere else, with `CSP_OF_REFERENCE_DATA`.
"""

from typing import Any

from csp.constants import NONCE, NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE

CONTENT_SECURITY_POLICY: dict[str, Any] = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "media-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-src": [NONE],
        "frame-ancestors": [NONE],
    }
}
"""Read by django-csp for every answer."""

REFERENCE_DATA_PREFIX = "/console/data/"
CSP_OF_REFERENCE_DATA: dict[str, list[Any]] = {
    "script-src": [SELF, NONCE, UNSAFE_EVAL],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:"],
}
"""The directives that are replaced under /console/data/: the theme evaluates expressions and styles inline."""

PERMISSIONS_POLICY = ", ".join(
    f"{feature}={allowed}"
    for feature, allowed in {
        "accelerometer": "()",
        "autoplay": "()",
        "browsing-topics": "()",
        "camera": "(self)",
        "display-capture": "()",
        "encrypted-media": "()",
        "fullscreen": "(self)",
        "geolocation": "(self)",
        "gyroscope": "()",
        "magnetometer": "()",
        "microphone": "(self)",
        "midi": "()",
        "payment": "()",
        "publickey-credentials-get": "(self)",
        "usb": "()",
    }.items()
)
"""Camera, place and microphone serve photographs, survey visits and voice notes; the rest is refused."""
