"""Word documents become drafts, and nothing of them is dropped in silence."""

import subprocess
import sys
from collections import Counter

import pytest
from django.db import DatabaseError
from django.urls import reverse
from wagtail.models import PageLogEntry

from news.models import ArticlePage
from news.word.package import UnreadableDocumentError
from news.word.part_filter import PartFilter
from news.word.views import DOCUMENTS_LIMIT
from photos.models import Photo
from tests.factories import UserFactory
from tests.news import word_files
from tests.news.word_files import document, drawing, paragraph, relationship, upload
from tests.photos.files import picture

pytestmark = pytest.mark.django_db

CELLS = (f"<w:tc>{paragraph(word)}</w:tc>" for word in "AB")
TABLE = f"<w:tbl><w:tr>{''.join(CELLS)}</w:tr></w:tbl>"
PAGE_NUMBER = "<w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:t>1</w:t></w:r>"
STORY = [
    paragraph("The pier is back", "Titel"),
    paragraph("It took nine years.", "Untertitel"),
    paragraph("The first boat came ", inside="<w:r><w:rPr><w:b/></w:rPr><w:t>at dawn</w:t></w:r>"),
    paragraph("Money", "berschrift1"),
    paragraph(inside=drawing("rId1", "The pier at dawn")),
    paragraph("The pier, rebuilt.", "Beschriftung"),
    paragraph("We built it.", "Zitat"),
    TABLE,
]


@pytest.fixture
def bring(client, editor, section):
    """Bring in a document as an editor; returns the response, with the draft opened."""

    def post(content, name="pier.docx"):
        client.force_login(editor)
        url = reverse("story_from_word", args=[section.pk])
        return client.post(url, {"document": upload(content, name)}, follow=True)

    return post


def draft():
    return ArticlePage.objects.get().get_latest_revision_as_object()


def body():
    return [(block["type"], block["value"]) for block in draft().body.raw_data]


def said(response):
    return "\n".join(str(message) for message in response.context["messages"])


def problem(response):
    assert not ArticlePage.objects.exists()
    return " ".join(response.context["form"].errors["document"])


def test_a_document_becomes_a_draft_with_its_pictures_as_photos(bring, editor):
    response = bring(document(*STORY, pictures=[("image1.png", picture("PNG"))]))
    story, photo = draft(), Photo.objects.get()
    assert response.redirect_chain == [(f"/admin/pages/{story.pk}/edit/", 302)]
    assert (story.title, story.slug) == ("The pier is back", "the-pier-is-back")
    assert story.standfirst == "It took nine years."
    assert (story.live, story.owner, story.latest_revision.user) == (False, editor, editor)
    assert [name for name, _value in body()] == ["paragraph", "heading", "photo", "quote", "table"]
    assert body()[0] == ("paragraph", "<p>The first boat came <b>at dawn</b></p>")
    assert body()[2][1] == {"photo": photo.pk, "caption": "The pier, rebuilt.", "credit": ""}
    assert (photo.description, photo.credit, photo.caption) == ("The pier at dawn", "", "")
    assert (photo.uploaded_by_user, photo.collection.name) == (editor, "Root")
    assert "1 photo was added to the library." in said(response)
    assert {entry.action for entry in PageLogEntry.objects.all()} == {
        "wagtail.create",
        "wagtail.edit",
    }


@pytest.mark.parametrize(
    ("parts", "name", "headline"),
    [
        ([paragraph("A line"), paragraph("Head", "berschrift2")], "x.docx", "Head"),
        (
            [paragraph("Words"), paragraph("A" * 300), paragraph("Part", "berschrift1")],
            "x_y.docx",
            "x y",
        ),
        ([paragraph("Words")], "..\\..\\<b>\u202ea</b>.docx", "b>"),
        ([paragraph("T" * 300, "Titel"), paragraph("Words")], "x.docx", "T" * 254 + "…"),
    ],
    ids=["heading", "file", "hostile file", "long title"],
)
def test_the_headline_is_the_heading_at_the_beginning_or_the_files_name(
    bring, parts, name, headline
):
    bring(document(*parts), name)
    assert draft().title == headline


def test_what_is_tracked_commented_hidden_or_struck_is_settled_and_said(bring):
    response = bring(
        document(
            paragraph(
                "One ",
                inside='<w:del w:id="1"><w:r><w:delText>two </w:delText></w:r></w:del>'
                '<w:ins w:id="2"><w:r><w:t>three</w:t></w:r></w:ins>'
                '<w:r><w:commentReference w:id="0"/></w:r>'
                "<w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r>"
                "<w:r><w:rPr><w:strike/></w:rPr><w:t> four</w:t></w:r>",
            ),
            paragraph("Contents 1", "Verzeichnis1"),
            comments=f'<w:comment w:id="0">{paragraph("Really?")}</w:comment>',
        )
    )
    assert body() == [("paragraph", "<p>One three four</p>")]
    for words in ("1 comment was left out", "tracked changes", "Hidden", "struck", "contents"):
        assert words in said(response)


def test_footnotes_are_a_list_at_the_end_and_small_digits_are_characters(bring):
    raised = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:t>2</w:t></w:r>'
    response = bring(
        document(
            paragraph("Two m", inside=raised + '<w:r><w:footnoteReference w:id="7"/></w:r>'),
            footnotes=f'<w:footnote w:id="7">{paragraph("Measured.")}</w:footnote>',
        )
    )
    assert body() == [
        ("paragraph", "<p>Two m²[1]</p>"),
        ("heading", "Notes"),
        ("paragraph", "<ol><li>Measured.</li></ol>"),
    ]
    assert "1 footnote stands under" in said(response)


def test_numbered_paragraphs_are_a_list(bring):
    level = '<w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/></w:lvl>'
    bring(
        document(
            *(paragraph(text, numbered=True) for text in ("One", "Two")),
            numbering=f'<w:abstractNum w:abstractNumId="5">{level}</w:abstractNum>'
            '<w:num w:numId="1"><w:abstractNumId w:val="5"/></w:num>',
        )
    )
    assert body() == [("paragraph", "<ol><li>One</li><li>Two</li></ol>")]


@pytest.mark.parametrize(
    ("inside", "is_said"),
    [(paragraph("House style"), True), (paragraph(inside=PAGE_NUMBER), False)],
)
def test_what_stands_on_every_page_is_left_out_and_said(bring, inside, is_said):
    footer = f"<w:ftr {word_files.NAMESPACES}>{inside}</w:ftr>"
    response = bring(document(paragraph("Words"), parts={"word/footer1.xml": footer}))
    assert ("foot of every page" in said(response)) == is_said


def test_a_hostile_headline_is_text(bring):
    response = bring(document(paragraph("<script>alert(1)</script>", "Titel")))
    assert "<script>alert(1)" not in response.text
    assert draft().title == "<script>alert(1)</script>"


def test_a_linked_file_is_not_read_even_if_it_is_there(bring, tmp_path):
    # What the process that reads would take for the number of a picture.
    (file := tmp_path / "zero").write_text("0")
    link = relationship("rLink", "image", file.as_uri(), external=True)
    body_with = [paragraph(inside=drawing("rLink", how="link"))]
    bring(document(*body_with, pictures=[("a.png", picture("PNG"))], relationships=link))
    assert body()[0][1]["photo"] is None


def test_of_alternatives_one_is_read(bring):
    choice = "<mc:Choice><w:t>Twice</w:t></mc:Choice>"
    fallback = "<mc:Fallback><w:t>Once</w:t></mc:Fallback>"
    alternatives = f"<mc:AlternateContent>{choice}{fallback}</mc:AlternateContent>"
    bring(document(paragraph(inside=f"<w:r>{alternatives}</w:r>")))
    assert body() == [("paragraph", "<p>Once</p>")]


def test_fields_equations_and_text_boxes_keep_their_words(bring):
    box = f"<w:txbxContent>{paragraph('Boxed')}</w:txbxContent>"
    response = bring(
        document(
            paragraph(
                "See ",
                inside='<w:fldSimple w:instr="REF x"><w:r><w:t>Table 1</w:t></w:r></w:fldSimple>'
                "<m:oMath><m:r><m:t>a=b</m:t></m:r></m:oMath>",
            ),
            paragraph(
                inside="<w:r><mc:AlternateContent><mc:Choice><w:drawing><wps:wsp>"
                f"{box}</wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:rect><v:textbox>"
                f"{box}</v:textbox></v:rect></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
            ),
            paragraph(inside=f"<w:r><w:drawing><wps:wsp>{box}</wps:wsp></w:drawing></w:r>"),
        )
    )
    assert body() == [("paragraph", "<p>See Table 1a=b</p><p>Boxed</p>")]
    assert "Equations" in said(response)
    assert "text in shapes could not be read" in said(response)


def test_pictures_that_cannot_be_photos_wait_in_their_places(bring):
    chart = (
        '<w:r><w:drawing><wp:inline><wp:docPr id="1" name="C" descr="Sales"/><a:graphic>'
        '<a:graphicData uri="c"><c:chart r:id="rX"/></a:graphicData></a:graphic></wp:inline>'
        "</w:drawing></w:r>"
    )
    response = bring(
        document(
            paragraph(inside=drawing("rId1", "A map")),
            paragraph(inside=drawing("rId2", crop='<a:srcRect l="900"/>')),
            paragraph(inside=drawing("rLink", "Linked", how="link")),
            paragraph(inside=drawing("rGone", "Gone")),
            paragraph(inside=chart),
            pictures=[("image1.emf", b"\1\0\0\0"), ("image2.jpeg", picture())],
            relationships=relationship("rLink", "image", "file:///etc/passwd", external=True),
        )
    )
    photo = Photo.objects.get()
    assert [value["photo"] for name, value in body()] == [None, photo.pk, None, None]
    assert [value["caption"] for name, value in body()] == ["A map", "", "Linked", "Sales"]
    for words in ("3 pictures could not come along", "EMF", "cropped", "never fetched"):
        assert words in said(response)


@pytest.fixture(autouse=True)
def _no_requests(monkeypatch):
    """Let nothing of this process reach the network; the one that reads refuses it itself."""

    def refuse(*_args):
        raise AssertionError("a document must not send requests")

    monkeypatch.setattr("socket.socket.connect", refuse)
    monkeypatch.setattr("socket.getaddrinfo", refuse)


def bomb():
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 9))
    return f'<!DOCTYPE w [<!ENTITY a0 "ha">{entities}]><w>&a8;</w>'


def with_part(name, content):
    return document(paragraph("Words"), parts={name: content})


OPEN_DOCUMENT = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)
DEEP = "<w:sdt><w:sdtContent>" * 300 + "</w:sdtContent></w:sdt>" * 300
UNREADABLE = {
    "cut short": (document(paragraph("Words"))[:-100], "damaged"),
    "no text": (word_files.package({"[Content_Types].xml": "<Types/>"}), "damaged"),
    "not closed": (with_part("word/styles.xml", "<w:styles>"), "damaged"),
    "entities": (with_part("word/styles.xml", bomb()), "damaged"),
    "outside entity": (
        with_part("word/styles.xml", '<!DOCTYPE w SYSTEM "http://127.0.0.1:9/x"><w/>'),
        "damaged",
    ),
    "entities in another part": (
        document(
            paragraph("Words"),
            parts={
                "_rels/.rels": word_files.rels(
                    relationship("rId1", "officeDocument", "word/media/text.png")
                ),
                "word/media/text.png": bomb(),
            },
        ),
        "damaged",
    ),
    "deep": (document(DEEP), "damaged"),
    "zip bomb": (with_part("word/styles.xml", "<w>" + " " * 61 * 2**20 + "</w>"), "too much"),
    "many members": (
        document(paragraph("Words"), parts={f"word/x{n}.bin": "" for n in range(5001)}),
        "too much",
    ),
    "password": (OLE + "EncryptedPackage".encode("utf-16-le"), "password"),
    "old word": (OLE + b"WordDocument", "old Word"),
    "odt": (word_files.package(OPEN_DOCUMENT), "LibreOffice"),
    "pages": (word_files.package({"Index/Document.iwa": "x"}), "Pages"),
    "rtf": (rb"{\rtf1 words}", "rich text"),
    "pdf": (b"%PDF-1.7", "PDF"),
    "spreadsheet": (
        word_files.package({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": ""}),
        "spreadsheet",
    ),
    "words": (b"just words", "not a Word document"),
    "another archive": (word_files.package({"a.txt": "words"}), "not a Word document"),
    "empty": (b"", "empty"),
}


@pytest.mark.parametrize(("content", "words"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_is_refused_with_what_to_do(bring, content, words):
    assert words in problem(bring(content))
    assert not Photo.objects.exists()


def test_what_takes_too_long_is_refused(bring, monkeypatch):
    monkeypatch.setattr("news.word.conversion.PROCESS_TIMEOUT_SECONDS", 0.001)
    assert "too much" in problem(bring(document(paragraph("Words"))))


def test_a_document_of_too_many_elements_is_refused(monkeypatch):
    monkeypatch.setattr("news.word.part_filter.ELEMENTS_LIMIT", 3)
    space = f'xmlns:w="{word_files.OFFICE}wordprocessingml/2006/main"'
    three = f"<w:document {space}><w:p/><w:p/></w:document>".encode()
    assert PartFilter(Counter()).filtered(three).count("<w:p>") == 2
    with pytest.raises(UnreadableDocumentError, match="too_large"):
        PartFilter(Counter()).filtered(three.replace(b"<w:p/>", b"<w:p/><w:p/>", 1))


def test_the_process_that_reads_documents_reaches_no_network():
    connect = "import socket; socket.create_connection(('127.0.0.1', 9))"
    code = f"from news.word.process import limit; limit(); {connect}"
    ended = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert "PermissionError: socket." in ended.stderr


def test_macros_templates_and_links_elsewhere_are_neither_run_nor_fetched(bring):
    elsewhere = "".join(
        relationship(f"rX{n}", kind, target, external=True)
        for n, (kind, target) in enumerate(
            [
                ("attachedTemplate", "http://127.0.0.1:9/t.dotm"),
                ("image", r"\\host\share\x.png"),
                ("aFChunk", "http://127.0.0.1:9/x.html"),
                ("hyperlink", "javascript:alert(1)"),
            ]
        )
    )
    response = bring(
        document(
            paragraph(
                "Words ", inside='<w:hyperlink r:id="rX3"><w:r><w:t>link</w:t></w:r></w:hyperlink>'
            ),
            paragraph(inside=drawing("rX1", how="link")),
            '<w:altChunk r:id="rX2"/>',
            relationships=elsewhere,
            parts={"word/vbaProject.bin": b"Attribute VB_Name", "mammoth/style-map": "p => !"},
        ),
        "pier.docm",
    )
    assert [name for name, _value in body()] == ["paragraph", "photo"]
    assert body()[0] == ("paragraph", "<p>Words link</p>")
    for words in ("macros", "inserted into the document", "never fetched"):
        assert words in said(response)


def test_a_failure_leaves_neither_a_draft_nor_photos_nor_files(
    client, editor, section, settings, monkeypatch
):
    client.force_login(editor)
    client.raise_request_exception = False
    content = document(*STORY, pictures=[("image1.png", picture("PNG"))])
    with monkeypatch.context() as failing:
        failing.setattr("wagtail.models.PageSubscription.save", fail)
        url = reverse("story_from_word", args=[section.pk])
        assert client.post(url, {"document": upload(content)}).status_code == 500
    assert not ArticlePage.objects.exists()
    assert not Photo.objects.exists()
    assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]


def fail(*_args, **_kwargs):
    raise DatabaseError("the disk is full")


def test_a_picture_that_stands_twice_is_one_photo(bring):
    body = [paragraph(inside=drawing("rId1"))] * 2
    bring(document(*body, pictures=[("image1.png", picture("PNG"))]))
    assert Photo.objects.count() == 1


def test_more_pictures_than_are_read_at_once_wait(bring, monkeypatch):
    monkeypatch.setattr("news.word.pictures.PICTURES_LIMIT", 1)
    body_with = [paragraph(inside=drawing(f"rId{n}")) for n in (1, 2)]
    pictures = [("image1.png", picture("PNG")), ("image2.png", picture("PNG", size=(9, 9)))]
    response = bring(document(*body_with, pictures=pictures))
    assert [bool(value["photo"]) for _name, value in body()] == [True, False]
    assert "more pictures than" in said(response)


def test_a_large_document_is_refused_before_it_is_read(bring, monkeypatch):
    monkeypatch.setattr("news.word.views.DOCUMENT_MAX_MEGABYTES", 0)
    assert "larger than" in problem(bring(document(paragraph("Words"))))


def test_who_may_not_add_a_story_makes_none(client, section):
    client.force_login(UserFactory(group="Comment moderators"))
    for name, args in (("story_from_word", [section.pk]), ("convert_document", [])):
        response = client.post(reverse(name, args=args), {"document": upload(document())})
        assert response.url == reverse("wagtailadmin_home")
    assert not ArticlePage.objects.exists()


def test_a_document_dropped_on_a_story_becomes_blocks(client, editor):
    client.force_login(editor)
    content = document(*STORY, pictures=[("image1.png", picture("PNG"))])
    answer = client.post(reverse("convert_document"), {"document": upload(content)}).json()
    assert [block["type"] for block in answer["blocks"]] == [
        *("paragraph", "heading", "photo", "quote", "table"),
    ]
    assert answer["blocks"][2]["value"]["photo"]["id"] == Photo.objects.get().pk
    assert "1 photo was added to the library." in answer["notes"]
    assert not ArticlePage.objects.exists()


def test_what_a_dropped_document_calls_its_title_comes_apart_from_the_blocks(client, editor):
    client.force_login(editor)
    words = paragraph("Words." * 50)

    def parts(*body):
        content = upload(document(*body))
        answer = client.post(reverse("convert_document"), {"document": content}).json()
        types = [block["type"] for block in answer["blocks"]]
        return answer["headline"], answer["standfirst"], types

    title, subtitle = paragraph("The pier", "Titel"), paragraph("It is back", "Untertitel")
    heading = paragraph("The pier", "berschrift1")
    assert parts(title, subtitle, words) == ("The pier", "It is back", ["paragraph"])
    assert parts(heading, words) == ("", "", ["heading", "paragraph"])
    in_the_middle = parts(words, title, subtitle)
    assert in_the_middle == ("", "", ["paragraph", "heading", "heading"])


def test_a_document_dropped_on_a_story_that_cannot_be_read_says_why(client, editor):
    client.force_login(editor)
    response = client.post(reverse("convert_document"), {"document": upload(b"%PDF-1.7")})
    assert response.status_code == 422
    assert "PDF" in response.json()["notes"][0]


def test_documents_are_read_for_a_user_some_times_in_ten_minutes(
    client, editor, section, time_machine
):
    time_machine.move_to("2026-11-23T10:00:10Z", tick=False)
    client.force_login(editor)
    convert = reverse("convert_document")
    for _ in range(DOCUMENTS_LIMIT):
        assert client.post(convert, {"document": upload(b"%PDF-1.7")}).status_code == 422
    response = client.post(convert, {"document": upload(b"%PDF-1.7")})
    assert response.status_code == 429
    assert "in 10 minutes" in response.json()["notes"][0]
    address = reverse("story_from_word", args=[section.pk])
    response = client.post(address, {"document": upload(document(paragraph("x")))})
    assert response.status_code == 429
    assert "in 10 minutes" in response.text
    assert not ArticlePage.objects.exists()
    client.force_login(UserFactory(group="Editors"))
    assert client.post(convert, {"document": upload(b"%PDF-1.7")}).status_code == 422


def test_a_section_offers_it_to_those_who_may_add_stories(client, section, read):
    url = reverse("wagtailadmin_explore", args=[section.pk])
    address = reverse("story_from_word", args=[section.pk])
    client.force_login(UserFactory(group="Reporters"))
    assert read(url).select_one(f'a[href="{address}"]')
    home = reverse("wagtailadmin_explore", args=[section.get_parent().pk])
    assert [a["href"] for a in read(home).select('a[href*="stories/word"]')] == [address]
