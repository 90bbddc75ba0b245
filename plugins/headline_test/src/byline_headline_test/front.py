"""The headlines on the front page."""

from collections.abc import Sequence

from django.template.loader import render_to_string

from byline.pagecache import depends_on, stale_at
from byline.plugins import Story
from byline_headline_test.lifecycle import TAG, note_absent, note_edited, note_present
from byline_headline_test.models import HeadlineTest


def headlines(stories: Sequence[Story]) -> dict[int, str]:
    """Return both headlines of each story that is tested: a script in the link chooses one.

    Where the page shows that a test may be over, that is noted.
    """
    depends_on(TAG)
    by_id = {story.pk: story for story in stories}
    shown: dict[int, str] = {}
    for test in HeadlineTest.objects.running():
        stale_at(test.ends_at)
        if (story := by_id.get(test.story_id)) is None:
            note_absent(test)
        elif story.title != test.headline_a:
            note_edited(test)
        else:
            note_present(test)
            shown[story.pk] = render_to_string("byline_headline_test/headline.html", {"test": test})
    return shown
