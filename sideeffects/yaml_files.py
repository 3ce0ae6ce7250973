"""Reads YAML: a catalogue's folder, or one file. What YAML leaves open is settled here.

Only plain data is built. A key that stands twice, a control character and a file that is no YAML
are errors with their line. As in YAML 1.2 `yes` and `no` are texts, and so is a date.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import yaml

from clinic.text import clean_text
from sideeffects.risk import PARTS, CatalogueError

FastLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
LEFT_OUT = ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool")
TRUE_OR_FALSE = {"true": True, "True": True, "false": False, "False": False}
DEEPEST = 40
MOST_PARTS = 1_000_000
LARGEST = 10**18


class NotYaml(ValueError):
    """A text that cannot be read as YAML; the message says where and why."""


class StrictLoader(FastLoader):  # type: ignore[misc]  # C or Python, whichever PyYAML came with
    yaml_implicit_resolvers = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag not in LEFT_OUT]
        for first, resolvers in FastLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[Hashable] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, Hashable):
                raise NotYaml(f"line {_line(key_node)}: a key must be a word")
            if key in seen:
                raise NotYaml(f"line {_line(key_node)}: '{key}' stands twice")
            seen.add(key)
        mapping: dict[Hashable, Any] = super().construct_mapping(node, deep)
        return mapping

    def construct_scalar(self, node: yaml.ScalarNode) -> Any:
        text = super().construct_scalar(node)
        if isinstance(text, str) and clean_text(text) != text:
            raise NotYaml(f"line {_line(node)}: a text holds a control character")
        return text


def _true_or_false(loader: StrictLoader, node: yaml.ScalarNode) -> bool | str:
    text: str = loader.construct_scalar(node)
    return TRUE_OR_FALSE.get(text, text)


StrictLoader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile("^(?:true|True|false|False)$"), list("tTfF")
)
StrictLoader.add_constructor("tag:yaml.org,2002:bool", _true_or_false)


def _number(loader: StrictLoader, node: yaml.ScalarNode) -> int | float:
    """What only begins like a number (0x_), or has more figures than anything we count."""
    kind = node.tag.rpartition(":")[2]
    try:
        number: int | float = getattr(yaml.SafeLoader, f"construct_yaml_{kind}")(loader, node)
    except ValueError:
        raise NotYaml(f"line {_line(node)}: a number cannot be read") from None
    if isinstance(number, int) and abs(number) > LARGEST:
        raise NotYaml(f"line {_line(node)}: a number is too large")
    return number


for _kind in ("int", "float"):
    StrictLoader.add_constructor(f"tag:yaml.org,2002:{_kind}", _number)


def _line(node: yaml.Node) -> int:
    return int(node.start_mark.line) + 1


def read_yaml(text: str) -> Any:
    """The plain data of a YAML (or JSON) text; raises ``NotYaml``."""
    try:
        _refuse_depth(text)
        content = yaml.load(text, Loader=StrictLoader)  # noqa: S506 - a safe loader, made stricter
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"line {mark.line + 1}: " if mark else ""
        raise NotYaml(f"{place}{error.problem or error.context}") from None
    except yaml.YAMLError as error:
        raise NotYaml(" ".join(str(error).split())) from None
    _refuse_endless(content)
    return content


def _refuse_depth(text: str) -> None:
    """The fast loader ends the whole process over a text that is nested without end."""
    depth = 0
    for event in yaml.parse(text, Loader=FastLoader):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            raise NotYaml(f"line {line}: parts are nested too deep")


def _refuse_endless(content: Any) -> None:
    """References (&name, *name) make much, or something without end, out of a few lines."""
    parts, left = 0, [(content, 0)]
    while left:
        part, depth = left.pop()
        parts += 1
        if parts > MOST_PARTS or depth > DEEPEST:
            raise NotYaml("its references (*name) lead to too much")
        inner = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
        left.extend((one, depth + 1) for one in inner)


def read_text(path: Path) -> str:
    """A file's text; raises ``NotYaml``."""
    try:
        return text_of(path.read_bytes())
    except FileNotFoundError:
        raise NotYaml("there is no such file") from None
    except OSError as error:
        raise NotYaml(f"cannot be read: {error.strerror}") from None


def text_of(content: bytes) -> str:
    """A file's content as text, its line ends all of one kind; raises ``NotYaml``."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotYaml("is not UTF-8 text") from None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read_folder(folder: Path) -> dict[str, Any]:
    """The files of a catalogue, as ``risk.parse`` takes them; raises ``CatalogueError``."""
    if not folder.is_dir():
        raise CatalogueError(str(folder), "", "there is no such folder")
    return _read_each({name: partial(read_text, folder / f"{name}.yaml") for name in PARTS})


def read_contents(contents: Mapping[str, bytes]) -> dict[str, Any]:
    """As ``read_folder``, of files in memory by the name of their part; some may be missing."""
    return _read_each({name: partial(text_of, content) for name, content in contents.items()})


def _read_each(texts: Mapping[str, Callable[[], str]]) -> dict[str, Any]:
    files = {}
    for name, text in texts.items():
        try:
            files[name] = read_yaml(text())
        except NotYaml as error:
            raise CatalogueError(name, "", str(error)) from None
    return files
