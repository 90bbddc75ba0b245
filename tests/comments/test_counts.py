"""How many comments a story has: in its head, and on its cards."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from comments.models import ReaderComment, State
from comments.moderation import set_state
from news.models import Commenting
from tests.comments.conversing import add_comment
from tests.factories import ArticleFactory, SectionFactory, hidden_stories

pytestmark = pytest.mark.django_db
HEAD, CARD = ".story__comments", ".card__comments"


def shown(page, selector):
    return [" ".join(found.text.split()) for found in page.select(selector)]


def test_head_and_cards_have_the_number_of_approved_comments(story, read):
    ArticleFactory(parent=story.section)
    assert shown(read(story.url), HEAD) == ["Comments"]
    assert shown(read(story.section.url), CARD) == []
    first = add_comment(story)
    assert shown(read(story.url), HEAD) == ["1 comment"]
    add_comment(story, reply_to=first)
    for state in (State.PENDING, State.REMOVED, State.REJECTED):
        set_state([add_comment(story)], state, None)
    assert shown(read(story.url), HEAD) == ["2 comments"]
    assert shown(read(story.section.url), CARD) == ["2 comments"]


@pytest.mark.parametrize("of", ["story", "section"])
def test_hidden_comments_are_not_counted(story, read, of):
    add_comment(story)
    hidden = story if of == "story" else story.section
    type(hidden).objects.filter(pk=hidden.pk).update(commenting=Commenting.HIDDEN)
    assert shown(read(story.url), HEAD) == []
    assert shown(read(story.section.url), CARD) == []


def test_a_story_that_readers_do_not_see_has_no_number(section, client, story):
    for hidden in hidden_stories(section):
        comment = ReaderComment(story=hidden, comment="Psst", state=State.APPROVED)
        comment.save(force_insert=True)
        assert client.get(f"/fragments/comment-count/{hidden.pk}/").status_code == 404
        alias = story.create_alias(parent=SectionFactory())
        type(alias).objects.filter(pk=alias.pk).update(alias_of=hidden)
        page = BeautifulSoup(client.get(alias.get_parent().url).content, "lxml")
        assert shown(page, CARD) == []


def test_an_alias_has_the_number_of_the_story_in_its_head(story, read):
    add_comment(story)
    alias = story.create_alias(parent=SectionFactory())
    assert shown(read(alias.url), HEAD) == ["1 comment"]


def test_cards_cost_no_query_for_their_numbers(story, count, read):
    add_comment(story)
    read(story.section.url)
    one = count(story.section.url)
    for _ in range(3):
        add_comment(ArticleFactory(parent=story.section))
    assert count(story.section.url) == one


def test_a_comment_renders_neither_story_nor_list_and_cards_follow_in_time(
    story, visitor, committed, time_machine
):
    addresses = (story.url, story.section.url)
    for address in addresses:
        visitor.get(address)
    with committed():
        add_comment(story)
    assert shown(visitor.get(story.url).page, HEAD) == ["1 comment"]
    assert visitor.rendered_by_django(*addresses) == set()
    time_machine.move_to(timezone.now() + timedelta(minutes=10, seconds=1))
    assert shown(visitor.get(story.section.url).page, CARD) == ["1 comment"]
    assert visitor.rendered_by_django(story.url) == set()
