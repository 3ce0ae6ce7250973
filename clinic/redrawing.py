"""The program that draws an uploaded file anew. It runs by itself, with nothing of ours loaded.

It reads the file from its input and writes one line ("media type pages") and the new file; or it
writes why not and ends with 3. Whatever the file does to it, it has 256 MB and 15 seconds of a
processor, writes to no other file and starts nothing. Only pixels come through.
"""

from __future__ import annotations

import io
import resource
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

REFUSED = 3
MOST_BYTES = 15 * 1024 * 1024
MOST_PIXELS = 40_000_000
MOST_PIXELS_OF_WEBP = 10_000_000  # its decoder holds each picture four times
MOST_PAGES = 10
LONGEST_SIDE = 2400
MEMORY = 256 * 1024 * 1024
SECONDS = 15
ROWS = 64  # of a picture, worked on at a time
POINTS = 842  # the longer side of a page, as of A4
BEGINS = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG", b"%PDF-": "PDF"}


class Refused(Exception):
    """Why, as a word for which clinic/uploads.py has a sentence."""


def kind_of(data: bytes) -> str:
    """By the first bytes alone: a name and a declared type say what somebody wishes."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    return next((kind for begin, kind in BEGINS.items() if data.startswith(begin)), "")


def redrawn(data: bytes, *, papers: bool) -> tuple[str, int, bytes]:
    """Media type, pages and bytes of the file made anew. `papers`: a PDF may come too."""
    if not data:
        raise Refused("empty")
    if len(data) > MOST_BYTES:
        raise Refused("large")
    kind = kind_of(data)
    if not kind or (kind == "PDF" and not papers):
        raise Refused("kind")
    try:
        if kind == "PDF":
            pages = _pages(data)
            made = "application/pdf", len(pages), _paper(pages)
        else:
            made = "image/jpeg", 1, _picture(data, kind)
    except Refused:
        raise
    except MemoryError:
        raise Refused("pixels") from None
    except Exception:  # whatever a broken file makes of a decoder
        raise Refused("broken") from None
    if len(made[2]) > MOST_BYTES:
        raise Refused("large")
    return made


def _picture(data: bytes, kind: str) -> bytes:
    from PIL import Image, ImageFile  # noqa: PLC0415 - after the limits are set

    ImageFile.LOAD_TRUNCATED_IMAGES = False  # other libraries turn it on for their whole process
    Image.MAX_IMAGE_PIXELS = None  # ours are fewer, and are looked at next
    found: Image.Image = Image.open(io.BytesIO(data), formats=[kind])
    most = MOST_PIXELS_OF_WEBP if kind == "WEBP" else MOST_PIXELS
    if found.width * found.height > most:
        raise Refused("pixels")
    turned = _which_way_up(found)
    if kind == "JPEG":
        found.draft(None, (LONGEST_SIDE, LONGEST_SIDE))
    small = _on_white(found)
    del found  # up to 160 MB
    small.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    return _as_jpeg(_upright(small, turned))


def _which_way_up(found: Image.Image) -> object:
    """As the camera noted it. A picture is not refused for what else a camera wrote."""
    try:
        return found.getexif().get(0x0112)
    except Exception:
        return None


def _on_white(found: Image.Image) -> Image.Image:
    """Without transparency, in bands: a whole copy of the largest picture takes 160 MB."""
    from PIL import Image  # noqa: PLC0415 - as above

    found.load()
    factor = max(1, max(found.size) // LONGEST_SIDE)
    small = Image.new("RGB", (-(-found.width // factor), -(-found.height // factor)), "white")
    rows = factor * max(1, ROWS // factor)
    for top in range(0, found.height, rows):
        band = found.crop((0, top, found.width, min(top + rows, found.height)))
        if band.has_transparency_data:
            band = band.convert("RGBA")
            white = Image.new("RGBA", band.size, "white")
            band = Image.alpha_composite(white, band)
        small.paste(band.convert("RGB").reduce(factor), (0, top // factor))
    return small


def _upright(picture: Image.Image, turned: object) -> Image.Image:
    """Turned as the camera noted; the note itself is not kept."""
    from PIL import Image  # noqa: PLC0415 - as above

    turns = Image.Transpose
    ways = {
        2: turns.FLIP_LEFT_RIGHT,
        3: turns.ROTATE_180,
        4: turns.FLIP_TOP_BOTTOM,
        5: turns.TRANSPOSE,
        6: turns.ROTATE_270,
        7: turns.TRANSVERSE,
        8: turns.ROTATE_90,
    }
    way = ways.get(turned) if isinstance(turned, int) else None
    return picture if way is None else picture.transpose(way)


def _as_jpeg(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85, optimize=True)
    return out.getvalue()


def _pages(data: bytes) -> list[tuple[bytes, int, int]]:
    """Each page as a JPEG with its width and height. Forms are drawn as they were filled in."""
    import pypdfium2  # noqa: PLC0415 - after the limits are set
    from pypdfium2.raw import FPDF_ERR_PASSWORD  # noqa: PLC0415

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as fault:
        locked = getattr(fault, "err_code", None) == FPDF_ERR_PASSWORD
        raise Refused("locked" if locked else "broken") from None
    document.init_forms()
    if not len(document):
        raise Refused("broken")
    if len(document) > MOST_PAGES:
        raise Refused("pages")
    return [_page(document[place]) for place in range(len(document))]


def _page(page: object) -> tuple[bytes, int, int]:
    width, height = page.get_size()  # type: ignore[attr-defined]
    if min(width, height) < 1:
        raise Refused("broken")
    drawn = page.render(scale=LONGEST_SIDE / max(width, height))  # type: ignore[attr-defined]
    picture = drawn.to_pil().convert("RGB")
    page.close()  # type: ignore[attr-defined]
    return _as_jpeg(picture), picture.width, picture.height


def _paper(pages: list[tuple[bytes, int, int]]) -> bytes:
    """A PDF of these pictures: five kinds of objects, no date, no words, nothing that runs."""
    kids = " ".join(f"{3 + 3 * place} 0 R" for place in range(len(pages)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
    ]
    for jpeg, width, height in pages:
        objects += _page_objects(len(objects) + 1, jpeg, width, height)
    out, starts = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"), []
    for number, content in enumerate(objects, 1):
        starts.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % start for start in starts)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n" % (len(objects) + 1)
    return bytes(out + b"%d\n%%%%EOF\n" % table)


def _page_objects(number: int, jpeg: bytes, width: int, height: int) -> Iterable[bytes]:
    """A page, the picture on it, and the line that draws it."""
    scale = POINTS / max(width, height)
    wide, high = width * scale, height * scale
    drawing = f"{wide:.2f} 0 0 {high:.2f} 0 0 cm /P Do".encode()
    yield (
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {wide:.2f} {high:.2f}] /Resources "
        f"<< /XObject << /P {number + 1} 0 R >> >> /Contents {number + 2} 0 R >>"
    ).encode()
    yield (
        (
            f"<< /Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace "
            f"/DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode /Length {len(jpeg)} >>\nstream\n"
        ).encode()
        + jpeg
        + b"\nendstream"
    )
    yield b"<< /Length %d >>\nstream\n%b\nendstream" % (len(drawing), drawing)


def _limit() -> None:
    """From here on the system ends us when we take more than this."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_NPROC, 0),
    ):
        resource.setrlimit(what, (most, most))


def main(papers: str) -> int:
    _limit()
    data = sys.stdin.buffer.read(MOST_BYTES + 1)
    try:
        media_type, pages, content = redrawn(data, papers=papers == "papers")
    except Refused as refusal:
        sys.stdout.write(str(refusal))
        return REFUSED
    sys.stdout.buffer.write(f"{media_type} {pages}\n".encode() + content)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
