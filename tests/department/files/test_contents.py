"""The content says what it is; the name only must not contradict it."""

from __future__ import annotations

import struct
import zipfile
from io import BytesIO

import pytest

from tirek.department.files import contents
from tirek.department.files.contents import read_content
from tirek.department.files.faults import CarriesMacros, FileFault, TooLarge, Unfolds, UnknownType, WrongExtension

PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xc0\x00\x0b\x08\x00\x10\x00\x20\x01\x01\x11\x00"


def png(width: int, height: int) -> bytes:
    return (
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + struct.pack(">II", width, height) + b"\x08\x02\x00\x00\x00" + bytes(16)
    )


def package(*names: str, size: int = 10, **texts: str) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in texts.items():
            file.writestr(name, text)
        for name in names:
            file.writestr(name, b"\0" * size)
    return made.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "media_type"),
    [
        (PDF, "a.pdf", "application/pdf"),
        (JPEG, "ФОТО.JPG", "image/jpeg"),
        (png(100, 100), "a.png", "image/png"),
        (package("[Content_Types].xml", "word/document.xml"), "a.docx", contents.DOCX),
        (package("[Content_Types].xml", "xl/workbook.xml"), "a.xlsx", contents.XLSX),
        (package("content.xml", mimetype=contents.ODS), "a.ods", contents.ODS),
        ("ЖСН;аты\n1;Айсұлу\n".encode(), "a.csv", "text/csv"),
        ("ИИН;имя\n1;Сауле\n".encode("cp1251"), "a.csv", "text/csv"),
    ],
)
def test_accepted(data: bytes, name: str, media_type: str) -> None:
    assert read_content(data, name).media_type == media_type


@pytest.mark.parametrize(
    ("data", "name", "fault"),
    [
        (b"", "a.csv", UnknownType),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "a.png", UnknownType),
        (b"\xef\xbb\xbf  <!DOCTYPE html><html>,</html>", "a.csv", UnknownType),
        (b"<?xml version='1.0'?><x/>", "a.csv", UnknownType),
        (b"MZ\x90\x00" + bytes(100), "a.pdf", UnknownType),
        (b"just a sentence", "a.csv", UnknownType),
        (package("a.txt"), "a.docx", UnknownType),
        (b"PK\x03\x04broken", "a.docx", UnknownType),
        (PDF, "a.png", WrongExtension),
        (PDF, "a", WrongExtension),
        (package("[Content_Types].xml", "xl/workbook.xml"), "a.docx", WrongExtension),
        (package("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"), "a.xlsx", CarriesMacros),
        (package("[Content_Types].xml", "xl/workbook.xml", size=30_000_000), "a.xlsx", Unfolds),
        (png(60_000, 60_000), "a.png", Unfolds),
        (JPEG[:20], "a.jpg", UnknownType),
        (PDF + bytes(25 * 2**20), "a.pdf", TooLarge),
    ],
)
def test_refused(data: bytes, name: str, fault: type[FileFault]) -> None:
    with pytest.raises(fault):
        read_content(data, name)
