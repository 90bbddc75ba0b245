"""What a new, changed or deleted update renders again, and what a refresh costs."""

import uuid

from byline_live_coverage import posting
from byline_live_coverage.posting import Content
from byline_live_coverage.updates import PER_PAGE


def fragment(story):
    return f"/fragments/plugins/live_coverage/{story.pk}/"


def seen(visitor, *addresses):
    """Get pages, and return what Django rendered for it."""
    visitor.rendered.clear()
    visitor.fragments.clear()
    for address in addresses:
        visitor.get(address)
    return [*visitor.rendered, *visitor.fragments]


def test_a_refresh_with_nothing_new_is_304_without_django(visitor, story, add):
    add(story, "One")
    answer = visitor.get(fragment(story))
    assert answer.status == 200
    visitor.fragments.clear()
    again = visitor.get(fragment(story), if_none_match=answer.headers["etag"])
    assert (again.status, again.body, visitor.fragments) == (304, b"", [])


def test_a_new_update_renders_the_fragments_that_show_it_alone(
    visitor, story, add, editor, committed
):
    number = PER_PAGE + 2
    updates = add(story, *map(str, range(number)))
    older = f"/plugins/live_coverage/{story.pk}/?before={updates[2].pk}"
    seen(visitor, story.url, older)
    assert seen(visitor, story.url, older) == []
    etag = visitor.get(fragment(story)).headers["etag"]
    with committed():
        newest = posting.post(story, editor, Content(text="<p>new</p>"), uuid.UUID(int=7))
    assert visitor.get(fragment(story), if_none_match=etag).status == 200
    assert "<p>new</p>" in visitor.get(story.url).body.decode()
    rendered = [*visitor.rendered, *visitor.fragments]
    assert sorted(set(rendered)) == sorted(
        [fragment(story), f"/fragments/structured-data/{story.pk}/"]
    )
    assert seen(visitor, older) == []
    with committed():
        posting.delete(story, editor, newest)
    assert "<p>new</p>" not in visitor.get(story.url).body.decode()


def test_an_edited_update_is_new_on_the_page_of_older_ones(visitor, story, add, editor, committed):
    updates = add(story, *map(str, range(PER_PAGE + 2)))
    older = f"/plugins/live_coverage/{story.pk}/?before={updates[2].pk}"
    seen(visitor, story.url, older)
    with committed():
        posting.edit(story, editor, updates[0], Content(text="<p>changed</p>"))
    assert "<p>changed</p>" in visitor.get(older).body.decode()


def test_no_more_pages_are_cached_than_there_are_updates(visitor, story, add):
    first, *_, last = add(story, "One", "Two", "Three")
    path = f"/plugins/live_coverage/{story.pk}/"
    for number in range(last.pk + 30):
        for query in (f"before={number}", f"from={number}", f"before={last.pk}&from={number}x"):
            visitor.get(f"{path}?{query}")
    cached = {key.query for key in visitor.cache.store.entries if key.path == path}
    numbers = range(first.pk, last.pk + 1)
    canonical = {f"{name}={number}" for name in ("before", "from") for number in numbers}
    assert cached == canonical - {f"before={first.pk}"}


def test_a_story_that_is_taken_down_takes_its_updates_with_it(visitor, story, add, committed):
    [update] = add(story, "One")
    address = update.get_absolute_url().partition("#")[0]
    assert visitor.get(address).status == 200
    assert visitor.get(fragment(story)).status == 200
    with committed():
        story.unpublish()
    assert visitor.get(address).status == 404
    assert visitor.get(fragment(story)).status == 404
