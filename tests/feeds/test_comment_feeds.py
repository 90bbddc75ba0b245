"""Feeds of the comments on a story."""

import pytest
from wagtail.actions.create_alias import CreatePageAliasAction

from comments.cache_invalidation import comments_changed
from comments.models import State
from comments.moderation import set_state
from news.feeds.formats import FEED_FORMATS
from tests.comments.conversing import add_comment
from tests.factories import ArticleFactory, SectionFactory, UserFactory, hidden_stories

FORMATS = list(FEED_FORMATS)


@pytest.fixture
def story(section):
    return ArticleFactory(parent=section, title="Ferry", slug="ferry")


def address(story, kind="rss"):
    return f"/comments/on/{story.pk}/{kind}/"


def test_every_format_has_the_newest_comments_first(story, feed):
    first = add_comment(story, "One & <b>two</b>\n\nhttps://a.example/", name="Ada")
    add_comment(story, f">>{first.pk} Three", reply_to=first)
    found = [feed(address(story, kind)) for kind in FORMATS]
    assert found[0].items == found[1].items == found[2].items
    answer, item = found[0].items
    root = found[0].own.removesuffix(address(story))
    assert found[0].title == "Comments on “Ferry” – Byline"
    assert found[0].link == f"{story.full_url}#comments"
    assert item.title == f"Ada, No. {first.pk}"
    assert item.link == f"{root}/comments/{first.pk}/"
    assert item.authors == ["Ada"]
    assert item.html.startswith("<p>One &amp; &lt;b&gt;two&lt;/b&gt;</p>")
    assert 'rel="nofollow ugc noopener"' in item.html
    link = f'<a href="{root}/comments/{first.pk}/" rel="nofollow">&gt;&gt;{first.pk} (Ada)</a>'
    assert answer.html == f"<p>{link} Three</p>"
    assert answer.authors == ["Anonymous"]


def test_only_comments_whose_text_readers_see_are_in_it(story, feed):
    moderator = UserFactory(group="Comment moderators")
    kept, removed, rejected, waiting = (add_comment(story, f"No. {n}") for n in range(4))
    set_state([removed], State.REMOVED, moderator)
    set_state([rejected], State.REJECTED, moderator)
    set_state([waiting], State.PENDING, None)
    add_comment(ArticleFactory(), "Elsewhere")
    (item,) = feed(address(story)).items
    assert item.link.endswith(f"/comments/{kept.pk}/")


def test_of_a_story_that_readers_do_not_see_there_is_none(section, client):
    gone = SectionFactory(live=False)
    stories = [
        *hidden_stories(section),
        ArticleFactory(parent=gone),
        ArticleFactory(parent=section, commenting="hidden"),
    ]
    for story in stories:
        for kind in FORMATS:
            assert client.get(address(story, kind)).status_code == 404, story.title
    assert client.get("/comments/on/2147483647/rss/").status_code == 404
    assert client.get(f"/comments/on/{10**30}/rss/").status_code == 404


def test_a_story_that_repeats_another_has_the_comments_on_that_one(story, feed):
    add_comment(story)
    other = SectionFactory()
    alias = CreatePageAliasAction(story, parent=other).execute(skip_permission_checks=True)
    assert feed(address(alias)).items == feed(address(story)).items


def test_it_costs_the_same_however_many_comments_it_has(story, count):
    first = add_comment(story)
    for _ in range(2):
        add_comment(story, f">>{first.pk}", reply_to=first)
    few = count(address(story))
    for _ in range(30):
        add_comment(story, f">>{first.pk}", reply_to=first)
    assert count(address(story)) == few


def test_a_comment_is_in_the_feed_at_once(story, visitor, committed):
    assert b"<item>" not in visitor.get(address(story)).body
    assert visitor.is_kept(address(story))
    with committed():
        comment = add_comment(story, "Now.")
        comments_changed([comment])
    assert b"Now." in visitor.get(address(story)).body
