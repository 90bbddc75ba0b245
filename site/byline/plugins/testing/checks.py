"""Checks of a plugin from outside, for its own tests."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from time import thread_time
from typing import Any

from django.apps import AppConfig, apps
from django.core.exceptions import ValidationError
from django.test import RequestFactory
from django.utils.safestring import SafeString
from wagtail.blocks import Block

from byline.plugins import loading, problems
from byline.plugins.comments import Answer
from byline.plugins.contributions import (
    AdminPanel,
    SearchFacet,
    Slot,
    SlotContext,
    StructuredDataEnricher,
)
from byline.plugins.hookspecs import HOOKS
from byline.plugins.registry import contributions
from byline.plugins.testing.samples import (
    COMMENTS,
    MARKUP,
    STORED_GARBAGE,
    SampleStory,
    with_markup,
)
from byline.plugins.testing.templates import template_problems

# A contribution that takes more of its time limit than this is reported.
SLOW_SHARE = 0.25


def check_plugin(name: str) -> list[str]:
    """Return what is wrong with a plugin; nothing where it keeps the contract.

    The plugin is loaded, as `BYLINE_PLUGINS` says, and the test may use the database. It looks at
    names, templates and styles, and calls what the plugin contributes with a sample story and
    comments, with markup in every text, and with garbage.
    """
    if name not in loading.plugins:
        reasons = [problem.text for problem in problems.problems if problem.plugin == name]
        return reasons or [f"The plugin '{name}' is not named in BYLINE_PLUGINS."]
    found = [*check_contributions(name)]
    label = AppConfig.create(loading.plugins[name].manifest.app).label
    found += template_problems(apps.get_app_config(label))
    reported = [problem.text for problem in problems.problems if problem.plugin == name]
    return [*dict.fromkeys([*reported, *found])]


def check_contributions(name: str) -> Iterator[str]:
    """Yield what is wrong with what a plugin contributes."""
    for hook in HOOKS.values():
        if hook.is_event:
            continue
        values = [value for plugin, value in contributions(hook.name) if plugin == name]
        if check := CHECKS.get(hook.name):
            for value in values:
                yield from check(name, value)


def check_block(name: str, value: Any) -> Iterator[str]:
    """Check a block: its name, its preview, and what it does with garbage and markup."""
    match value:
        case (str(block_type), Block() as block):
            pass
        case _:
            yield f"{value!r} is no pair of name and block."
            return
    if not block_type.startswith(f"{name}_"):
        yield f"The name of the block '{block_type}' does not begin with '{name}_'."
    block.set_name(block_type)
    what = f"The block '{block_type}'"
    for garbage in STORED_GARBAGE:
        yield from try_stored(what, block, garbage)
    example = block.get_preview_value()
    yield from timed(what, "article_blocks", partial(block.render, example))
    try:
        html = block.render(block.to_python(with_markup(block.get_prep_value(example))))
    except Exception:
        return
    yield from escaping(what, html)


def try_stored(what: str, block: Block, stored: Any) -> Iterator[str]:
    """Check what a block does with a stored value that it has not written."""
    try:
        value = block.bulk_to_python([stored])[0]
    except Exception:
        return
    try:
        value = block.clean(value)
    except ValidationError:
        return
    except Exception as error:
        yield f"{what} fails to clean {stored!r}: {error!r}"
        return
    for act in (block.render, block.get_searchable_content):
        try:
            act(value)
        except Exception as error:
            yield f"{what} fails in {act.__name__}() of {stored!r}: {error!r}"


def check_comment_check(_name: str, check: Any) -> Iterator[str]:
    """Check what a check of comments answers."""
    what = f"The check {getattr(check, '__name__', type(check).__name__)}"
    for comment in COMMENTS:
        try:
            answer = check(comment)
        except Exception as error:
            yield f"{what} fails for {comment.text[:40]!r}: {error!r}"
            continue
        if answer is not None and not isinstance(answer, Answer):
            yield f"{what} returned {answer!r}."
    yield from timed(what, "comment_checks", partial(check, COMMENTS[0]))


def check_slot(_name: str, slot: Any) -> Iterator[str]:
    """Check what a slot shows with a story, without one, and with markup in the story."""
    if not isinstance(slot, Slot):
        yield f"{slot!r} is no Slot."
        return
    what = f"The slot in '{slot.place}'"
    request = RequestFactory().get("/")
    for context in (SlotContext(request, SampleStory()), SlotContext(request), SlotContext(None)):
        try:
            html = slot.render(context)
        except Exception as error:
            yield f"{what} fails with story {context.story!r}: {error!r}"
            continue
        if html is not None and not isinstance(html, str):
            yield f"{what} returned {html!r}."
        elif isinstance(html, SafeString):
            yield from escaping(what, html)
    yield from timed(what, "slots", partial(slot.render, SlotContext(request, SampleStory())))


def check_facet(name: str, facet: Any) -> Iterator[str]:
    """Check the choices of a facet."""
    if not isinstance(facet, SearchFacet):
        yield f"{facet!r} is no SearchFacet."
    elif not facet.name.isidentifier():
        yield f"The name of the facet '{facet.name}' is no identifier."
    else:
        yield from timed(f"The facet '{facet.name}' of '{name}'", "search_facets", facet.choices)


def check_panel(_name: str, panel: Any) -> Iterator[str]:
    """Check the type of a panel."""
    if not isinstance(panel, AdminPanel):
        yield f"{panel!r} is no AdminPanel."


def check_headlines(_name: str, headlines: Any) -> Iterator[str]:
    """Check the headlines of a front page with one story, and of an empty one."""
    what = f"The headlines of {getattr(headlines, '__name__', headlines)}"
    for stories in ([SampleStory()], []):
        try:
            found = dict(headlines(stories))
        except Exception as error:
            yield f"{what} fail for {len(stories)} stories: {error!r}"
            continue
        for html in found.values():
            if not isinstance(html, str):
                yield f"{what} have {html!r}, no text."
            elif isinstance(html, SafeString):
                yield from escaping(what, html)
    yield from timed(what, "front_headlines", partial(headlines, [SampleStory()]))


def check_enricher(_name: str, enricher: Any) -> Iterator[str]:
    """Check what becomes of the structured data of a story."""
    if not isinstance(enricher, StructuredDataEnricher):
        yield f"{enricher!r} is no StructuredDataEnricher."
        return
    data = {"@type": "NewsArticle", "headline": "A headline"}
    what = f"The enricher {getattr(enricher.enrich, '__name__', enricher)}"
    try:
        enricher.is_cached_apart(SampleStory())
        found = enricher.enrich(SampleStory(), dict(data))
    except Exception as error:
        yield f"{what} fails: {error!r}"
        return
    if not isinstance(found, dict):
        yield f"{what} returned {found!r}, no dict."


CHECKS: dict[str, Callable[[str, Any], Iterable[str]]] = {
    "article_blocks": check_block,
    "comment_checks": check_comment_check,
    "slots": check_slot,
    "front_headlines": check_headlines,
    "front_page_panels": check_panel,
    "search_facets": check_facet,
    "admin_panels": check_panel,
    "structured_data": check_enricher,
}


def timed(what: str, hook: str, call: Callable[[], object]) -> Iterator[str]:
    """Yield a problem where a call computes for a large share of its time.

    What it waits for is left out: that depends on what else the machine does.
    """
    try:
        call()
        start = thread_time()
        call()
    except Exception:
        return
    seconds, limit = thread_time() - start, HOOKS[hook].seconds
    if seconds > limit * SLOW_SHARE:
        yield f"{what} computes for {seconds:.2f} s of the {limit:g} s that it may take."


def escaping(what: str, html: object) -> Iterator[str]:
    """Yield a problem where markup in a text was not escaped."""
    if MARKUP in str(html):
        yield f"{what} shows a text without escaping it."
