"""Whoever reads English reads English: every word that the platform itself says, on every page of every door.

What people typed, names and the texts of the law are data: they stay as they are. On the way each page is looked at for
what no reader is to meet: a name of the code where words belong, a heading that skips a level.
"""

import re
from html.parser import HTMLParser
from itertools import pairwise

import pytest
from django.apps import apps
from django.db import models
from django.urls import reverse

from claims.models import Statement
from idi_platform.accounts.models import Person
from idi_platform.kernel.names import mask_name
from policies.books.columns import SHEETS
from tests.doors.turns import LOOKS

pytestmark = pytest.mark.django_db
HAN = re.compile("[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
LETTER = re.compile("[\u3400-\u9fff]")
CHINESE = re.compile("[\u3400-\u9fff，；：。！？]")
"""What gives a Chinese sentence away: its letters and its marks."""
LAW = re.compile("《[^》]*》")
KEY = re.compile(r"\b[a-z]+(?:_[a-z0-9]+)+\b")
"""What gives a name of the code away: due_near, period_over."""
SAID_BY_US = {"rulebooks", "notifications", "sessions", "contenttypes", "auth"}
"""Apps whose rows hold the platform's own words."""
IN_CHINESE = {"zh", "zh-hans", "zh-cn"}
WITH_WORDS = ("alt", "title", "placeholder", "aria-label", "value", "content")


class Said(HTMLParser):
    """What a page says to its reader, without what it marks as Chinese."""

    VOID = frozenset({"br", "hr", "img", "input", "meta", "link", "use", "path", "circle", "rect", "source", "line"})

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.stack = []
        self.lines = []
        self.levels = []
        self.feed(text)

    def _is_chinese(self):
        return any(marked for _tag, marked in self.stack)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        self.levels += [int(tag[1])] if re.fullmatch("h[1-6]", tag) else []
        marked = tag in {"script", "style"} or (given.get("lang") or "").lower() in IN_CHINESE
        fills = tag == "button" or (tag in {"input", "option"} and given.get("type") != "submit" and "value" in given)
        if not marked and not self._is_chinese() and not fills:
            self.lines += [given.get(name) or "" for name in WITH_WORDS]
        if tag not in self.VOID:
            self.stack.append((tag, marked))

    def handle_endtag(self, tag):
        while self.stack and self.stack.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if not self._is_chinese():
            self.lines.append(data)


def words_in(value):
    """Every text in a stored value."""
    if isinstance(value, str):
        return {value.strip()} | {line.strip() for line in value.splitlines()}
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list | tuple) else ()
    return {word for one in inner for word in words_in(one)}


@pytest.fixture(scope="module")
def data(world, django_db_blocker):
    """What stands in the database as people and files gave it, names masked too, and a workbook's heads."""
    found = {column.head for sheet in SHEETS for column in sheet.columns}
    with django_db_blocker.unblock():
        for model in apps.get_models():
            if model._meta.app_label in SAID_BY_US or not model._meta.managed:
                continue
            names = [
                field.attname
                for field in model._meta.concrete_fields
                if isinstance(field, models.CharField | models.TextField | models.JSONField)
            ]
            for row in model._default_manager.values_list(*names) if names else ():
                found |= {word for value in row for word in words_in(value) if LETTER.search(word)}
        names = {
            *Person.objects.values_list("name", flat=True),
            *Statement.objects.values_list("reporter_name", flat=True),
        }
        found |= {mask_name(name) for name in names if LETTER.search(name)}
    return sorted(found, key=len, reverse=True)


@pytest.mark.parametrize(("name", "case", "people"), LOOKS)
def test_a_page_in_english_says_nothing_in_chinese(world, sessions, data, name, case, people):
    for who in people:
        client = sessions(who)
        client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
        answer = client.get(reverse(name, kwargs=case.arguments(world)), case.query(world), follow=True)
        if "html" not in answer.headers["Content-Type"]:
            continue
        said = Said(answer.content.decode())
        left = "\n".join(said.lines)
        assert said.levels.count(1) == 1, (who, said.levels)
        assert all(below - above <= 1 for above, below in pairwise(said.levels)), (who, said.levels)
        for word in data:
            left = left.replace(word, "")
        chinese = [line.strip() for line in left.split("\n") if CHINESE.search(LAW.sub("", line))]
        assert sorted(set(chinese)) == [], who
        assert sorted(set(KEY.findall(left))) == [], who
