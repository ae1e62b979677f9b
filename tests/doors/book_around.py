"""An import of a book in the prepared world."""

from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile

from policies.books.actions import start_import
from policies.books.template import template
from policies.models import BookFault, BookImport, BookLine, Stage


def prepare_book(world: Any) -> int:
    """Let there be a workbook that was read, with a row and a fault in the words of the world."""
    acting, key = world.people["underwriter"].acting, UUID("6f6f6f6f-0000-4000-8000-00000000b001")
    file = SimpleUploadedFile(f"{world.words.file}.xlsx", template())
    pk = start_import(file, acting=acting, key=key).pk
    BookImport.objects.filter(pk=pk).update(
        stage=Stage.READY, owed_state="done", title=world.words.project, counts={"房屋": 1}
    )
    values = {"building": "1", "number": world.words.building, "owner_names": [world.words.owner]}
    BookLine.objects.create(book_id=pk, sheet="房屋", row=4, values=values, outcome="new")
    BookFault.objects.create(
        book_id=pk, place=8, sheet="房屋", row=4, column="房号", reason=world.words.late, effect="warning"
    )
    return pk
