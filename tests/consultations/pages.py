"""What the tests of pages ask of a response: its words, its SQL."""

from __future__ import annotations

import html
import re
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clinic.models import User

NOT_COUNTED = ("SAVEPOINT", "RELEASE", "ROLLBACK")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text_of(response: HttpResponse | Any) -> str:
    """What a reader sees, in one line."""
    page = response.content.decode()
    page = re.sub(r"<(script|style|head)\b.*?</\1>", " ", page, flags=re.S)
    return words_in(page)


def words_in(markup: str) -> str:
    without = re.sub(r"<[^>]+>", " ", re.sub(r"</?(strong|bdi|time|a)\b[^>]*>", "", markup))
    return re.sub(r"\s+", " ", html.unescape(without)).strip()


def statements(client: Client, url: str) -> list[str]:
    """The SQL of one page; savepoints are the test's own."""
    with CaptureQueriesContext(connection) as captured:
        response = client.get(url)
    assert response.status_code == 200
    return [
        query["sql"]
        for query in captured.captured_queries
        if not query["sql"].startswith(NOT_COUNTED)
    ]


def hidden(response: Any, name: str) -> str:
    """The value of a hidden box on the page."""
    page = response.content.decode()
    for tag in re.findall(r"<input[^>]*>", page):
        if f'name="{name}"' in tag:
            found = re.search(r'value="([^"]*)"', tag)
            return html.unescape(found[1]) if found else ""
    raise AssertionError(f"The page has no box {name}.")
