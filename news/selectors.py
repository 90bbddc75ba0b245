"""The stories below a story."""

from __future__ import annotations

from collections import Counter
from operator import itemgetter
from typing import TYPE_CHECKING

from photos.renditions import fetch_shown

if TYPE_CHECKING:
    from news.models import ArticlePage

READ_NEXT_LIMIT = 4


def stories_below(story: ArticlePage) -> list[ArticlePage]:
    """Return the stories to read next, and fetch the files of all photos of the page together."""
    own = story.body.stream_block.shown_photos(story.body)
    stories = read_next_for(story)
    lead = [(story.lead_photo, "lead")] if story.lead_photo else []
    cards = [(one.lead_photo, "card") for one in stories if one.lead_photo]
    fetch_shown([*lead, *own, *cards])
    return stories


def read_next_for(story: ArticlePage) -> list[ArticlePage]:
    """Return the stories that the editor of a story chose, or else some on the same topics."""
    chosen = cards_of(story, [link.story_id for link in story.read_next.all()])
    if others := [one for one in chosen if one.source_id != story.source_id]:
        return others
    in_text = [block.value.get("story") for block in story.body.blocks_by_name("related")]
    besides = {story.source_id, *(other.pk for other in in_text if other)}
    return cards_of(story, [pk for pk in on_topics(story) if pk not in besides][:READ_NEXT_LIMIT])


def cards_of(story: ArticlePage, ids: list[int]) -> list[ArticlePage]:
    """Return those of some stories that readers may see, in the order of the ids."""
    found = type(story).objects.cards(ids, bylines=False)
    return [found[pk] for pk in ids if pk in found]


def on_topics(story: ArticlePage) -> list[int]:
    """Return the newest stories on a story's topics: those on most of them first.

    Only the newest on each are compared, so that the cost does not grow with a topic.
    Aliases are excluded.
    """
    topics = [topic.pk for topic in story.topics.all()]
    newest = type(story).objects.newest_by_topic(topics)
    shared = Counter((at, pk) for stories in newest.values() for pk, at in stories or ())
    return [pk for (_at, pk), _n in sorted(shared.items(), key=itemgetter(1, 0), reverse=True)]
