"""Text from outside: control characters and lone surrogates never reach a form or the database."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponseBase, QueryDict

# C0 and C1 controls but tab and line ends; lone surrogates; marks that turn the reading order
# of what follows; the two values that are no characters at all.
_UNWANTED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\ufffe\uffff]"
)


def clean_text(text: str) -> str:
    """The text without control characters; letters, marks, tab and line ends stay."""
    return _UNWANTED.sub("", text)


def _cleaned(values: QueryDict) -> QueryDict:
    """The same object when there is nothing to clean, which is nearly always."""
    if not any(
        _UNWANTED.search(name) or any(_UNWANTED.search(value) for value in texts)
        for name, texts in values.lists()
    ):
        return values
    cleaned = QueryDict(mutable=True, encoding=values.encoding)
    for name, texts in values.lists():
        cleaned.setlist(clean_text(name), [clean_text(value) for value in texts])
    cleaned._mutable = False
    return cleaned


class CleanInputMiddleware:
    """Cleans what was typed; refuses an address or a cookie that nobody types."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if _UNWANTED.search(request.path_info):
            raise SuspiciousOperation("Control characters in the address.")
        for name, value in list(request.COOKIES.items()):
            if _UNWANTED.search(name) or _UNWANTED.search(value):
                del request.COOKIES[name]
        request.GET = _cleaned(request.GET)  # type: ignore[assignment]
        if request.method == "POST":
            request.POST = _cleaned(request.POST)  # type: ignore[assignment]
        return self.get_response(request)
