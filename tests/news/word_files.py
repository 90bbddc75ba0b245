"""Word documents, written part by part."""

from html import escape
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.core.files.uploadedfile import SimpleUploadedFile

OFFICE = "http://schemas.openxmlformats.org/"
RELATIONSHIPS = f"{OFFICE}officeDocument/2006/relationships"
NAMESPACES = (
    f'xmlns:w="{OFFICE}wordprocessingml/2006/main" xmlns:r="{RELATIONSHIPS}"'
    f' xmlns:wp="{OFFICE}drawingml/2006/wordprocessingDrawing"'
    f' xmlns:a="{OFFICE}drawingml/2006/main" xmlns:pic="{OFFICE}drawingml/2006/picture"'
    f' xmlns:c="{OFFICE}drawingml/2006/chart" xmlns:m="{OFFICE}officeDocument/2006/math"'
    f' xmlns:mc="{OFFICE}markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
)
STYLE_NAMES = {
    "Titel": "Title",
    "Untertitel": "Subtitle",
    "berschrift1": "heading 1",
    "berschrift2": "heading 2",
    "Zitat": "Quote",
    "Beschriftung": "caption",
    "Verzeichnis1": "toc 1",
}
TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def paragraph(text="", style="", *, inside="", properties="", numbered=False):
    """Return a paragraph of one run, and of the XML that is given beside it."""
    style = f'<w:pStyle w:val="{style}"/>' if style else ""
    number = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>' if numbered else ""
    style = f"<w:pPr>{style}{number}</w:pPr>" if style or number else ""
    properties = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    run = f'<w:r>{properties}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""
    return f"<w:p>{style}{run}{inside}</w:p>"


def drawing(relationship="rId1", description="", *, how="embed", crop=""):
    """Return a run with a picture."""
    return (
        f'<w:r><w:drawing><wp:inline><wp:docPr id="1" name="P" descr="{escape(description)}"/>'
        f'<a:graphic><a:graphicData uri="{OFFICE}drawingml/2006/picture"><pic:pic><pic:blipFill>'
        f'<a:blip r:{how}="{relationship}"/>{crop}</pic:blipFill></pic:pic></a:graphicData>'
        "</a:graphic></wp:inline></w:drawing></w:r>"
    )


def relationship(name, kind, target, *, external=False):
    mode = ' TargetMode="External"' if external else ""
    return (
        f'<Relationship Id="{name}" Type="{RELATIONSHIPS}/{kind}" Target="{escape(target)}"{mode}/>'
    )


def document(*body, pictures=(), relationships="", parts=None, **notes):
    """Return the bytes of a document.

    `pictures` are pairs of a name and bytes, and known as rId1, rId2 …
    """
    wrote = [relationship("rStyles", "styles", "styles.xml"), relationships]
    for number, (name, _content) in enumerate(pictures, start=1):
        wrote.append(relationship(f"rId{number}", "image", f"media/{name}"))
    for kind, inside in notes.items():
        wrote.append(relationship(f"r{kind}", kind, f"{kind}.xml"))
        (parts := {**(parts or {})})[f"word/{kind}.xml"] = (
            f"<w:{kind} {NAMESPACES}>{inside}</w:{kind}>"
        )
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
        for key, name in STYLE_NAMES.items()
    )
    main = relationship("rId1", "officeDocument", "word/document.xml")
    return package(
        {
            "[Content_Types].xml": f'<Types xmlns="{OFFICE}package/2006/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/></Types>',
            "_rels/.rels": rels(main),
            "word/document.xml": f"<w:document {NAMESPACES}><w:body>{''.join(body)}</w:body>"
            "</w:document>",
            "word/_rels/document.xml.rels": rels("".join(wrote)),
            "word/styles.xml": f"<w:styles {NAMESPACES}>{styles}</w:styles>",
            **{f"word/media/{name}": content for name, content in pictures},
            **(parts or {}),
        }
    )


def rels(inside):
    return f'<Relationships xmlns="{OFFICE}package/2006/relationships">{inside}</Relationships>'


def package(parts):
    """Return an archive of members by name."""
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return file.getvalue()


def upload(content, name="pier.docx"):
    """Return a document as the browser posts it."""
    return SimpleUploadedFile(name, content, TYPE)
