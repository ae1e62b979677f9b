"""Forms: drawn by the platform's renderer, errors in words, one key per drawn form."""

import uuid

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict

from idi_platform.kernel.errors import BadInput, NotPermitted, Refusal, Refused
from idi_platform.portal.forms import Choice, ChoiceRows, DayInput, FilesField, PlatformForm, StepForm, shown_in


class Sample(StepForm):
    severity = forms.ChoiceField(
        label="多严重",
        widget=ChoiceRows,
        choices=[("drips", Choice("滴水", "接一盆要半天", "leak2"))],
        help_text="选一个",
    )
    phone = forms.CharField(label="电话")
    day = forms.DateField(label="哪天", widget=DayInput, required=False)


def test_a_form_is_drawn_with_labels_hints_and_pictures():
    drawn = str(Sample())
    assert '<legend class="legend">多严重' in drawn
    assert "<small>接一盆要半天</small>" in drawn
    assert "#i-leak2" in drawn
    assert 'class="form-control"' in drawn
    assert "（可不填）" in drawn
    assert 'type="date"' in drawn


def test_an_error_stands_beside_its_field_in_words_and_is_announced():
    form = Sample({"key": str(uuid.uuid4()), "severity": "drips", "phone": ""})
    drawn = str(form)
    assert "请填写：电话" in drawn
    assert 'aria-invalid="true"' in drawn
    assert 'id="id_phone_error"' in drawn
    assert [(problem.text, problem.anchor) for problem in form.problems()] == [("请填写：电话", "id_phone")]
    assert form.problems_title() == "还有 1 处要改，填好的都还在"


def test_text_that_comes_back_is_escaped():
    form = Sample({"key": str(uuid.uuid4()), "severity": "<script>", "phone": '"><script>alert(1)</script>'})
    assert "<script>" not in str(form)


def test_a_fresh_form_draws_a_key_and_a_form_sent_back_keeps_its_own():
    assert Sample().initial["key"] != Sample().initial["key"]
    key = str(uuid.uuid4())
    form = Sample({"key": key, "severity": "drips", "phone": "1"})
    assert form.is_valid()
    assert str(form.cleaned_data["key"]) == key
    assert form.facts() == {"severity": "drips", "phone": "1", "day": None}
    assert key in str(form)


@pytest.mark.parametrize("key", ["", "not-a-uuid"])
def test_a_form_without_its_key_is_not_taken(key):
    assert not Sample({"key": key, "severity": "drips", "phone": "1"}).is_valid()


def test_input_of_the_wrong_shape_goes_back_to_its_field():
    form = Sample({"key": str(uuid.uuid4()), "severity": "drips", "phone": "1"})
    assert form.is_valid()
    with shown_in(form):
        raise BadInput("phone.short", "电话不对", {"phone": "电话少了一位", "unknown": "另一处不对"})
    assert form.errors["phone"] == ["电话少了一位"]
    assert form.non_field_errors() == ["另一处不对"]


def test_every_other_error_goes_on():
    with pytest.raises(NotPermitted), shown_in(Sample({})):
        raise NotPermitted("x", "y")


class WithPhotos(PlatformForm):
    photos = FilesField(label="照片", required=False)


def test_many_files_arrive_as_a_list():
    files = MultiValueDict({"photos": [SimpleUploadedFile("a.jpg", b"1"), SimpleUploadedFile("b.jpg", b"2")]})
    form = WithPhotos({}, files)
    assert form.is_valid()
    assert [file.name for file in form.cleaned_data["photos"]] == ["a.jpg", "b.jpg"]


def test_no_file_is_an_empty_list_and_an_empty_file_is_refused():
    form = WithPhotos({}, MultiValueDict())
    assert form.is_valid()
    assert form.cleaned_data["photos"] == []
    assert not WithPhotos({}, MultiValueDict({"photos": [SimpleUploadedFile("a.jpg", b"")]})).is_valid()


@pytest.mark.django_db
def test_a_refusal_comes_back_above_the_fields_with_what_was_typed():
    form = Sample({"key": str(uuid.uuid4()), "severity": "drips", "phone": "13800001234"})
    assert form.is_valid()
    assert form.status() == 200
    with shown_in(form):
        raise Refused([Refusal("a", "先登记查勘", "INS-24"), Refusal("b", "<b>缺证据</b>")])
    drawn = str(form)
    assert form.status() == 409
    assert drawn.index("先登记查勘") < drawn.index("&lt;b&gt;缺证据") < drawn.index('value="13800001234"')
    assert 'role="alert" tabindex="-1" autofocus' in drawn


def test_what_is_to_be_mended_is_answered_422_and_a_fresh_form_200():
    assert Sample().status() == 200
    assert Sample({"key": ""}).status() == 422
