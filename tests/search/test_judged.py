"""Readers of the demo newsroom find the story that they mean."""

import pytest
from bs4 import BeautifulSoup
from PIL import Image

from home.demo.build import DemoNewsroom
from photos.models import Photo
from search.index import rebuild
from tests.search.judged import JUDGED

RIGHT = 0.95  # of all queries


@pytest.fixture(scope="module")
def built(module_db):
    """The demo and its index, made once."""
    DemoNewsroom().build()
    for photo in Photo.objects.all():
        with Image.open(photo.file.path) as picture:
            picture.resize((90, 60)).save(photo.file.path)
    rebuild(lambda done, total: None)
    return module_db


@pytest.fixture
def first(built, db, settings, client):
    """Search as one reader of many does, and return the slug of the first story."""
    settings.MEDIA_ROOT = built

    def search(query, reader):
        address = f"198.51.100.{reader}"
        page = BeautifulSoup(
            client.get("/search/", {"q": query}, REMOTE_ADDR=address).content, "html.parser"
        )
        link = page.select_one("ol.results > li.result h2 a")
        return link["href"].rstrip("/").rpartition("/")[2] if link else None

    return search


def test_readers_find_the_story_that_they_mean(first):
    asked = [(kind, *case) for kind, cases in JUDGED.items() for case in cases]
    answers = [(*case, first(case[1], reader)) for reader, case in enumerate(asked)]
    wrong = [
        f"{kind}: {query} means {slug}, and {found} comes first"
        for kind, query, slug, found in answers
        if found != slug
    ]
    share = 1 - len(wrong) / len(asked)
    assert share >= RIGHT, "\n".join([f"{share:.0%} of {len(asked)} are right", *wrong])


def test_enough_is_asked_in_every_way():
    assert sum(map(len, JUDGED.values())) >= 72
    assert min(map(len, JUDGED.values())) >= 3
