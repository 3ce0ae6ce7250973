"""The review page as its reader sees it: cards in order, what is folded, what stands in front."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from tests.consultations.pages import signed_in, words_in
from tests.consultations.world import World

CARD = re.compile(
    r'<article class="card finding finding-(?P<level>\w+)[^"]*" id="(?P<key>[\w-]+)".*?</article>',
    re.DOTALL,
)


@dataclass(frozen=True)
class CardShown:
    key: str
    level: str
    markup: str
    folded: bool

    @property
    def front(self) -> str:
        """What stands before the fold."""
        return self.markup.split('<details class="fold">')[0]

    @property
    def words(self) -> str:
        """As a reader counts them: a comma is no word."""
        return words_in(self.front).replace(" ,", ",")

    @property
    def title(self) -> str:
        (found,) = re.findall(r"<h3[^>]*>(.*?)</h3>", self.front)
        return words_in(found)

    @property
    def pointers(self) -> list[tuple[str, str]]:
        """(the card that tells it, the words)"""
        return re.findall(r'<a href="#([\w-]+)">(see (?:above|below))</a>', self.front)

    @property
    def told_here(self) -> list[str]:
        """The names of the reasons that the fold tells in full."""
        return re.findall(r'<h4 class="cluster">(.*?) <span', self.markup)


def page_of(world: World, consultation: Any) -> str:
    response = signed_in(world.technician).get(f"/review/{consultation.reference}/")
    assert response.status_code == 200
    return str(response.content.decode())


def cards_on(page: str) -> list[CardShown]:
    """In the order of the page."""
    folds = [
        (match.start(), page.index("</section>", match.start()))
        for match in re.finditer(r'<details class="fold more-cards">', page)
    ]
    return [
        CardShown(
            match["key"],
            match["level"],
            match[0],
            any(first < match.start() < last for first, last in folds),
        )
        for match in CARD.finditer(page)
    ]
