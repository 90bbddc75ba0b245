"""Metadata of picture files: IPTC and XMP, as agencies and cameras write them.

Fields: https://iptc.org/std/photometadata/specification/IPTC-PhotoMetadata
"""

import logging
import re
from dataclasses import dataclass
from typing import Any, BinaryIO

from defusedxml import ElementTree
from PIL import Image, IptcImagePlugin

from byline.text import without_unfit_characters

logger = logging.getLogger(__name__)

# Accepted formats; others of Pillow's run external programs.
IMAGE_FORMATS = ("AVIF", "GIF", "JPEG", "PNG", "WEBP")
# Larger packets are ignored.
XMP_MAX_BYTES = 1024 * 1024
# Longer than any field; the rest is ignored.
TEXT_MAX_LENGTH = 5000
# The value of IPTC's record of the character set for UTF-8.
IPTC_UTF8_MARK = b"\x1b%G"

RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
DC = "{http://purl.org/dc/elements/1.1/}"
PHOTOSHOP = "{http://ns.adobe.com/photoshop/1.0/}"
RIGHTS = "{http://ns.adobe.com/xap/1.0/rights/}"
IPTC = "{http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/}"
CC = "{http://creativecommons.org/ns#}"
LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

# By our name: the record of IPTC and the properties of XMP with the same meaning.
METADATA_SOURCES: dict[str, tuple[int | None, tuple[str, ...]]] = {
    "headline": (105, (f"{PHOTOSHOP}Headline",)),
    "title": (5, (f"{DC}title",)),
    "creators": (80, (f"{DC}creator",)),
    "credit_line": (110, (f"{PHOTOSHOP}Credit",)),
    "source": (115, (f"{PHOTOSHOP}Source",)),
    "caption": (120, (f"{DC}description",)),
    "description": (None, (f"{IPTC}AltTextAccessibility", f"{IPTC}ExtDescrAccessibility")),
    "terms": (116, (f"{RIGHTS}UsageTerms", f"{DC}rights")),
    "licence_address": (None, (f"{CC}license", f"{RIGHTS}WebStatement")),
}


@dataclass(frozen=True)
class Metadata:
    """The texts of a file, ready to store; empty where there are none."""

    title: str = ""
    credit: str = ""
    caption: str = ""
    description: str = ""
    licence: str = ""


def read_metadata(file: BinaryIO) -> Metadata:
    """Read the metadata of a picture file: XMP, and IPTC for the fields that it lacks.

    Unreadable metadata is logged and ignored: files come from anywhere.
    """
    said: dict[str, list[str]] = {}
    for reader in (read_xmp, read_iptc):
        try:
            for name, texts in reader(file).items():
                if texts := [fit for text in texts if (fit := tidy(text))]:
                    said.setdefault(name, texts)
        except Exception as error:
            # Pillow and the parser have many errors for broken metadata.
            logger.info("Metadata that cannot be read is left out: %r", error)
    first = {name: texts[0] for name, texts in said.items()}
    licence = (first.get("terms"), first.get("licence_address"))
    return Metadata(
        title=first.get("headline") or first.get("title", ""),
        credit=credit_from(
            said.get("creators", []), first.get("credit_line") or first.get("source", "")
        ),
        caption=first.get("caption", ""),
        description=first.get("description", ""),
        licence=", ".join(dict.fromkeys(filter(None, licence))),
    )


def credit_from(creators: list[str], house: str) -> str:
    """Return the credit as newspapers print it: “Mara Lind, Jo Reed / Courier”."""
    names = ", ".join(dict.fromkeys(creators))
    if names and names.casefold() in house.casefold():
        return house
    return " / ".join(filter(None, (names, house)))


def tidy(text: str) -> str:
    """Return a text in one line, without unfit characters."""
    return " ".join(without_unfit_characters(text[:TEXT_MAX_LENGTH]).split())


def shortened(text: str, length: int) -> str:
    """Cut a text to a length in characters, between two words where there are some."""
    if len(text) <= length:
        return text
    head = text[: length - 1]
    words = head.rpartition(" ")[0]
    return (words if len(words) > length // 2 else head).rstrip(" ,;:") + "…"


def read_iptc(file: BinaryIO) -> dict[str, list[str]]:
    """Return the texts of the IPTC block, by our names for them."""
    file.seek(0)
    with Image.open(file, formats=IMAGE_FORMATS) as picture:
        found = IptcImagePlugin.getiptcinfo(picture) or {}
    is_utf8 = IPTC_UTF8_MARK in byte_values(found.get((1, 90)))
    return {
        name: [decoded(value, is_utf8=is_utf8) for value in byte_values(found.get((2, record)))]
        for name, (record, _properties) in METADATA_SOURCES.items()
        if record
    }


def byte_values(value: Any) -> list[bytes]:
    """Return the values of a record, which may be one, several or none."""
    values = value if isinstance(value, list) else [value]
    return [item for item in values if isinstance(item, bytes)]


def decoded(value: bytes, *, is_utf8: bool) -> str:
    """Decode a text of IPTC, whose character set is often not declared.

    A text may be cut within a character, since IPTC limits its length in bytes.
    """
    if not is_utf8:
        try:
            return value.decode("utf-8")
        except UnicodeDecodeError:
            return value.decode("cp1252", "ignore")
    return value.decode("utf-8", "ignore")


def read_xmp(file: BinaryIO) -> dict[str, list[str]]:
    """Return the texts of the XMP packet, by our names for them."""
    file.seek(0)
    with Image.open(file, formats=IMAGE_FORMATS) as picture:
        if picture.format == "PNG" and "xmp" not in picture.info:
            picture.load()  # it may follow the picture
        packet = picture.info.get("xmp", b"")
    if isinstance(packet, str):
        packet = packet.encode()
    packet = packet.strip(b"\x00 \n\r\t")
    if not packet or len(packet) > XMP_MAX_BYTES:
        return {}
    root = ElementTree.fromstring(packet, forbid_dtd=True)
    subjects = list(root.iter(f"{RDF}Description"))
    return {
        name: [text for key in properties for text in texts_of(subjects, key)]
        for name, (_record, properties) in METADATA_SOURCES.items()
    }


def texts_of(subjects: list[Any], key: str) -> list[str]:
    """Return the texts of a property: an attribute, an element, or a list of either.

    Of a text in several languages the default one comes first.
    """
    texts: list[str] = []
    for subject in subjects:
        texts.append(subject.get(key) or "")
        for element in subject.findall(key):
            items = element.findall(f"*/{RDF}li")
            items.sort(key=lambda item: item.get(LANGUAGE) != "x-default")
            texts += [item.text or "" for item in items]
            texts += [element.text or "", element.get(f"{RDF}resource") or ""]
    return [text for text in texts if text.strip()]


def says_only_the_name(title: str, file_name: str) -> bool:
    """Return whether a title is no more than the name of the file."""
    stem = file_name.rpartition(".")[0] or file_name
    return bare(title) in {"", bare(file_name), bare(stem)}


def bare(text: str) -> str:
    """Return the letters and digits of a text."""
    return re.sub(r"[\W_]+", "", text).casefold()
