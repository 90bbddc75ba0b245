"""A Word document as a file: a zip archive of XML parts and pictures."""

import re
from enum import StrEnum
from io import BytesIO
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

MEMBERS_LIMIT = 5_000
# Of the parts that are read, uncompressed. The text of 200 pages takes 1 to 5 MB.
XML_MAX_BYTES = 60 * 1024 * 1024
OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
IS_ENCRYPTED = 0x1  # a flag of a member
# Parts of a document that hold nothing of its text.
OTHER_PARTS = re.compile(
    r"docProps/|customXml/|mammoth/|[^/]+/(?:theme|embeddings|charts|diagrams|glossary|activeX)/"
    r"|[^/]+/(?:_rels/)?(?:settings|webSettings|fontTable|comments\w*|people|vba\w+)\.xml"
)
PAGE_EDGES = re.compile(r"[^/]+/(?:header|footer)\d*\.xml")


class Problem(StrEnum):
    """Why a document cannot be read."""

    DAMAGED = "damaged"
    TOO_LARGE = "too_large"
    PASSWORD = "password"  # noqa: S105
    OLD_WORD = "old_word"
    OPEN_DOCUMENT = "open_document"
    PAGES = "pages"
    RICH_TEXT = "rich_text"
    PDF = "pdf"
    OTHER_OFFICE = "other_office"
    NOT_WORD = "not_word"


class UnreadableDocumentError(Exception):
    """A document that cannot be read, and why."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


def open_package(file: BinaryIO) -> ZipFile:
    """Open a document whose members are few and can be read. Raises UnreadableDocumentError."""
    refuse_other_formats(file)
    try:
        package = ZipFile(file)
    except (BadZipFile, EOFError, NotImplementedError, ValueError, OSError) as error:
        raise UnreadableDocumentError(Problem.DAMAGED) from error
    if len(package.infolist()) > MEMBERS_LIMIT:
        raise UnreadableDocumentError(Problem.TOO_LARGE)
    refuse_other_packages({member.filename for member in package.infolist()}, package)
    return package


def refuse_other_formats(file: BinaryIO) -> None:
    """Raise UnreadableDocumentError for a file that is no zip archive."""
    start = file.read(1024)
    file.seek(0)
    text = start.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"PK"):
        return
    if start.startswith(OLE_SIGNATURE):
        is_encrypted = ENCRYPTED_STREAM in file.read(64 * 1024 * 1024)
        raise UnreadableDocumentError(Problem.PASSWORD if is_encrypted else Problem.OLD_WORD)
    formats = {b"{\\rtf": Problem.RICH_TEXT, b"%PDF": Problem.PDF}
    problem = next((p for mark, p in formats.items() if text.startswith(mark)), Problem.NOT_WORD)
    raise UnreadableDocumentError(problem)


def refuse_other_packages(names: set[str], package: ZipFile) -> None:
    """Raise UnreadableDocumentError for archives of other programs."""
    if "[Content_Types].xml" in names:
        if any(name.startswith(("xl/", "ppt/", "visio/")) for name in names):
            raise UnreadableDocumentError(Problem.OTHER_OFFICE)
        return
    if "mimetype" in names:
        kind = read_member(package, package.getinfo("mimetype"), 200)
        is_text = b"opendocument.text" in kind
        raise UnreadableDocumentError(Problem.OPEN_DOCUMENT if is_text else Problem.NOT_WORD)
    if any(name.endswith(".iwa") or name in {"Index.zip", "index.xml"} for name in names):
        raise UnreadableDocumentError(Problem.PAGES)
    raise UnreadableDocumentError(Problem.NOT_WORD)


def read_member(package: ZipFile, member: ZipInfo, max_bytes: int) -> bytes:
    """Return what is in a member. Raises UnreadableDocumentError."""
    if member.flag_bits & IS_ENCRYPTED:
        raise UnreadableDocumentError(Problem.PASSWORD)
    if member.compress_type not in {ZIP_STORED, ZIP_DEFLATED}:
        raise UnreadableDocumentError(Problem.DAMAGED)
    if member.file_size > max_bytes:
        raise UnreadableDocumentError(Problem.TOO_LARGE)
    try:
        with package.open(member) as opened:
            return opened.read(max_bytes)
    # zlib has an error of its own, and each kind of damage another.
    except Exception as error:
        raise UnreadableDocumentError(Problem.DAMAGED) from error


def is_text_part(name: str) -> bool:
    """Return whether a member is XML that is needed to read the text."""
    return name.endswith((".xml", ".rels")) and not OTHER_PARTS.match(name)


def write_package(parts: dict[str, str | bytes]) -> BytesIO:
    """Return an archive of these members, not compressed."""
    file = BytesIO()
    with ZipFile(file, "w", ZIP_STORED) as package:
        for name, content in parts.items():
            package.writestr(ZipInfo(name), content)
    file.seek(0)
    return file
