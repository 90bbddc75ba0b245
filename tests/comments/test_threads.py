"""The comments on a story, as they are listed."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments import threads
from comments.models import ReaderComment, State
from comments.moderation import set_pick, set_state
from comments.rendering import comment_html, text_html
from comments.threads import THREADS_PER_PAGE, Sort, replies_to, threads_on
from news.models import ArticlePage, SectionPage
from tests.comments.conversing import add_comment
from tests.factories import ArticleFactory, hidden_stories

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(section):
    return ArticleFactory(parent=section)


def numbers(page):
    return [entry.comment.pk for entry in page.entries]


def every_page(story, sort):
    """Return the numbers of all conversations, read page by page."""
    found, after = [], 0
    while after is not None:
        page = threads_on(story, sort, after)
        found += numbers(page)
        after = page.next
    return found


def test_conversations_are_sorted_as_readers_choose(story):
    now = timezone.now()
    first, second, third = (add_comment(story, now=now - timedelta(minutes=n)) for n in (2, 3, 1))
    add_comment(story, reply_to=first)
    expected = {
        Sort.NEWEST: [third.pk, first.pk, second.pk],
        Sort.OLDEST: [second.pk, first.pk, third.pk],
        Sort.ANSWERED: [first.pk, third.pk, second.pk],
        Sort.PICKS: [second.pk, third.pk, first.pk],
    }
    set_pick(second, None, is_pick=True)
    assert {sort: numbers(threads_on(story, sort)) for sort in Sort} == expected


def test_every_conversation_is_on_one_page(story):
    # Whatever the order, a page ends between two of one instant, with as many answers.
    now = timezone.now()
    times = [now - timedelta(minutes=n // 3) for n in range(THREADS_PER_PAGE + 2)]
    comments = [add_comment(story, now=at) for at in times]
    for comment in comments[:3]:
        add_comment(story, reply_to=comment)
    for sort in Sort:
        by_keys = ReaderComment.objects.roots().order_by(*sort.keys)
        expected = list(by_keys.values_list("pk", flat=True))
        if sort != Sort.OLDEST:
            expected.reverse()
        assert every_page(story, sort) == expected


def test_a_number_that_is_no_conversation_begins_the_list_again(story):
    comment = add_comment(story)
    elsewhere = add_comment(ArticleFactory(parent=story.section))
    for after in (0, elsewhere.pk, 10**9):
        assert numbers(threads_on(story, after=after)) == [comment.pk]


def test_replies_past_the_limit_are_folded_and_counted(story):
    root = add_comment(story)
    replies = [add_comment(story, reply_to=root) for _n in range(threads.REPLIES_PER_THREAD + 3)]
    entry = threads_on(story).entries[0]
    assert [reply.comment.pk for reply in entry.replies] == [
        reply.pk for reply in replies[: threads.REPLIES_PER_THREAD]
    ]
    assert entry.more == 3


def test_replies_of_one_comment_are_paged(story):
    root = add_comment(story)
    one, two = add_comment(story, reply_to=root), add_comment(story, reply_to=root)
    below_one = add_comment(story, reply_to=one)
    add_comment(story)
    page = replies_to(root, per_page=2)
    assert (numbers(page), page.next) == ([one.pk, below_one.pk], below_one.pk)
    rest = replies_to(root, page.next, per_page=2)
    assert (numbers(rest), rest.next) == ([two.pk], None)
    assert numbers(replies_to(one)) == [below_one.pk]


def test_what_is_removed_leaves_a_tombstone_and_what_is_rejected_nothing(story):
    removed, rejected, waiting = add_comment(story), add_comment(story), add_comment(story)
    set_state([removed], State.REMOVED, None)
    set_state([rejected], State.REJECTED, None)
    set_state([waiting], State.PENDING, None)
    (entry,) = threads_on(story).entries
    assert (entry.comment.pk, entry.is_tombstone) == (removed.pk, True)
    assert threads.count_of(story) == 0


@pytest.mark.parametrize("state", [State.PENDING, State.REJECTED, State.REMOVED])
def test_what_was_answered_leaves_a_tombstone_above_its_answers(story, state):
    root = add_comment(story)
    reply = add_comment(story, reply_to=root)
    set_state([root], state, None)
    (entry,) = threads_on(story).entries
    assert entry.is_tombstone
    assert [below.comment.pk for below in entry.replies] == [reply.pk]
    set_state([reply], State.REJECTED, None)
    expected = [root.pk] if state == State.REMOVED else []
    assert numbers(threads_on(story)) == expected


def cited(entry):
    """Return the numbers of the comments that refer to one."""
    return [answer.number for answer in entry.answers]


def test_references_are_links_both_ways_to_what_readers_see(story):
    first, hidden = add_comment(story), add_comment(story)
    set_state([hidden], State.REJECTED, None)
    second = add_comment(story, f">>{first.pk} and >>{hidden.pk} and >>999999 and >>{first.pk}")
    answer, entry = (threads_on(story).entries[n] for n in (0, 1))
    assert (answer.comment.pk, [*answer.known]) == (second.pk, [first.pk])
    assert text_html(answer.comment.comment, answer.known).count("<a ") == 2
    assert (entry.comment.pk, cited(entry)) == (first.pk, [second.pk])
    set_state([second], State.REMOVED, None)
    assert threads_on(story).entries[1].answers == []


@pytest.mark.parametrize("n", range(5))
def test_references_lead_to_no_story_that_readers_cannot_see(story, n):
    elsewhere = ArticleFactory(parent=story.section)
    away = add_comment(elsewhere)
    here = add_comment(story, f"As >>{away.pk} says")
    answer = add_comment(elsewhere, f"No, >>{here.pk}")
    (entry,) = threads_on(story).entries
    assert ([*entry.known], cited(entry)) == ([away.pk], [answer.pk])
    ReaderComment.objects.filter(story=elsewhere).update(story=hidden_stories(story.section)[n])
    (entry,) = threads_on(story).entries
    assert (entry.known, entry.answers) == ({}, [])


@pytest.mark.parametrize(
    ("of_story", "of_section", "is_named"),
    [("hidden", "open", False), ("", "hidden", False), ("open", "hidden", True)],
)
def test_references_lead_to_no_comments_that_are_hidden(story, of_story, of_section, is_named):
    elsewhere = ArticleFactory()
    away = add_comment(elsewhere)
    add_comment(story, f"As >>{away.pk} says")
    ArticlePage.objects.filter(pk=elsewhere.pk).update(commenting=of_story)
    SectionPage.objects.filter(pk=elsewhere.section_id).update(commenting=of_section)
    (entry,) = threads_on(story).entries
    assert [*entry.known] == ([away.pk] if is_named else [])


def cost_of_page(story):
    with CaptureQueriesContext(
        connection,
    ) as queries:
        page = threads_on(story, Sort.ANSWERED)
        list(map(comment_html, page.entries))
    return len(queries)


def test_a_page_costs_the_same_however_many_comments_there_are(story):
    root = add_comment(story)
    add_comment(story, f">>{root.pk}", root)
    cost = cost_of_page(story)
    for n in range(30):
        other = add_comment(story, f"Number {n} >>{root.pk}")
        add_comment(story, f"Number {n} >>{other.pk}", root)
    assert cost_of_page(story) == cost == 4


def test_posting_costs_the_same_in_a_thread_of_any_length(story):
    def cost(text):
        with CaptureQueriesContext(connection) as queries:
            add_comment(story, text, root)
        return len(queries)

    root = add_comment(story)
    first = cost("First")
    for n in range(30):
        add_comment(story, f"Number {n}", root)
    assert cost("Last") == first


def test_numbers_are_never_used_again(story):
    last = add_comment(story).pk
    story.delete()
    other = ArticleFactory()
    assert add_comment(other).pk > last
    assert ReaderComment.objects.count() == 1
