"""Files that come in: drawn anew or refused in words, in a program with limits."""

from __future__ import annotations

import ast
import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import RequestFactory
from PIL import Image, ImageOps

from clinic import redrawing, uploads
from clinic.errors import NotAllowed
from clinic.forms.files import RedrawnFileField
from clinic.uploads import REFUSALS, Redrawn, redraw
from tests.clinic.hostile_files import PDF, Sent, honest, picture, sixty, with_exif
from tests.clinic.hostile_papers import MARK, paper, paper_with_form

EACH = [pytest.param(sent, id=sent.name) for sent in sixty()]
FAIR = [pytest.param(sent, id=sent.name) for sent in honest()]
FEW = {
    *("place and phone in JPEG", "png chunk eXIf", "gifar: picture and Java archive"),
    *("pdf and html", "html as png", "a long line", "webp of 12 megapixels", "nothing"),
    *("half a PNG", "PDF of noise", "11 pages", "PDF with a password", "PDF with JavaScript"),
    *("turned, with a place", "svg as png"),
}
MEASURED = """
import resource, runpy, sys
sys.argv = [sys.argv[1], "papers"]
try:
    runpy.run_path(sys.argv[0], run_name="__main__")
finally:
    used = resource.getrusage(resource.RUSAGE_SELF)
    status = dict(line.split(":", 1) for line in open("/proc/self/status") if ":" in line)
    sys.stderr.write(f"{status['VmHWM'].split()[0]} {used.ru_utime + used.ru_stime}")
"""


def sent_as(content: bytes, name: str = "letter.jpg", kind: str = "image/jpeg") -> Any:
    return SimpleUploadedFile(name, content, kind)


def here(sent: Sent) -> None:
    """As the program does it, without its limits."""
    content = sent.make()
    if not sent.taken:
        with pytest.raises(redrawing.Refused) as refusal:
            redrawing.redrawn(content, papers=True)
        assert str(refusal.value) == sent.why
        return
    media_type, _, made = redrawing.redrawn(content, papers=True)
    assert media_type == sent.media_type
    assert only_pixels(made, media_type)


def only_pixels(made: bytes, media_type: str) -> bool:
    """Nothing of what was hidden, and no part but those that draw."""
    assert MARK not in made
    assert b"<script" not in made
    assert b"PK\x03\x04" not in made
    if media_type == PDF:
        assert not any(word in made for word in (b"/JS", b"/Launch", b"/URI", b"/Names", b"/AA"))
        return len(pypdfium2.PdfDocument(made)) >= 1
    again = Image.open(io.BytesIO(made))
    assert again.format == "JPEG"
    assert not again.getexif()
    return set(again.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize("sent", [each for each in EACH if each.id in FEW])
def test_a_hostile_file_comes_to_nothing(sent: Sent) -> None:
    here(sent)


def test_there_are_sixty_of_them() -> None:
    names = [sent.name for sent in sixty()]
    assert len(names) >= 60
    assert set(names) >= FEW


@pytest.mark.slow
@pytest.mark.parametrize("sent", EACH + FAIR)
def test_within_its_limits(sent: Sent) -> None:
    """In the program itself: at most 256 MB, and two seconds of a processor."""
    content = sent.make()[: redrawing.MOST_BYTES + 1]
    done = subprocess.run(
        [sys.executable, "-I", "-c", MEASURED, str(Path(redrawing.__file__))],
        input=content,
        capture_output=True,
        env={},
        check=False,
    )
    assert (done.returncode == 0) is sent.taken
    assert MARK not in done.stdout
    if done.returncode == redrawing.REFUSED and sent.why:
        assert done.stdout.decode() == sent.why
    if done.returncode >= 0:  # else the system ended it, at its limits
        kilobytes, seconds = done.stderr.decode().split()
        assert int(kilobytes) <= 256 * 1024
        assert float(seconds) <= sent.seconds
    if sent.taken:
        head, _, made = done.stdout.partition(b"\n")
        assert only_pixels(made, head.decode().split()[0])


def test_a_picture_comes_back_upright_and_no_longer_than_2400() -> None:
    made = redraw(sent_as(with_exif("JPEG", 6)))
    assert (made.media_type, made.pages) == ("image/jpeg", 1)
    assert Image.open(io.BytesIO(made.content)).size == (180, 240)
    long = redraw(sent_as(picture("PNG", (5000, 1000))))
    assert Image.open(io.BytesIO(long.content)).size == (2400, 480)
    assert only_pixels(made.content, made.media_type)


def grey(drawn: Image.Image, at: tuple[int, int]) -> float:
    found = drawn.getpixel(at)
    assert found is not None and not isinstance(found, tuple)
    return found


@pytest.mark.parametrize("orientation", range(9))
def test_each_way_up_is_turned_as_a_viewer_would(orientation: int) -> None:
    content = with_exif("PNG", orientation)
    expected = ImageOps.exif_transpose(Image.open(io.BytesIO(content))).convert("L")
    made = Image.open(io.BytesIO(redrawing.redrawn(content, papers=False)[2])).convert("L")
    assert made.size == expected.size
    corners = [(0, 0), (made.width - 1, 0), (made.width // 2, made.height // 2)]
    assert all(abs(grey(made, at) - grey(expected, at)) < 16 for at in corners)


def test_see_through_is_white() -> None:
    clear = Image.new("RGBA", (20, 20), (0, 0, 0, 0))
    out = io.BytesIO()
    clear.save(out, "PNG")
    made = Image.open(io.BytesIO(redrawing.redrawn(out.getvalue(), papers=False)[2]))
    assert made.getpixel((5, 5)) == (255, 255, 255)


def test_a_pdf_becomes_pictures_of_its_pages() -> None:
    made = redraw(sent_as(paper(pages=3), "letter.pdf", PDF))
    assert (made.media_type, made.pages) == (PDF, 3)
    again = pypdfium2.PdfDocument(made.content)
    assert [again[0].get_size(), len(again)] == [(pytest.approx(561, abs=1), 842), 3]
    assert not again[0].get_textpage().get_text_bounded()
    pixel = again[0].render().to_pil().getpixel((150, 700))
    assert pixel[2] > 200 and pixel[0] < 60  # the blue square of the page


def test_what_was_written_into_a_form_is_seen() -> None:
    made = redraw(sent_as(paper_with_form()))
    drawn = pypdfium2.PdfDocument(made.content)[0].render().to_pil()
    assert max(drawn.getpixel((drawn.width // 2, drawn.height // 2))) < 60


def test_the_same_file_makes_the_same_bytes() -> None:
    assert redraw(sent_as(paper())).sha256 == redraw(sent_as(paper())).sha256
    assert redraw(sent_as(picture())) == redraw(sent_as(picture(), "other.png", "image/png"))


@pytest.mark.parametrize("name", ["../../etc/passwd", "x.jpg.php", "", "a" * 300, "\u202egpj.exe"])
def test_its_name_and_declared_type_mean_nothing(name: str) -> None:
    assert redraw(sent_as(picture(), name or "-", "text/html")).media_type == "image/jpeg"


def test_a_photo_is_no_paper() -> None:
    with pytest.raises(NotAllowed, match="not a picture we can take"):
        redraw(sent_as(paper()), papers=False)
    with pytest.raises(NotAllowed, match="not a file we can take"):
        redraw(sent_as(b"GIF89a"))


@pytest.mark.parametrize(
    ("program", "seconds"),
    [
        ("import time; time.sleep(60)", 0.2),
        ("pass", 20),
        ("import os; os.abort()", 20),
    ],
    ids=["too long", "says nothing", "crashed"],
)
def test_a_program_that_was_ended_is_a_refusal(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, program: str, seconds: float
) -> None:
    """In place of the program one that does what a decoder might be made to do."""
    stand_in = tmp_path / "stand_in.py"
    stand_in.write_text(program)
    monkeypatch.setattr(redrawing, "__file__", str(stand_in))
    monkeypatch.setattr(uploads, "DEADLINE", seconds)
    with pytest.raises(NotAllowed) as refusal:
        redraw(sent_as(picture()))
    assert refusal.value.message == REFUSALS["broken"][0]


def test_the_program_is_given_no_secret_and_no_place(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """In place of the program one that tells what it was given."""
    stand_in = tmp_path / "stand_in.py"
    stand_in.write_text("import os; print('x/y 1'); print(os.getcwd(), sorted(os.environ))")
    monkeypatch.setattr(redrawing, "__file__", str(stand_in))
    monkeypatch.setenv("DATABASE_URL", "postgres://a-secret")
    place, _, given = redraw(sent_as(picture())).content.decode().strip().partition(" ")
    assert place == "/"
    assert set(ast.literal_eval(given)) <= {"LC_CTYPE"}  # which Python sets for itself


def test_the_limits_are_set_before_a_byte_is_read() -> None:
    asked = "import resource,runpy,sys;m=runpy.run_path(sys.argv[1]);m['_limit']();"
    asked += "print([resource.getrlimit(x)[1] for x in (9, 0, 1, 4, 6)])"
    done = subprocess.run(
        [sys.executable, "-I", "-c", asked, redrawing.__file__], capture_output=True, check=True
    )
    assert done.stdout.decode().strip() == f"[{redrawing.MEMORY}, {redrawing.SECONDS}, 0, 0, 0]"


def uploaded(*contents: bytes) -> list[Any]:
    files = {f"file{place}": sent_as(content) for place, content in enumerate(contents)}
    return list(RequestFactory().post("/", files).FILES.values())


def test_no_request_holds_more_than_one_file_and_none_is_on_disk() -> None:
    most = redrawing.MOST_BYTES
    files = uploaded(b"\xff" * most, b"\xff" * 5000, b"\xff" * 100)
    assert [file.size for file in files] == [most, 1, 0]
    with pytest.raises(NotAllowed, match="larger than 15 MB"):
        redraw(uploaded(picture() + b"\0" * most)[0])
    assert not any(hasattr(file, "temporary_file_path") for file in files)


def test_the_box_says_what_is_wrong_beside_it() -> None:
    box = RedrawnFileField(required=False)
    assert box.clean(None) is None
    made = box.clean(sent_as(picture()))
    assert isinstance(made, Redrawn)
    with pytest.raises(Exception, match=r"This file is empty\. Scan it or take a photo"):
        box.clean(sent_as(b""))
    with pytest.raises(Exception, match="required"):
        RedrawnFileField().clean(None)
    assert "or PDF" not in RedrawnFileField(papers=False).help_text
