"""A test finds its newsroom as it was built, whatever others did in theirs."""

from pathlib import Path

from django.core.cache import cache

from news.models import SectionPage
from tests.e2e.newspaper import newspaper
from tests.e2e.newsrooms import bare
from tests.factories import PhotoFactory, SectionFactory


def titles():
    return list(SectionPage.objects.order_by("path").values_list("title", flat=True))


def test_what_was_written_is_put_back(newsrooms):
    SectionFactory(title="Another")
    file = Path(PhotoFactory(file__width=6, file__height=4).file.path)
    cache.set("number", 1)
    newsrooms.enter(bare)
    assert titles() == ["News"]
    assert not file.exists()
    assert cache.get("number") is None


def test_one_newsroom_takes_the_place_of_another(newsrooms):
    newsrooms.enter(newspaper)
    assert "Politics" in titles()
    newsrooms.enter(bare)
    assert titles() == ["News"]


def test_what_was_only_read_is_left_alone(newsrooms, page):
    mark = newsrooms.media / "mark"
    mark.touch()
    page.goto("/news/")
    newsrooms.enter(bare)
    assert mark.exists()
    mark.unlink()
