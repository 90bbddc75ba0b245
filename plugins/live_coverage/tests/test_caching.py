"""What a new, changed or deleted update renders again, and what a refresh costs."""

import uuid

from bs4 import BeautifulSoup

from byline_live_coverage import posting
from byline_live_coverage.coverage import BLOCK_TYPE
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


def etag_in(page):
    """Return the validator in a page, which its script sends."""
    return BeautifulSoup(page.body, "lxml").select_one("[data-etag]")["data-etag"]


def test_the_first_refresh_with_nothing_new_is_304_without_django(visitor, story, add):
    add(story, "One")
    etag = etag_in(visitor.get(story.url))
    visitor.fragments.clear()
    answer = visitor.get(fragment(story), if_none_match=etag)
    assert (answer.status, answer.body, answer.headers["etag"]) == (304, b"", etag)
    assert visitor.fragments == []


def test_what_a_page_brings_up_to_date_changes_its_validator(
    visitor, story, add, editor, committed
):
    etags = {etag_in(visitor.get(story.url))}
    [update] = add(story, "One")
    for content in (Content(text="<p>a</p>"), Content(text="<p>a</p>", is_key_moment=True)):
        with committed():
            posting.edit(story, editor, update, content)
        etags.add(etag_in(visitor.get(story.url)))
    with committed():
        posting.delete(story, editor, update)
    etags.add(etag_in(visitor.get(story.url)))
    story.body = [(BLOCK_TYPE, {"is_over": True})]
    with committed():
        story.save_revision().publish()
    etags.add(etag_in(visitor.get(story.url)))
    assert len(etags) == 4  # with no update it is as it was


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
