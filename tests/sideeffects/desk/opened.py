"""An entry's page of the desk as the manager sees it, and what they send with it."""

from __future__ import annotations

from dataclasses import dataclass
from html import unescape
from typing import Any

from django.test import Client

from clinic.models.user import Role
from sideeffects.desk.kinds import KINDS
from sideeffects.models import Entry
from tests.people import person
from tests.sideeffects.desk.sent import Sent, Typed, sent_by, typed

DESK = "/catalogue/desk"
# Two that break out of an attribute or an element, one that a template would fill in, one that
# a catalogue would.
HOSTILE = """<script>alert(1)</script> "'><img src=x onerror=alert(2)> {{ 7|add:7 }} {no_period}"""


@dataclass
class Opened:
    """`key`: "new" for one that is not there yet."""

    client: Client
    part: str
    key: str = "new"
    query: str = ""

    @property
    def path(self) -> str:
        return f"{DESK}/{self.part}/{self.key}/{self.query}"

    def page(self) -> str:
        response = self.client.get(self.path)
        assert response.status_code == 200
        return response.content.decode()

    def boxes(self) -> Sent:
        return boxes_of(self.page())

    def send(self, do: str = "save", /, **changed: Typed) -> Any:
        """Press a button with these boxes changed and all others as they stand."""
        return self.press(self.boxes(), do, **changed)

    def press(self, boxes: Sent, do: str, /, **changed: Typed) -> Any:
        return self.client.post(self.path, dict(typed(boxes, do=do, **changed).lists()))

    def preview(self, **changed: Typed) -> str:
        path = f"{DESK}/{self.part}/{self.key}/preview/"
        response = self.client.post(path, dict(typed(self.boxes(), **changed).lists()))
        assert response.status_code == 200
        return " ".join(unescape(response.content.decode()).split())

    def row(self) -> Entry:
        row: Entry = KINDS[self.part].model.objects.get(key=self.key)
        return row

    def refused(self, *sentences: str, **changed: Typed) -> str:
        """Each sentence stands on the page twice, above and beside its box; nothing is saved."""
        before = self.row().plain()
        response = self.send(**changed)
        assert response.status_code == 422
        page = unescape(response.content.decode())
        for sentence in sentences:
            assert page.count(sentence) == 2, sentence
        assert self.row().plain() == before
        return page


def boxes_of(page: str) -> Sent:
    """The boxes of the entry's own form, of all the forms on its page."""
    begin = page.index('<form class="card desk-form"')
    return sent_by(page[begin : page.index("</form>", begin)])


def as_manager(client: Client) -> Client:
    client.force_login(person(Role.MANAGER))
    return client
