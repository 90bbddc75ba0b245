"""The server and its worker are killed while they work: what was acknowledged is there."""

from comments.models import CommentSettings, ReaderComment
from news.models import ArticlePage
from tests.factories import ArticleFactory
from tests.faults.clients import Crowd, comment
from tests.processes import eventually, kill, served

KILLED = 2
WRITERS = 4
ENOUGH = 5


def comment_until_it_dies(port, story, writer, taken):
    """Send comments one by one, and take note of those that were acknowledged."""
    for number in range(1000):
        text = f"Comment {number} of {writer}"
        if comment(port, story, text) == 303:
            taken.append(text)


def publish_for_long(pk):
    """Publish a story again and again."""
    for number in range(1000):
        page = ArticlePage.objects.get(pk=pk)
        page.title = f"Headline {number}"
        page.save_revision().publish()


def test_what_was_acknowledged_survives(newsroom, port, settings):
    newsroom.environment["SECRET_KEY"] = settings.SECRET_KEY
    story = ArticleFactory(slug="wall", parent__slug="walls")
    CommentSettings.objects.create(site=story.get_site(), max_comments=1000)
    taken = []
    published = ArticlePage.objects.filter(pk=story.pk, live_revision__isnull=False)
    for turn in range(KILLED):
        server, before = served(newsroom, port), len(taken)
        publisher = newsroom.fork(publish_for_long, story.pk)
        crowd = Crowd()
        for writer in range(WRITERS):
            crowd.begin(comment_until_it_dies, port, story.pk, f"{turn}.{writer}", taken)
        eventually(lambda before=before: len(taken) >= before + ENOUGH and published.exists())
        kill(server)
        kill(publisher)
        crowd.wait()
        newsroom.log.write_text("")  # `served` waits for the output of the next one
    stored = set(ReaderComment.objects.values_list("comment", flat=True))
    assert set(taken) <= stored
    # What was published is whole, and can be published again.
    page = ArticlePage.objects.get(pk=story.pk)
    assert page.live_revision.as_object().title == page.title
    page.save_revision().publish()
