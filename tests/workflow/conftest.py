"""The pipeline is tested on real claims under Beijing's law."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from claims import actions
from claims.models import Claim
from idi_platform.documents.receiving import receive
from tests.claims.conftest import at, book, claim, home, opened, report

__all__ = ["at", "book", "claim", "home", "opened", "report"]


def picture():
    """A small photograph."""
    written = io.BytesIO()
    Image.new("RGB", (64, 48), "grey").save(written, "JPEG")
    return SimpleUploadedFile("leak.jpg", written.getvalue(), "image/jpeg")


@pytest.fixture
def photo(claim, owner):
    """A photograph in the claim's file."""
    return receive(picture(), acting=owner.acting, kind="photo", subject_id=claim.pk)


@pytest.fixture
def surveyed(claim, surveyor, photo):
    """The claim after its survey."""
    actions.take(
        claim, "record_survey", acting=surveyor.acting, key="survey", words="闭水后渗漏。", item="waterproofing"
    )
    return Claim.objects.select_related("subject").get(pk=claim.pk)


@pytest.fixture
def prepare(surveyed, photo):
    """Prepare a determination, which then waits for the second person."""

    def run(step, player, form_key, **facts):
        return actions.take(
            surveyed, step, acting=player.acting, key=form_key, words="查明的事实和理由。", item="waterproofing",
            evidence_ids=[photo.pk], **facts,
        )  # fmt: skip

    return run


@pytest.fixture
def prepare_accept(prepare):
    def run(player, form_key="accept"):
        return prepare("accept", player, form_key, clauses=["BJ-5-3"], cause="construction", benchmark="standard")

    return run


@pytest.fixture
def prepare_refuse(prepare):
    def run(player, form_key="refuse"):
        return prepare("refuse", player, form_key, ground="third_party", clauses=["BJ-8-1-2"], why="理由。")

    return run
