"""No kept page leads to a document that readers may not have any more."""

import pytest
from django.core.files.base import ContentFile
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction

from tests.factories import ArticleFactory, PhotoFactory

WALL = "/news/wall/"


@pytest.fixture
def closed(db):
    """A collection that readers may not see."""
    collection = Collection.get_first_root_node().add_child(name="Closed")
    CollectionViewRestriction.objects.create(collection=collection, restriction_type="login")
    return collection


@pytest.fixture
def ruling(closed, section, visitor):
    """A document on a story that is kept."""
    document = get_document_model().objects.create(
        title="The ruling",
        file=ContentFile(b"Not guilty", "ruling.txt"),
        collection=Collection.get_first_root_node().add_child(name="Rulings"),
    )
    ArticleFactory(
        parent=section, slug="wall", body=[("document", {"document": document, "title": ""})]
    )
    assert "The ruling" in visitor.get(WALL).body.decode()
    assert visitor.is_kept(WALL)
    return document


def test_documents_that_are_put_into_a_closed_collection_together(
    visitor, ruling, closed, committed, admin_client
):
    address = f"/admin/bulk/wagtaildocs/document/add_to_collection/?id={ruling.pk}"
    with committed():
        admin_client.post(address, {"collection": closed.pk})
    assert "The ruling" not in visitor.get(WALL).body.decode()


def test_a_collection_that_is_put_into_a_closed_one(
    visitor, ruling, closed, committed, admin_client
):
    with committed():
        admin_client.post(
            f"/admin/collections/{ruling.collection_id}/", {"name": "Rulings", "parent": closed.pk}
        )
    assert "The ruling" not in visitor.get(WALL).body.decode()


def rename(ruling):
    ruling.title = "The judgment"
    ruling.save()


@pytest.mark.parametrize(
    "change",
    [
        rename,
        lambda ruling: ruling.delete(),
        lambda ruling: CollectionViewRestriction.objects.create(
            collection=ruling.collection, restriction_type="login"
        ),
    ],
    ids=["renamed", "deleted", "restricted"],
)
def test_a_document_of_another_name_or_that_is_not_there_for_readers_any_more(
    visitor, ruling, committed, change
):
    with committed():
        change(ruling)
    assert "The ruling" not in visitor.get(WALL).body.decode()


@pytest.mark.parametrize("kind", ["image", "document"])
def test_what_readers_see_no_other_way_leaves_pages_kept(
    visitor, ruling, committed, admin_client, kind
):
    collection = ruling.collection_id
    number = PhotoFactory().pk if kind == "image" else ruling.pk
    what = "add_to_collection" if kind == "image" else "add_tags"
    assert visitor.is_kept(WALL)
    with committed():
        admin_client.post(
            f"/admin/bulk/wagtail{kind}s/{kind}/{what}/?id={number}",
            {"collection": collection, "tags": "courts"},
        )
    assert visitor.is_kept(WALL)
