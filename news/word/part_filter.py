"""Reduces an XML part of a Word document to what mammoth reads of it, and counts what it leaves.

A stream: no tree is built of what somebody else wrote. Document types, with which XML bombs and
references to files begin, are refused.
"""

from collections import Counter
from typing import Any
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from news.word.package import Problem, UnreadableDocumentError

DEPTH_LIMIT = 200
ELEMENTS_LIMIT = 400_000  # that are kept, of all parts

OFFICE = "http://schemas.openxmlformats.org/"
STRICT = "http://purl.oclc.org/ooxml/"
NAMESPACES = {
    f"{OFFICE}wordprocessingml/2006/main": "w",
    f"{STRICT}wordprocessingml/main": "w",
    f"{OFFICE}officeDocument/2006/relationships": "r",
    f"{STRICT}officeDocument/relationships": "r",
    f"{OFFICE}drawingml/2006/wordprocessingDrawing": "wp",
    f"{STRICT}drawingml/wordprocessingDrawing": "wp",
    f"{OFFICE}drawingml/2006/main": "a",
    f"{STRICT}drawingml/main": "a",
    f"{OFFICE}drawingml/2006/picture": "pic",
    f"{STRICT}drawingml/picture": "pic",
    f"{OFFICE}drawingml/2006/chart": "c",
    f"{STRICT}drawingml/chart": "c",
    "http://schemas.microsoft.com/office/drawing/2014/chartex": "c",
    f"{OFFICE}drawingml/2006/diagram": "dgm",
    f"{STRICT}drawingml/diagram": "dgm",
    f"{OFFICE}officeDocument/2006/math": "m",
    f"{STRICT}officeDocument/math": "m",
    f"{OFFICE}package/2006/content-types": "ct",
    f"{OFFICE}package/2006/relationships": "rel",
    f"{OFFICE}markup-compatibility/2006": "mc",
    "urn:schemas-microsoft-com:vml": "v",
    "urn:schemas-microsoft-com:office:office": "o",
}
DECLARED = {prefix: uri for uri, prefix in reversed(NAMESPACES.items())}
PROPERTIES = {"w:pPr", "w:rPr", "w:trPr", "w:tcPr"}
KEPT = PROPERTIES | {
    *("w:document", "w:body", "w:p", "w:r", "w:t", "w:tab", "w:br", "w:sym", "w:noBreakHyphen"),
    *("w:pStyle", "w:numPr", "w:numId", "w:ilvl", "w:rStyle", "w:b", "w:i", "w:vertAlign"),
    *("w:tbl", "w:tr", "w:tblHeader", "w:tc", "w:gridSpan", "w:vMerge", "w:hyperlink"),
    *("w:fldChar", "w:instrText", "w:drawing", "w:pict", "w:object", "w:txbxContent"),
    *("w:footnotes", "w:footnote", "w:endnotes", "w:endnote", "w:hdr", "w:ftr"),
    *("w:footnoteReference", "w:endnoteReference"),
    *("w:styles", "w:style", "w:name", "w:numStyleLink", "w:numbering", "w:abstractNum", "w:lvl"),
    *("w:numFmt", "w:num", "w:abstractNumId"),
    *("wp:inline", "wp:anchor", "wp:docPr", "a:graphic", "a:graphicData", "a:blip"),
    *("pic:pic", "pic:blipFill", "v:group", "v:rect", "v:roundrect", "v:shape", "v:textbox"),
    *("v:imagedata", "ct:Types", "ct:Default", "ct:Override", "rel:Relationships"),
    "rel:Relationship",
}
# What is in them is read, as mammoth does for some, and for others does not.
TRANSPARENT = {
    *("w:ins", "w:moveTo", "w:smartTag", "w:customXml", "w:sdt", "w:sdtContent", "w:fldSimple"),
    *("w:dir", "w:bdo", "w:ruby", "w:rubyBase", "m:oMath", "m:oMathPara", "mc:AlternateContent"),
    *("mc:Choice", "mc:Fallback"),
}
RENAMED = {"w:cr": "w:br", "w:ptab": "w:tab"}
ATTRIBUTES = {
    *("w:val", "w:id", "w:type", "w:fldCharType", "w:char", "w:font", "w:anchor", "w:styleId"),
    *("w:abstractNumId", "w:numId", "w:ilvl", "r:id", "r:embed", "r:link", "descr", "title"),
    *("o:title", "Id", "Target", "Type", "Extension", "ContentType", "PartName"),
}
COUNTED = {
    "w:ins": "changes",
    "w:del": "changes",
    "w:moveTo": "changes",
    "w:moveFrom": "changes",
    "w:commentReference": "comments",
    "w:footnoteReference": "footnotes",
    "w:endnoteReference": "footnotes",
    "w:altChunk": "attachments",
    "w:subDoc": "attachments",
    "m:oMath": "equations",
    "w:strike": "struck",
    "w:dstrike": "struck",
    "w:highlight": "highlighted",
    "a:hlinkClick": "picture_links",
}
DRAWINGS = {"c:chart", "dgm:relIds"}
# In place of the picture of a chart: a relationship to nowhere.
DRAWING_RELATIONSHIP = "bylineDrawing"
LEFT_OUT = {"w:del", "w:moveFrom", "w:rt", "w:comments"}
TEXTS = {"w:t", "w:instrText", "m:t"}
OFF = {"0", "false", "off", "none"}


class PartFilter:
    """Reads one part."""

    def __init__(self, found: Counter[str], relationships: set[str] | None = None) -> None:
        self.found = found
        self.relationships = relationships
        self.out: list[str] = []
        self.path: list[str] = []
        self.left_from = 0  # the depth of an element that is left out
        self.reports_text = False
        self.is_hidden = False
        # Of each AlternateContent: where its output begins, and what was found before.
        self.choices: list[tuple[int, Counter[str]]] = []
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self.refuse
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.text

    def filtered(self, content: bytes) -> str:
        """Return what is kept of a part. Raises UnreadableDocumentError."""
        try:
            self.parser.Parse(content, True)  # noqa: FBT003 (the last piece)
        except (expat.ExpatError, ValueError) as error:
            raise UnreadableDocumentError(Problem.DAMAGED) from error
        return "".join(self.out)

    def refuse(self, *_declared: Any) -> None:
        """Raise UnreadableDocumentError: no program writes a document type into such a part."""
        raise UnreadableDocumentError(Problem.DAMAGED)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Keep an element, or begin to leave it out."""
        name = short(name)
        parent = self.path[-1] if self.path else ""
        self.path.append(name)
        if len(self.path) > DEPTH_LIMIT:
            raise UnreadableDocumentError(Problem.DAMAGED)
        if self.left_from:
            if self.reports_text and name in {"w:t", "a:t"}:
                self.found["texts"] += 1
                self.reports_text = False
            return
        named = {short(key): value for key, value in attributes.items()}
        self.count(name, parent, named)
        if name in {"mc:Choice", "mc:Fallback"} and not self.begins_choice(name):
            self.leave_out()
        elif self.is_kept(name, parent):
            self.write(RENAMED.get(name, name), named)
        elif name in DRAWINGS:
            self.leave_out()
            # In the form in which mammoth finds a picture.
            inner = f'<a:blip r:link="{DRAWING_RELATIONSHIP}"/>'
            self.out.append(f"<pic:pic><pic:blipFill>{inner}</pic:blipFill></pic:pic>")
        elif name == "m:t":
            self.out.append("<w:r><w:t>")
        elif not (name in TRANSPARENT or (name.startswith("m:") and not name.endswith("Pr"))):
            self.leave_out(reports_text=name not in LEFT_OUT)

    def is_kept(self, name: str, parent: str) -> bool:
        """Return whether an element is written."""
        if name == "w:del":  # of the end of a paragraph, or of a row
            return parent in {"w:rPr", "w:trPr"}
        if name == "w:rPr" and parent.startswith("m:"):
            return False
        return name in KEPT or name in RENAMED

    def leave_out(self, *, reports_text: bool = False) -> None:
        """Leave out the element that has begun, with all that is in it."""
        self.left_from = len(self.path)
        self.reports_text = reports_text

    def begins_choice(self, name: str) -> bool:
        """Return whether an alternative is read: mammoth knows the fallback best."""
        if not self.choices:
            return False
        begins_at, before = self.choices[-1]
        if name == "mc:Choice":
            return len(self.out) == begins_at
        del self.out[begins_at:]
        self.found.clear()
        self.found.update(before)
        return True

    def count(self, name: str, parent: str, attributes: dict[str, str]) -> None:
        """Count what an editor is told of."""
        is_on = attributes.get("w:val", "") not in OFF
        if name == "mc:AlternateContent":
            self.choices.append((len(self.out), Counter(self.found)))
        elif name == "w:r":
            self.is_hidden = False
        elif name == "w:vanish" and parent == "w:rPr" and self.path[-3:-2] == ["w:r"] and is_on:
            self.is_hidden = True
            self.found["hidden"] += 1
        elif name == "a:srcRect" and any(v not in {"", "0"} for v in attributes.values()):
            self.found["cropped"] += 1
        elif (what := COUNTED.get(name)) and is_on and "w:style" not in self.path:
            self.found[what] += 1

    def write(self, name: str, attributes: dict[str, str]) -> None:
        """Write the beginning of an element."""
        self.found["elements"] += 1
        if self.found["elements"] > ELEMENTS_LIMIT:
            raise UnreadableDocumentError(Problem.TOO_LARGE)
        kept = "".join(
            f" {key}={quoteattr(value)}"
            for key, value in attributes.items()
            if key in ATTRIBUTES and self.is_known(key, value)
        )
        if not self.out:
            kept += "".join(f" xmlns:{prefix}={quoteattr(DECLARED[prefix])}" for prefix in DECLARED)
        self.out.append(f"<{name}{kept}>")

    def is_known(self, key: str, value: str) -> bool:
        """Return whether a reference leads somewhere: mammoth fails on one that does not."""
        if key not in {"r:id", "r:embed", "r:link"} or self.relationships is None:
            return True
        return value in self.relationships

    def end(self, _name: str) -> None:
        """Write the end of an element."""
        name = self.path.pop()
        if self.left_from:
            if len(self.path) < self.left_from:
                self.left_from = 0
                self.reports_text = False
            return
        if name == "mc:AlternateContent":
            self.choices.pop()
        elif name == "m:t":
            self.out.append("</w:t></w:r>")
        elif name == "rel:Relationships":
            nowhere = f'<rel:Relationship Id="{DRAWING_RELATIONSHIP}" Target="" Type=""/>'
            self.out.append(f"{nowhere}</{name}>")
        elif self.is_kept(name, self.path[-1] if self.path else ""):
            self.out.append(f"</{RENAMED.get(name, name)}>")

    def text(self, text: str) -> None:
        """Write text, which matters in few elements; hidden text is left out."""
        name = self.path[-1]
        if not self.left_from and name in TEXTS and not (self.is_hidden and name == "w:t"):
            self.found["words"] += name != "w:instrText" and any(map(str.isalpha, text))
            self.out.append(escape(text))


def short(name: str) -> str:
    """Return the name of an element or attribute with our prefix; "" for one that is unknown."""
    uri, _, local = name.rpartition(" ")
    if not uri:
        return local
    prefix = NAMESPACES.get(uri)
    return f"{prefix}:{local}" if prefix else ""
