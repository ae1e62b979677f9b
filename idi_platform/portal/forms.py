"""How forms look and what every form that takes a step carries: field rows, choices with pictures, a key."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.forms.renderers import TemplatesSetting
from django.forms.utils import ErrorList
from django.http import HttpRequest
from django.utils.datastructures import MultiValueDict
from django.utils.functional import lazy
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from idi_platform.kernel.errors import BadInput, Refused

from .components import Reason
from .errors import reasons_of
from .uploads import ACCEPT, UploadBox

_PLAIN_WIDGETS = "django/forms/widgets/"
_CLASS_OF = {
    "select.html": "form-control select",
    "text.html": "form-control",
    "email.html": "form-control",
    "number.html": "form-control",
    "password.html": "form-control",
    "url.html": "form-control",
    "date.html": "form-control",
    "datetime.html": "form-control",
    "time.html": "form-control",
    "textarea.html": "form-control",
    "file.html": "form-control",
    "clearable_file_input.html": "form-control",
    "tel.html": "form-control",
    "search.html": "form-control",
}


class PlatformRenderer(TemplatesSetting):
    """Draws fields as the design asks: label, hint, error in words, then the input (`FORM_RENDERER`)."""

    form_template_name = "components/form.html"
    field_template_name = "components/field.html"

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> SafeString:
        """Give Django's own inputs the class of the design unless the widget brought one."""
        if template_name.startswith(_PLAIN_WIDGETS) and "widget" in context:
            css = _CLASS_OF.get(template_name.removeprefix(_PLAIN_WIDGETS))
            attrs = context["widget"].get("attrs", {})
            if css and "class" not in attrs:
                context["widget"]["attrs"] = {**attrs, "class": css}
        return mark_safe(super().render(template_name, context, request))  # noqa: S308  the engine has escaped it


class FieldErrors(ErrorList):
    """The sentences about a field, each with its mark."""

    template_name = "components/field_errors.html"


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice with one line of explanation and a picture; stands where a label is expected."""

    text: str
    hint: str = ""
    icon: str = ""

    def __str__(self) -> str:
        """Return the words alone."""
        return self.text


class ChoiceRows(forms.RadioSelect):
    """One choice a row, the whole row is the target; its labels may be `Choice`."""

    template_name = "components/choices.html"


class ManyChoiceRows(forms.CheckboxSelectMultiple):
    """Any number of choices, one a row."""

    template_name = "components/choices.html"


class PickTiles(forms.RadioSelect):
    """A few short choices beside each other: today, yesterday, another day."""

    template_name = "components/pick.html"


class GradeTiles(forms.RadioSelect):
    """Grades of a finding: a letter with its word as the `Choice` hint."""

    template_name = "components/grades.html"


class DayInput(forms.DateInput):
    """A day from the browser's own calendar; value and data are ISO (2026-03-04)."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        """Fix the format that browsers ask for."""
        super().__init__(attrs=attrs, format="%Y-%m-%d")


class HourInput(forms.TimeInput):
    """A time of day from the browser's own input (09:41)."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        """Fix the format that browsers ask for."""
        super().__init__(attrs=attrs, format="%H:%M")


class MomentInput(forms.DateTimeInput):
    """A day with its time, read in Shanghai (2026-03-04T21:14)."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        """Fix the format that browsers ask for."""
        super().__init__(attrs=attrs, format="%Y-%m-%dT%H:%M")


class PhoneInput(forms.TextInput):
    """A telephone number in large digits with the telephone's keyboard."""

    input_type = "tel"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        """Ask for digits and the number the telephone knows."""
        usual = {"inputmode": "tel", "autocomplete": "tel", "class": "form-control input-big"}
        super().__init__(attrs={**usual, **(attrs or {})})


class FilesInput(forms.FileInput):
    """Several files at once; explicit types, since a wildcard lags on some telephones.

    With a `box` (portal/uploads.py) each file is sent by itself as soon as it is chosen, where scripts run.
    """

    template_name = "components/upload.html"
    allow_multiple_selected = True

    def __init__(self, attrs: dict[str, Any] | None = None, *, box: UploadBox | None = None) -> None:
        """Name the types of pictures and videos that are taken."""
        usual = {"accept": ACCEPT, "class": "form-control"}
        super().__init__(attrs={**usual, **(attrs or {})})
        self.box = box

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Hand the box to the template; its types are those of the input as well."""
        context = super().get_context(name, value, attrs)
        context["widget"]["box"] = self.box
        if self.box is not None:
            context["widget"]["attrs"]["accept"] = self.box.accept
        return context


class TickField(forms.BooleanField):
    """Yes or not: one row with its words beside the box."""

    def __init__(self, **kwargs: Any) -> None:
        """Draw the row instead of label above box."""
        super().__init__(template_name="components/check_field.html", **kwargs)


class FilesField(forms.FileField):
    """Any number of files; cleaned to a list of uploads, empty without any."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Clean every file by the rules of one."""
        if not isinstance(data, list | tuple):
            data = [data] if data else []
        if not data and not self.required:
            return []
        one = super().clean
        return [one(item, initial) for item in data] if data else [one(None, initial)]


@dataclass(frozen=True, slots=True)
class FieldProblem:
    """One thing to mend, with the id of its input."""

    text: str
    anchor: str


_USUAL = forms.Field.default_error_messages["required"]


def _ask_by_name(field: forms.Field) -> None:
    """Let an empty field say what is missing, so that the list above the form can be read alone."""
    if field.error_messages.get("required") is _USUAL:
        field.error_messages["required"] = _asked(field)


def _asked_for(field: forms.Field) -> str:
    if not field.label:
        return str(_USUAL)
    picked = isinstance(field, forms.ChoiceField | forms.ModelChoiceField)
    asked = _("请选择：%(label)s") if picked else _("请填写：%(label)s")
    return asked % {"label": field.label}


_asked = lazy(_asked_for, str)
"""What an empty field says, put together only where it is shown."""


class PlatformForm(forms.Form):
    """The root of all forms: checks shape only; no rule of law lives in a form.

    `refusals` are the reasons for which the step was refused; they are drawn above the fields, what was typed stays.
    """

    refusals: tuple[Reason, ...] = ()

    def __init__(
        self,
        data: Any = None,
        files: MultiValueDict[str, UploadedFile[Any]] | None = None,
        **kwargs: Any,
    ) -> None:
        """Draw errors in the platform's way; the colon after labels is left out."""
        kwargs.setdefault("error_class", FieldErrors)
        kwargs.setdefault("label_suffix", "")
        super().__init__(data, files, **kwargs)
        self.ask_by_name()

    def offer(self, name: str, box: UploadBox) -> None:
        """Let the files of a field come in parts as soon as they are chosen, where scripts run."""
        widget = self.fields[name].widget
        if not isinstance(widget, FilesInput):
            raise TypeError(f"{name} takes no files.")
        widget.box = box

    def ask_by_name(self) -> None:
        """Let each empty field say what is missing; called again by a form that adds fields of its own."""
        for field in self.fields.values():
            _ask_by_name(field)

    def problems(self) -> tuple[FieldProblem, ...]:
        """Return everything to mend, in the order of the fields, for the note above the form."""
        return tuple(self._problems())

    def problems_title(self) -> str:
        """Return how many things are to be mended."""
        return _("还有 %(n)d 处要改，填好的都还在") % {"n": len(self.problems())}

    def _problems(self) -> Iterator[FieldProblem]:
        for text in self.non_field_errors():
            yield FieldProblem(str(text), "")
        for field in self:
            for text in field.errors:
                yield FieldProblem(str(text), field.id_for_label or field.auto_id)

    def status(self) -> int:
        """Return the status of the page that shows this form: 200 fresh, 409 refused, 422 to be mended."""
        if self.refusals:
            return HTTPStatus.CONFLICT
        return HTTPStatus.UNPROCESSABLE_ENTITY if self.errors else HTTPStatus.OK

    def refuse(self, fields: dict[str, str], message: str = "") -> None:
        """Show the sentences of a `BadInput` beside their fields; unknown names stand above the form."""
        if message and not fields:
            self.add_error(None, message)
        for name, text in fields.items():
            self.add_error(name if name in self.fields else None, text)


@contextmanager
def shown_in(form: PlatformForm) -> Iterator[None]:
    """Send refusals and input of the wrong shape back into their form; every other error goes on to its page."""
    try:
        yield
    except Refused as refused:
        form.refusals = reasons_of(refused)
    except BadInput as problem:
        form.refuse(problem.fields, problem.message)


class StepForm(PlatformForm):
    """A form that takes a step: carries the key drawn with it, so that sending twice does once."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Draw a key for a fresh form; a form sent back keeps its own."""
        super().__init__(*args, **kwargs)
        self.initial.setdefault("key", uuid.uuid4())

    def clean(self) -> dict[str, Any]:
        """Refuse a form that lost its key: it could be taken twice."""
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("key"):
            raise forms.ValidationError(_("表单不完整，请重新打开这一页再填。"), code="form.key")
        return cleaned

    def facts(self) -> dict[str, Any]:
        """Return the cleaned data without the key."""
        return {name: value for name, value in self.cleaned_data.items() if name != "key"}
