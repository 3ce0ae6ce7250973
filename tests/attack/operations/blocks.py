"""The commands of docs/operations.md, under the headings they stand below."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dev.places import ROOT

DOCUMENT = ROOT / "docs" / "operations.md"
FENCED = re.compile(r"^#+ (?P<heading>[^\n]+)$|^```sh\n(?P<commands>.*?)^```$", re.M | re.S)


@dataclass(frozen=True, slots=True)
class Block:
    heading: str
    commands: str


def blocks() -> list[Block]:
    found: list[Block] = []
    heading = ""
    for match in FENCED.finditer(DOCUMENT.read_text(encoding="utf-8")):
        heading = match["heading"] or heading
        if match["commands"]:
            found.append(Block(heading, match["commands"]))
    return found
