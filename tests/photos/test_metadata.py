"""Empty fields of photos are filled from the metadata of their files."""

import gc
import warnings
from io import BytesIO

import pytest
from django.urls import reverse

from byline.text import UNFIT_CHARACTERS
from photos.metadata import Metadata, read_metadata
from photos.models import Photo
from tests.factories import PhotoFactory
from tests.photos.files import (
    ENDINGS,
    UTF8,
    alternatives,
    listing,
    picture,
    upload,
    with_app13,
    with_iptc,
    xmp,
)

HEADLINE, NAME, CREATOR, CREDIT, SOURCE, RIGHTS, CAPTION = [
    (2, number) for number in (105, 5, 80, 110, 115, 116, 120)
]


def of_xmp(properties, file_format="JPEG"):
    return read_metadata(BytesIO(picture(file_format, xmp=xmp(properties))))


def of_iptc(records):
    return read_metadata(BytesIO(with_iptc(picture(), records)))


def test_a_file_that_says_nothing():
    assert read_metadata(BytesIO(picture())) == Metadata()
    assert of_iptc({}) == of_xmp("") == Metadata()


def test_iptc_says_it_all():
    said = of_iptc(
        {
            HEADLINE: b"The ferry leaves",
            NAME: b"ferry-01",
            CREATOR: b"Mara Lind",
            CREDIT: b"Courier",
            RIGHTS: b"(c) Courier",
            CAPTION: b"The ferry leaves\r\nthe harbour",
        }
    )
    assert said == Metadata(
        title="The ferry leaves",
        credit="Mara Lind / Courier",
        caption="The ferry leaves the harbour",
        licence="(c) Courier",
    )


@pytest.mark.parametrize("file_format", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_xmp_says_it_all_in_every_format(file_format):
    said = of_xmp(
        alternatives("dc:title", x_default="ferry-01")
        + "<photoshop:Headline>The ferry leaves</photoshop:Headline>"
        + listing("dc:creator", "Mara Lind", "Jo Reed")
        + "<photoshop:Credit>Courier</photoshop:Credit>"
        + alternatives("dc:description", x_default="The ferry leaves the harbour")
        + alternatives("Iptc4xmpCore:AltTextAccessibility", x_default="A ferry")
        + alternatives("Iptc4xmpCore:ExtDescrAccessibility", x_default="A white ferry, far out")
        + alternatives("xmpRights:UsageTerms", x_default="One use")
        + alternatives("dc:rights", x_default="(c) Courier"),
        file_format,
    )
    assert said == Metadata(
        title="The ferry leaves",
        credit="Mara Lind, Jo Reed / Courier",
        caption="The ferry leaves the harbour",
        description="A ferry",
        licence="One use",
    )


def test_xmp_behind_the_picture_of_a_png_is_found():
    content = picture("PNG")
    described = picture("PNG", xmp=xmp("<photoshop:Credit>Courier</photoshop:Credit>"))
    start = described.index(b"iTXt") - 4
    end = start + 12 + int.from_bytes(described[start : start + 4])
    end_chunk = content.index(b"IEND") - 4
    moved = content[:end_chunk] + described[start:end] + content[end_chunk:]
    assert read_metadata(BytesIO(moved)).credit == "Courier"


def test_xmp_comes_before_iptc_and_iptc_fills_the_gaps():
    content = picture(xmp=xmp("<photoshop:Credit>From XMP</photoshop:Credit>"))
    said = read_metadata(BytesIO(with_iptc(content, {CREDIT: b"From IPTC", CAPTION: b"Boats"})))
    assert (said.credit, said.caption) == ("From XMP", "Boats")


def test_properties_may_be_attributes():
    packet = xmp("").replace(b'rdf:about=""', b'rdf:about="" photoshop:Credit="Courier"')
    assert read_metadata(BytesIO(picture(xmp=packet))).credit == "Courier"


def test_the_default_language_is_taken():
    said = of_xmp(alternatives("dc:description", de="Der Hafen", x_default="The harbour"))
    assert said.caption == "The harbour"
    assert of_xmp(alternatives("dc:description", de="Der Hafen")).caption == "Der Hafen"
    assert of_xmp(alternatives("dc:description", x_default=" ", de="Hafen")).caption == "Hafen"


@pytest.mark.parametrize(
    ("records", "credit"),
    [
        ({CREATOR: [b"Mara Lind", b"Jo Reed"]}, "Mara Lind, Jo Reed"),
        ({CREATOR: b"Mara Lind", CREDIT: b"Mara Lind/Courier"}, "Mara Lind/Courier"),
        ({CREATOR: [b"Mara Lind", b"Mara Lind"]}, "Mara Lind"),
        ({CREDIT: b"Courier", SOURCE: b"Agency"}, "Courier"),
        ({SOURCE: b"Agency"}, "Agency"),
    ],
)
def test_the_credit_names_people_and_house_once(records, credit):
    assert of_iptc(records).credit == credit


def test_the_address_of_a_licence_is_kept_with_its_terms():
    address = '<cc:license rdf:resource="https://creativecommons.org/licenses/by/4.0/"/>'
    assert of_xmp(address).licence == "https://creativecommons.org/licenses/by/4.0/"
    terms = alternatives("xmpRights:UsageTerms", x_default="CC BY 4.0")
    said = of_xmp(terms + address)
    assert said.licence == "CC BY 4.0, https://creativecommons.org/licenses/by/4.0/"


@pytest.mark.parametrize(
    ("records", "credit"),
    [
        ({**UTF8, CREDIT: "Žofie Müller".encode()}, "Žofie Müller"),
        ({CREDIT: "Žofie Müller".encode()}, "Žofie Müller"),
        ({CREDIT: "José Müller".encode("latin-1")}, "José Müller"),
        ({CREDIT: "O’Neil".encode("cp1252")}, "O’Neil"),
        ({**UTF8, CREDIT: "Zoé".encode()[:-1]}, "Zo"),
        ({**UTF8, CREDIT: b"\xff\xfeMara"}, "Mara"),
    ],
)
def test_letters_come_through_whatever_wrote_them(records, credit):
    assert of_iptc(records).credit == credit


@pytest.mark.parametrize(
    "text", ["Mara\0 \x01Lind", "\ufeffMara \u202eLind", "Mara \x9fLind", " Mara\t\r\n Lind "]
)
def test_characters_without_a_place_in_a_newspaper_are_dropped(text):
    credit = of_iptc({**UTF8, CREDIT: text.encode()}).credit
    assert credit == "Mara Lind"
    assert not UNFIT_CHARACTERS.search(credit)


LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;">]><x>&c;</x>"""


@pytest.mark.parametrize(
    "packet",
    [
        b"garbage",
        b"\0",
        b"\xff" * 100,
        LAUGHS,
        LAUGHS.replace(b'"ha"', b'SYSTEM "file:///etc/passwd"'),
        xmp("")[:-80],
        b"<a>" * 15_000,
        b"<a>" * 100_000 + b"</a>" * 100_000,
        xmp("<photoshop:Credit>" + "a" * 2_000_000 + "</photoshop:Credit>"),
    ],
    ids=str,
)
def test_xmp_that_cannot_be_read_says_nothing_and_leaves_iptc_alone(packet):
    said = read_metadata(BytesIO(picture("WEBP", xmp=packet)))
    assert said == Metadata()
    if len(packet) < 60_000:
        content = with_iptc(picture(xmp=packet), {CREDIT: b"Courier"})
        assert read_metadata(BytesIO(content)).credit == "Courier"


@pytest.mark.parametrize(
    "block",
    [
        b"garbage",
        b"\x1c",
        b"\x1c\x02",
        b"\x1c\x02\x6e\x00",
        b"\x1c\x02\x6e\xff\xff\xff\xff\xff",
        b"\x1c\x02\x6e\x84\xff\xff\xff\xff",
        b"\x1c\x02\x6e\x00\xff\x41",
        b"\x1c\x03\x3c\x00\x02\x09\x09" * 50,
        b"\x1c\x63\x6e\x00\x01A",
    ],
)
def test_iptc_that_cannot_be_read_says_nothing_and_leaves_xmp_alone(block):
    content = picture(xmp=xmp("<photoshop:Headline>Boats</photoshop:Headline>"))
    assert read_metadata(BytesIO(with_app13(content, block))).title == "Boats"


def test_a_file_that_is_no_picture_says_nothing():
    assert read_metadata(BytesIO(b"garbage")) == Metadata()


def described(more=()):
    """Return a JPEG with all metadata."""
    packet = xmp(
        alternatives("Iptc4xmpCore:AltTextAccessibility", x_default="A ferry between two boats")
    )
    records = {
        **UTF8,
        HEADLINE: b"The ferry leaves",
        CREATOR: "Žofie Lind".encode(),
        CREDIT: b"Courier",
        RIGHTS: b"One use",
        CAPTION: b"The ferry leaves the harbour",
        **dict(more),
    }
    return with_iptc(picture(xmp=packet), records)


SAID = {
    "title": "The ferry leaves",
    "credit": "Žofie Lind / Courier",
    "caption": "The ferry leaves the harbour",
    "description": "A ferry between two boats",
    "licence": "One use",
}


def told(photo):
    return {name: getattr(photo, name) for name in SAID}


@pytest.mark.django_db
@pytest.mark.parametrize("way", ["add", "multiple", "chooser"])
@pytest.mark.parametrize("title", ["boats_01", "boats-01.jpg", "Boats 01"])
def test_on_every_way_in_the_file_fills_what_is_empty(desk, way, title):
    file = upload(described(), "boats_01.jpg")
    if way == "multiple":
        url, data = "wagtailimages:add_multiple", {"title": title, "files[]": file}
    elif way == "chooser":
        url = "wagtailimages_chooser:create"
        data = {"image-chooser-upload-title": title, "image-chooser-upload-file": file}
    else:
        url, data = "wagtailimages:add", {"title": title, "file": file}
    response = desk.post(reverse(url), data, follow=True)
    assert response.status_code == 200
    assert told(Photo.objects.get()) == SAID
    if way == "multiple":
        assert "Žofie Lind / Courier" in response.json()["form"]


@pytest.mark.django_db
def test_a_file_whose_name_was_too_long_is_described_when_it_has_another(desk):
    """Wagtail stores such a file until the editor has corrected the form."""
    file = upload(described(), "boats.jpg")
    data = {"title": "boats" * 60, "files[]": file}
    number = desk.post(reverse("wagtailimages:add_multiple"), data).json()["uploaded_file_id"]
    url = reverse("wagtailimages:create_multiple_from_uploaded_image", args=[number])
    mended = {f"uploaded-image-{number}-{name}": "" for name in SAID}
    data = {**mended, f"uploaded-image-{number}-title": "Boats"}
    with warnings.catch_warnings(action="ignore", category=ResourceWarning):
        assert desk.post(url, data).json()["success"]
        gc.collect()  # Wagtail leaves the file open
    assert told(Photo.objects.get()) == SAID


@pytest.mark.django_db
def test_what_the_editor_says_stands(desk):
    words = {name: f"The editor's {name}" for name in SAID}
    desk.post(reverse("wagtailimages:add"), {**words, "file": upload(described())})
    assert told(Photo.objects.get()) == words


@pytest.mark.django_db
def test_a_new_file_fills_what_is_still_empty(desk):
    photo = PhotoFactory(title="Harbour", credit="Jo Reed", description="", licence="")
    words = {"title": "Harbour", "credit": "Jo Reed", "file": upload(described())}
    desk.post(reverse("wagtailimages:edit", args=[photo.pk]), words)
    photo.refresh_from_db()
    assert told(photo) == {**SAID, "title": "Harbour", "credit": "Jo Reed"}


@pytest.mark.django_db
def test_saving_a_photo_without_a_new_file_fills_nothing(desk):
    desk.post(reverse("wagtailimages:add"), {"title": "Boats", "file": upload(described())})
    photo = Photo.objects.get()
    emptied = {**dict.fromkeys(SAID, ""), "title": "Boats"}
    desk.post(reverse("wagtailimages:edit", args=[photo.pk]), emptied)
    photo.refresh_from_db()
    assert told(photo) == emptied


@pytest.mark.django_db
def test_texts_longer_than_the_fields_are_cut_between_words(desk):
    long = b"word " * 2000
    records = {HEADLINE: long, CREDIT: long, RIGHTS: b"x" * 20_000, CAPTION: long}
    desk.post(reverse("wagtailimages:add"), {"title": "boats", "file": upload(described(records))})
    photo = Photo.objects.get()
    photo.full_clean()
    assert photo.caption.endswith("word…")
    assert 490 < len(photo.caption) <= 500
    assert len(photo.licence) == 255


@pytest.mark.django_db
@pytest.mark.parametrize("file_format", ENDINGS)
def test_a_picture_whose_metadata_is_broken_is_taken_in_all_the_same(desk, file_format):
    options = {} if file_format == "GIF" else {"xmp": LAUGHS}
    file = upload(picture(file_format, **options), f"boats.{ENDINGS[file_format]}")
    desk.post(reverse("wagtailimages:add"), {"title": "Boats", "file": file})
    assert Photo.objects.get().credit == ""
