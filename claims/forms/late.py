"""The part of a form that records what happened earlier: when it really was, and why it is entered only now."""

from typing import TYPE_CHECKING, Final

from django import forms
from django.utils.translation import gettext_lazy

from idi_platform.portal.forms import MomentInput

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

_LONGEST: Final = 500


def true_moment(label: "str | StrPromise", hint: "str | StrPromise") -> forms.DateTimeField:
    """Return the field for the time at which it really was, in Shanghai; empty means now."""
    return forms.DateTimeField(label=label, help_text=hint, required=False, widget=MomentInput)


def why_only_now(hint: "str | StrPromise") -> forms.CharField:
    """Return the field for the reason, which the pipeline asks for after a day."""
    return forms.CharField(label=gettext_lazy("补录的原因"), help_text=hint, required=False, max_length=_LONGEST)
