"""Files as somebody might send them to do harm, made here; and honest ones beside them."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from PIL import Image

from clinic import redrawing
from tests.clinic.hostile_papers import (
    ATTACHED,
    JS,
    LAUNCH,
    LINK,
    MARK,
    locked_paper,
    paper,
    paper_in_itself,
    paper_that_swells,
    paper_with_large_picture,
)

SCRIPT = b"<script>alert(1)</script>" + MARK
HTML = b"<!doctype html><html><body>" + SCRIPT + b"</body></html>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">' + SCRIPT + b"</svg>"


@dataclass(frozen=True)
class Sent:
    """`taken`: whether it comes through, drawn anew. `make`: its bytes, made when asked for."""

    name: str
    make: Callable[[], bytes]
    taken: bool
    media_type: str = "image/jpeg"
    why: str = ""
    seconds: float = 2


def picture(
    kind: str = "JPEG", size: tuple[int, int] = (240, 180), mode: str = "RGB", **more: object
) -> bytes:
    out = io.BytesIO()
    drawn = Image.radial_gradient("L").resize(size).convert(mode)
    drawn.save(out, kind, **more)
    return out.getvalue()


def with_exif(kind: str, orientation: int = 1) -> bytes:
    exif = Image.Exif()
    exif[0x010E] = MARK.decode()
    exif[0x0112] = orientation
    exif[0x9286] = SCRIPT.decode()
    exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 30.0, 26.0), 3: "W", 4: (0.0, 7.0, 39.0)})
    return picture(kind, exif=exif)


def in_jpeg_segment(marker: int, content: bytes) -> bytes:
    """A JPEG with a segment of one's own behind its first two bytes."""
    whole = picture()
    segment = struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content
    return whole[:2] + segment + whole[2:]


def png_chunk(name: bytes, content: bytes) -> bytes:
    check = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", check)


def in_png_chunk(name: bytes, content: bytes) -> bytes:
    whole = picture("PNG")
    return whole[:33] + png_chunk(name, content) + whole[33:]


def png_of(width: int, height: int, *, rows: int = 0) -> bytes:
    """A picture that says it is larger than what it holds, unless `rows` fill it."""
    head = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    pixels = zlib.compress(b"\0" * ((1 + 3 * width) * rows or 10))
    return b"\x89PNG\r\n\x1a\n" + head + png_chunk(b"IDAT", pixels) + png_chunk(b"IEND", b"")


def a_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("Evil.class", b"\xca\xfe\xba\xbe" + MARK)
    return out.getvalue()


def _png(name: bytes) -> Sent:
    return Sent(f"png chunk {name.decode()}", partial(in_png_chunk, name, b"a\0" + SCRIPT), True)


def _jpeg(marker: int) -> Sent:
    return Sent(f"jpeg segment {marker:x}", partial(in_jpeg_segment, marker, SCRIPT), True)


def _behind(name: str, first: Callable[[], bytes], then: Callable[[], bytes], kind: str) -> Sent:
    return Sent(name, lambda: first() + then(), True, kind)


def _refused(name: str, make: Callable[[], bytes], why: str) -> Sent:
    return Sent(name, make, False, why=why)


PDF = "application/pdf"


def sixty() -> Iterator[Sent]:
    yield from _hidden_data()
    yield from _two_at_once()
    yield from _pretending()
    yield from _bombs()
    yield from _broken()
    yield from _papers()


def _hidden_data() -> Iterator[Sent]:
    for kind in ("JPEG", "PNG", "WEBP"):
        yield Sent(f"place and phone in {kind}", partial(with_exif, kind), True)
    yield Sent("turned, with a place", partial(with_exif, "JPEG", 6), True)
    yield Sent("xmp", lambda: picture("WEBP", xmp=SCRIPT), True)
    yield Sent("colour profile", lambda: picture(icc_profile=SCRIPT), True)
    yield Sent("jpeg comment", lambda: picture(comment=SCRIPT), True)
    for marker in (0xE1, 0xE2, 0xED, 0xEE, 0xFE):
        yield _jpeg(marker)
    for name in (b"tEXt", b"iTXt", b"eXIf", b"prIv"):
        yield _png(name)


def _two_at_once() -> Iterator[Sent]:
    yield _behind("gifar: picture and Java archive", picture, a_zip, "image/jpeg")
    yield _behind("png and zip", lambda: picture("PNG"), a_zip, "image/jpeg")
    yield _behind("jpeg and html", picture, lambda: HTML, "image/jpeg")
    yield _behind("png and php", lambda: picture("PNG"), lambda: b"<?php " + MARK, "image/jpeg")
    yield _behind("webp and html", lambda: picture("WEBP"), lambda: HTML, "image/jpeg")
    yield _behind("jpeg and pdf", picture, lambda: paper(JS), "image/jpeg")
    yield _behind("pdf and zip", paper, a_zip, PDF)
    yield _behind("pdf and html", paper, lambda: HTML, PDF)
    yield Sent("html in a comment of a jpeg", lambda: picture(comment=HTML), True)


def _pretending() -> Iterator[Sent]:
    gif = b"GIF89a" + HTML
    for name, content in {
        "html as png": HTML,
        "svg as png": SVG,
        "svg with declaration": b"<?xml version='1.0'?>" + SVG,
        "gif and javascript": gif,
        "a zip": a_zip(),
        "html before pdf": HTML + paper(),
        "a program": b"\x7fELF" + MARK,
        "a shell script": b"#!/bin/sh\n" + MARK,
        "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n" + MARK,
        "bmp": picture("BMP"),
        "tiff": picture("TIFF"),
        "gif": picture("GIF"),
        "ico": picture("ICO"),
        "text": MARK,
        "riff that is no webp": b"RIFF\x20\0\0\0WAVE" + MARK,
    }.items():
        yield _refused(name, partial(bytes, content), "kind")


def _bombs() -> Iterator[Sent]:
    yield _refused("2.5 gigapixels", lambda: png_of(50_000, 50_000), "pixels")
    yield _refused("40.1 megapixels", lambda: png_of(40_100, 1_000), "pixels")
    yield _refused("a long line", lambda: png_of(2**31 - 1, 1), "pixels")
    yield _refused("webp of 12 megapixels", lambda: picture("WEBP", (4000, 3000)), "pixels")
    yield _refused("text that swells", partial(in_png_chunk, b"zTXt", _swelling()), "broken")
    yield _refused("200 MB", lambda: picture() + b"\0" * 200_000_000, "large")
    yield _refused("PDF that swells", paper_that_swells, "broken")
    yield Sent("900 megapixels in a PDF", paper_with_large_picture, True, PDF, seconds=9)
    yield _refused("11 pages", lambda: paper(pages=11), "pages")
    yield _refused("a million pages", lambda: paper().replace(b"/Count 1", b"/Count 999999"), "")


def _swelling() -> bytes:
    return b"a\0\0" + zlib.compress(b"0" * 100_000_000, 9)


def half(kind: str) -> bytes:
    whole = picture(kind)
    return whole[: len(whole) // 2]


def _broken() -> Iterator[Sent]:
    yield _refused("nothing", lambda: b"", "empty")
    for kind in ("JPEG", "PNG", "WEBP"):
        yield _refused(f"half a {kind}", partial(half, kind), "broken")
    yield _refused("first bytes only", lambda: b"\xff\xd8\xff", "broken")
    yield _refused("PDF of noise", lambda: b"%PDF-1.7\n" + bytes(range(256)) * 40, "broken")


def _papers() -> Iterator[Sent]:
    for name, action in {
        "PDF with JavaScript": JS,
        "PDF that starts a program": LAUNCH,
        "PDF that calls home": LINK,
        "PDF with a file in it": ATTACHED,
    }.items():
        yield Sent(name, partial(paper, action), True, PDF)
    yield _refused("PDF with a password", locked_paper, "locked")
    yield _refused("PDF without pages", lambda: paper(pages=0), "broken")
    yield _refused("PDF in itself", paper_in_itself, "")


def honest() -> Iterator[Sent]:
    """As large as we say we take."""
    side = 6324  # 40 megapixels
    yield Sent("40 megapixels", lambda: picture("PNG", (side, side), "RGBA"), True)
    yield Sent("40 megapixels, photo", lambda: picture("JPEG", (side, side)), True)
    yield Sent("10 megapixels, webp", lambda: picture("WEBP", (3162, 3162), "RGBA"), True)
    yield Sent("10 pages", lambda: paper(pages=redrawing.MOST_PAGES), True, PDF)
    yield Sent("palette", lambda: picture("PNG", mode="P"), True)
    yield Sent("grey, 16 bits", lambda: picture("PNG", mode="I;16"), True)
    yield Sent("for print", lambda: picture("JPEG", mode="CMYK"), True)
