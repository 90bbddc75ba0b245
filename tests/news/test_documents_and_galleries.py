"""Files to download, and pictures to leaf through."""

import json

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.documents.models import Document
from wagtail.models import Collection, CollectionViewRestriction
from wagtail.test.utils.form_data import streamfield

from news.models import ArticlePage
from photos.renditions import make_renditions
from tests.factories import ArticleFactory, PhotoFactory

pytestmark = pytest.mark.django_db


def document(title="The motion", name="motion.pdf", collection=None):
    """Make a document of two kilobytes."""
    collection = collection or Collection.get_first_root_node()
    file = ContentFile(b"%PDF-1.7".ljust(2048), name=name)
    made = Document.objects.create(title=title, file=file, collection=collection)
    made.get_file_size()  # stored, as an upload does
    return made


def story_with(section, *blocks):
    body = [{"type": name, "value": value} for name, value in blocks]
    return ArticleFactory(parent=section, body=json.dumps(body))


def document_block(file, title=""):
    return ("document", {"document": file.pk, "title": title})


# --- Documents ------------------------------------------------------------------------


def test_a_document_is_a_link_with_kind_and_size(section, read, client):
    story = story_with(section, document_block(document()))
    story.save()  # the reference index is updated
    shown = read(story.url).select_one(".document")
    assert shown.a.text == "The motion"
    assert "PDF, 2.0\xa0KB" in shown.text
    download = client.get(shown.a["href"])
    assert download.getvalue().startswith(b"%PDF")
    assert "motion.pdf" in download.headers["Content-Disposition"]


def test_a_story_can_call_a_document_by_another_name(section, read):
    story = story_with(section, document_block(document(), "Read the motion"))
    assert read(story.url).select_one(".document a").text == "Read the motion"


@pytest.mark.parametrize("restricted", ["itself", "its parent"])
def test_a_document_that_readers_may_not_have_is_not_named(section, client, restricted):
    parent = Collection.get_first_root_node().add_child(name="Sources")
    child = parent.add_child(name="Leaks")
    CollectionViewRestriction.objects.create(
        collection=child if restricted == "itself" else parent, restriction_type="login"
    )
    secret = document("Secret memo", "secret-memo.pdf", child)
    response = client.get(
        story_with(section, document_block(secret), document_block(document())).url
    )
    assert "Secret memo" not in response.text
    assert "secret-memo" not in response.text
    assert "The motion" in response.text


def test_a_document_deleted_since_leaves_no_trace(section, read):
    file = document()
    story = story_with(section, document_block(file))
    file.delete()
    assert read(story.url).select_one(".document") is None


def test_a_document_is_chosen_in_the_editor(section, desk):
    file = document()
    desk.add(section, body=[document_block(file, "Read it")])
    value = ArticlePage.objects.get().body[0].value
    assert (value["document"], value["title"]) == (file, "Read it")


def replace(client, made, name, content):
    """Post another file of a document."""
    url = reverse("wagtaildocs:edit", args=[made.pk])
    form = {"title": made.title, "collection": made.collection_id, "tags": ""}
    upload = SimpleUploadedFile(name, content)
    assert client.post(url, {**form, "file": upload}).status_code == 302


def test_a_replaced_file_is_deleted_with_the_change_and_not_before(
    client, editor, django_capture_on_commit_callbacks
):
    client.force_login(editor)
    made = document()
    storage, old, address = made.file.storage, made.file.name, made.url
    with django_capture_on_commit_callbacks() as callbacks:
        replace(client, made, "motion.pdf", b"%PDF-1.7 second")
    assert storage.exists(old)  # a change that fails now leaves the document as it was
    for callback in callbacks:
        callback()
    assert not storage.exists(old)
    made = Document.objects.get()
    with made.file.open() as file:
        assert file.read() == b"%PDF-1.7 second"
    assert made.url == address  # which readers may have


def test_a_replaced_file_that_another_document_has_too_stays(
    client, editor, django_capture_on_commit_callbacks
):
    client.force_login(editor)
    made = document()
    Document.objects.create(title="A copy", file=made.file.name, collection=made.collection)
    with django_capture_on_commit_callbacks(execute=True):
        replace(client, made, "other.pdf", b"%PDF-1.7 second")
    assert made.file.storage.exists(made.file.name)
    assert Document.objects.get(pk=made.pk).filename == "other.pdf"


# --- Galleries ------------------------------------------------------------------------


def gallery(photos, title="A morning at the harbour", caption=""):
    items = [{"photo": photo.pk, "caption": caption, "credit": ""} for photo in photos]
    return ("gallery", {"title": title, "photos": items})


@pytest.fixture
def photos():
    """Three photos whose files are all made."""
    made = [
        PhotoFactory(credit=f"Photographer {n}", file__width=60, file__height=40) for n in range(3)
    ]
    for photo in made:
        make_renditions(photo, "gallery")
    return made


def test_each_photo_of_a_gallery_has_its_credit(section, read, photos):
    shown = read(story_with(section, gallery(photos)).url).select_one(".gallery")
    assert shown["aria-label"] == shown.h2.text == "A morning at the harbour"
    found = [span.text for span in shown.select(".gallery__item .photo__credit")]
    assert [words.removeprefix("Photo credit: ") for words in found] == [
        "Photographer 0",
        "Photographer 1",
        "Photographer 2",
    ]
    assert shown.select_one("[tabindex='0']")["aria-label"] == "3 photos, side by side"


def test_a_gallery_has_two_photos_at_least(section, desk, photos):
    items = [{"photo": photos[0].pk, "caption": "", "credit": ""}]
    body = {
        **streamfield([("gallery", {"title": ""})]),
    }
    body["0"]["value"]["photos"] = {
        "count": "1",
        "0": {"deleted": "", "order": "0", "type": "item", "value": items[0], "id": ""},
    }
    response = desk.add(section, body=body)
    assert response.status_code == 200
    assert not ArticlePage.objects.exists()


def test_a_photo_deleted_since_leaves_the_others(section, read, photos):
    story = story_with(section, gallery(photos))
    photos[1].delete()
    assert len(read(story.url).select(".gallery__item")) == 2


def test_many_galleries_cost_no_query_more(section, client, photos):
    def count(number):
        story = story_with(section, *[gallery(photos) for _ in range(number)])
        client.get(story.url)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(story.url).status_code == 200
        return len(captured)

    story_with(section)
    assert count(1) == count(5)


def test_many_documents_and_fact_boxes_cost_no_query_more(section, client):
    link = f'<p><a linktype="page" id="{section.pk}">Read</a></p>'

    def count(number):
        boxes = [("fact_box", {"title": "Facts", "text": link})] * number
        files = [document_block(document(f"File {n}")) for n in range(number)]
        story = story_with(section, *boxes, *files)
        client.get(story.url)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(story.url).status_code == 200
        return len(captured)

    story_with(section)
    assert count(1) == count(5)


def test_wagtail_knows_where_a_photo_in_a_gallery_is_used(section, client, editor, photos):
    story = story_with(section, gallery(photos))
    story.save_revision().publish()
    assert photos[2].get_usage().count() == 1
    client.force_login(editor)
    response = client.get(reverse("wagtailimages:image_usage", args=[photos[2].pk]))
    assert story.title in response.text
