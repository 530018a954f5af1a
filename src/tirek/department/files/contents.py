"""What a content is, said by the content: accepted types, sizes, bombs, macros.

Images are not encoded anew (that would change a document that is evidence, and would put a decoder of strangers' data
into this house): they are never shown inside a page, only handed out as attachments.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePath

import puremagic
from django.conf import settings

from tirek.department.files.faults import CarriesMacros, TooLarge, Unfolds, UnknownType, WrongExtension

UNFOLDED_BYTES_AT_MOST = 200 * 2**20
UNFOLDED_TIMES_AT_MOST = 200
ENTRIES_AT_MOST = 2_000
PIXELS_AT_MOST = 100_000_000

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODT, ODS = "application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.spreadsheet"
ZIP = "application/zip"
"""Never brought from outside; only what this house makes itself (:func:`made_here`)."""
ENDINGS = {
    "application/pdf": (".pdf",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    DOCX: (".docx",),
    XLSX: (".xlsx",),
    ODT: (".odt",),
    ODS: (".ods",),
    "text/csv": (".csv", ".txt"),
    ZIP: (".zip",),
}
"""Accepted types, and how names of such files end; the first is the ending that is handed out."""
EXCHANGED = {"application/xml": (".xml",), "application/json": (".json",), "text/plain": (".txt",)}
"""Texts of machines, taken only from those who exchange them: the bank and the treasury."""
BY_MAGIC = ("application/pdf", "image/jpeg", "image/png")
START_OF_PNG_SIZE, START_OF_FRAME = 16, (*range(0xC0, 0xC4), *range(0xC5, 0xC8), *range(0xC9, 0xCC), *range(0xCD, 0xD0))


@dataclass(frozen=True)
class Content:
    """Bytes that may be stored, and their type."""

    data: bytes
    media_type: str


def read_content(data: bytes, original_name: str) -> Content:
    """Look at what was sent; the name is used for its ending alone.

    Raises
    ------
    FileRefused
        Too large, of no accepted type, another type than its name says, a bomb, or with macros.
    """
    if len(data) > settings.FILE_BYTES_AT_MOST:
        raise TooLarge
    media_type = _type_of(data)
    if PurePath(original_name).suffix.lower() not in ENDINGS[media_type]:
        raise WrongExtension
    if media_type.startswith("image/") and _pixels(data, media_type) > PIXELS_AT_MOST:
        raise Unfolds
    return Content(data, media_type)


def read_exchanged(data: bytes, original_name: str) -> Content:
    """A text of the bank or the treasury. It is handed out as it came and opened by no page; its reader judges what it says.

    Raises
    ------
    FileRefused
        Too large, no text of UTF-8, or not named as one.
    """
    if len(data) > settings.FILE_BYTES_AT_MOST:
        raise TooLarge
    ending = PurePath(original_name).suffix.lower()
    media_type = next((name for name, endings in EXCHANGED.items() if ending in endings), None)
    if media_type is None:
        raise WrongExtension
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UnknownType from None
    if not text.strip() or "\0" in text:
        raise UnknownType
    return Content(data, media_type)


def made_here(data: bytes, media_type: str) -> Content:
    """A content that this house made, of a type that would not be taken from outside.

    Raises
    ------
    FileRefused
        Too large.
    """
    if len(data) > settings.FILE_BYTES_AT_MOST:
        raise TooLarge
    return Content(data, media_type)


def _type_of(data: bytes) -> str:
    if data.startswith(b"PK\x03\x04"):
        return _type_of_package(data)
    try:
        found = puremagic.magic_string(data)
    except (puremagic.PureError, ValueError):
        found = []
    # A file that is two things at once (a picture that is a page as well) is accepted as neither.
    likely = {match.mime_type for match in found if match.confidence >= found[0].confidence} if found else set()
    for media_type in BY_MAGIC:
        if media_type in likely and not any("svg" in name or "html" in name for name in likely):
            return media_type
    if not likely and _is_table_text(data):
        return "text/csv"
    raise UnknownType


def _type_of_package(data: bytes) -> str:
    """A zip that is an office document; any other zip is refused."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            entries = package.infolist()
            unfolded = sum(entry.file_size for entry in entries)
            if (
                len(entries) > ENTRIES_AT_MOST
                or unfolded > UNFOLDED_BYTES_AT_MOST
                or unfolded > UNFOLDED_TIMES_AT_MOST * len(data)
            ):
                raise Unfolds
            names = {entry.filename for entry in entries}
            declared = package.read("mimetype").decode("ascii", "replace") if "mimetype" in names else ""
    except (zipfile.BadZipFile, ValueError, NotImplementedError, RuntimeError):
        raise UnknownType from None
    if any(name.lower().endswith("vbaproject.bin") or name.startswith("Basic/") for name in names):
        raise CarriesMacros
    if "[Content_Types].xml" in names:
        for folder, media_type in (("word/document.xml", DOCX), ("xl/workbook.xml", XLSX)):
            if folder in names:
                return media_type
    if declared in (ODT, ODS):
        return declared
    raise UnknownType


def _is_table_text(data: bytes) -> bool:
    """Plain text with separators, in UTF-8 or the Cyrillic of Windows; nothing that a browser would take for a page."""
    if not data or b"\0" in data or data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return False
    for encoding in ("utf-8-sig", "cp1251"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        first = text.splitlines()[0] if text.strip() else ""
        return any(separator in first for separator in ",;\t|") and all(
            sign >= " " or sign in "\r\n\t" for sign in text
        )
    return False


def _pixels(data: bytes, media_type: str) -> int:
    """Width times height as the header says; a picture without a readable header is refused."""
    if media_type == "image/png":
        sizes = data[START_OF_PNG_SIZE : START_OF_PNG_SIZE + 8]
        if len(sizes) < 8:
            raise UnknownType
        return int.from_bytes(sizes[:4], "big") * int.from_bytes(sizes[4:], "big")
    place = 2
    while place + 9 < len(data) and data[place] == 0xFF:
        if data[place + 1] in START_OF_FRAME:
            height, width = data[place + 5 : place + 7], data[place + 7 : place + 9]
            return int.from_bytes(height, "big") * int.from_bytes(width, "big")
        place += 2 + int.from_bytes(data[place + 2 : place + 4], "big")
    raise UnknownType
