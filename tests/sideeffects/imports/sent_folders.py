"""Folders as somebody sends them, and the pages that show them."""

from __future__ import annotations

import io
import re
import uuid
from collections.abc import Callable, Mapping
from functools import cache
from html import unescape
from typing import Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import yaml
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sideeffects.desk.exporting import zipped
from sideeffects.models import ROWS
from sideeffects.risk import Catalogue, parse
from sideeffects.yaml_files import read_folder
from sideeffects.yaml_writing import yaml_texts
from tests.catalogue import STARTER, starter

OWN = {path.name: path.read_bytes() for path in sorted(STARTER.iterdir())}


def packed(files: Mapping[str, bytes | str], *, stored: bool = False) -> bytes:
    into = io.BytesIO()
    with ZipFile(into, "w", ZIP_STORED if stored else ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return into.getvalue()


FEW_OF_EACH = 4


def few_files() -> dict[str, Any]:
    """The first entries of each part of the starter: gaps and all, and quick to write as rows."""
    files = read_folder(STARTER)
    rules = files["rules"]["rules"][:FEW_OF_EACH]
    named = {rule["contraindication"] for rule in rules}
    for parts in files.values():
        for part, entries in parts.items():
            if part not in ("sections", "contraindications"):
                parts[part] = entries[:FEW_OF_EACH]
    known = files["contraindications"]["contraindications"]
    files["contraindications"]["contraindications"] = [
        entry for entry in known if entry["key"] in named
    ]
    return files


@cache
def few() -> Catalogue:
    return parse(few_files())


FEW = {
    **{name: text.encode() for name, text in yaml_texts(few()).items()},
    **{name: OWN[name] for name in ("README.md", "open_points.yaml")},
}


def with_change(
    name: str, edit: Callable[[Any], object], files: Mapping[str, bytes] = FEW
) -> dict[str, bytes]:
    """The files, one of them changed as plain data."""
    content = yaml.safe_load(files[f"{name}.yaml"])
    edit(content)
    text = yaml.safe_dump(content, sort_keys=False, allow_unicode=True)
    return {**files, f"{name}.yaml": text.encode()}


def exported(catalogue: Catalogue | None = None) -> bytes:
    return zipped(yaml_texts(catalogue or starter()))


def upload(client: Client, *files: tuple[str, bytes], key: uuid.UUID | None = None) -> Any:
    return client.post(
        "/catalogue/desk/import/",
        {
            "folder": [SimpleUploadedFile(name, content) for name, content in files],
            "key": str(key or uuid.uuid4()),
        },
    )


def text_of(response: Any) -> str:
    html = response.content.decode()
    main = re.sub(r"(?s)^.*<main|</main>.*$", "", html)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def rows() -> list[list[Any]]:
    return [list(model.objects.order_by("pk").values_list()) for model in ROWS]


def sent(client: Client, files: dict[str, bytes]) -> str:
    """The page of the folder, once it was sent."""
    response = upload(client, ("catalogue.zip", packed(files)))
    assert response.status_code == 302, text_of(response)
    return str(response.headers["Location"])


def use(client: Client, page: str) -> Any:
    """Press the button, as the page shows it now."""
    html = client.get(page).content.decode()
    found = re.search(r'name="seen" value="(\w+)"', html)
    assert found
    return client.post(f"{page}use/", {"seen": found[1]})


def nine_months(content: Any) -> None:
    (wait,) = (one for one in content["periods"] if one["key"] == "isotretinoin_wait")
    wait["value"] = 9
