"""Writes a catalogue as YAML that a person reads and compares; `yaml_files` reads it back exactly.

Each entry stands by itself, its fields in the order of their parser; what is short stands on one
line. The same catalogue gives the same bytes each time.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import yaml

from sideeffects.risk import Catalogue, to_files

WIDTH = 110
ONE_LINE = 100
TOP = "# Part of a catalogue of Scalpwise. README.md beside it says which, and who approved it.\n"

STRING = "tag:yaml.org,2002:str"
NUMBER = "tag:yaml.org,2002:float"
FastDumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)


class Entry(dict[str, Any]):
    """One entry of a part: always written field by field."""


class HouseDumper(FastDumper):  # type: ignore[misc]  # C or Python, whichever PyYAML came with
    def ignore_aliases(self, data: object) -> bool:
        """Two parts that say the same are both written out."""
        return True

    def represent_sequence(self, tag: str, sequence: Any, flow_style: Any = None) -> Any:
        node = super().represent_sequence(tag, sequence, flow_style=False)
        node.flow_style = all(isinstance(part, yaml.ScalarNode) for part in node.value)
        return node

    def represent_mapping(self, tag: str, mapping: Any, flow_style: Any = None) -> Any:
        node = super().represent_mapping(tag, mapping.items(), flow_style=False)
        node.flow_style = not isinstance(mapping, Entry) and _length_inside(node) <= ONE_LINE
        return node


def _decimal(dumper: HouseDumper, number: Decimal) -> Any:
    """As a number, unless reading it as one would round it."""
    text = format(number, "f")
    exact = Decimal(str(float(number))) == number
    return dumper.represent_scalar(NUMBER if exact else STRING, text)


HouseDumper.add_representer(Decimal, _decimal)
HouseDumper.add_representer(Entry, lambda dumper, entry: dumper.represent_dict(entry))


def _length(node: yaml.ScalarNode | yaml.CollectionNode) -> int:
    """On one line; too long where something in it takes lines of its own."""
    if isinstance(node, yaml.ScalarNode):
        return len(node.value) + 2
    return _length_inside(node) if node.flow_style else ONE_LINE + 1


def _length_inside(node: yaml.CollectionNode) -> int:
    parts = node.value
    if isinstance(node, yaml.MappingNode):
        parts = [part for pair in parts for part in pair]
    return sum(_length(part) for part in parts) + 2


def yaml_texts(catalogue: Catalogue) -> dict[str, str]:
    """The text of each file of a catalogue's folder, by the file's name."""
    return {
        f"{name}.yaml": TOP + "".join(_part(part, entries) for part, entries in content.items())
        for name, content in to_files(catalogue).items()
    }


def _part(part: str, entries: list[dict[str, Any]]) -> str:
    if not entries:
        return f"{part}: []\n"
    return f"{part}:\n" + "\n".join(_entry(entry) for entry in entries)


def _entry(entry: dict[str, Any]) -> str:
    text: str = yaml.dump(
        [Entry(entry)],
        Dumper=HouseDumper,
        allow_unicode=True,
        sort_keys=False,
        width=WIDTH,
    )
    return "\n".join(f"  {line}" if line else "" for line in text.split("\n"))
