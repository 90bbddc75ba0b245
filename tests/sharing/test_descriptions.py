"""What search engines show of pages that nobody has described."""

import pytest

from news.models import Byline
from tests.factories import ArticleFactory, AuthorFactory, TopicFactory

ADDRESSES = [
    *("/recent/", "/popular/", "/authors/", "/topics/", "/feeds/"),
    *("/authors/mara-lind/", "/topics/harbour/"),
]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_list_without_a_text_of_its_own_is_described(address, section, read):
    author = AuthorFactory(name="Mara Lind", slug="mara-lind", bio="", job_title="")
    topic = TopicFactory(name="Harbour", slug="harbour", description="")
    ArticleFactory(parent=section, bylines=[Byline(author=author)], topics=[topic])
    description = read(address).select_one('meta[name="description"]')["content"]
    assert "Byline" in description
    assert not description.startswith(":")
