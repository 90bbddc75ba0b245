"""Reading comments: under the story, on the pages of a conversation, on a page of their own."""

import pytest
from django.utils import timezone

from comments.models import CommentSettings, ReaderComment, State
from comments.moderation import set_state
from comments.threads import REPLIES_PER_PAGE, REPLIES_PER_THREAD, THREADS_PER_PAGE
from news.models import ArticlePage
from tests.comments.conversing import add_comment
from tests.comments.readers import send
from tests.factories import ArticleFactory, SectionFactory, UserFactory, hidden_stories

pytestmark = pytest.mark.django_db

HIDDEN_KINDS = ["draft", "expired", "future", "restricted", "section"]
PAGES = [
    "/comments/{comment}/",
    "/comments/{comment}/edit/",
    "/comments/{comment}/report/",
    "/comments/on/{story}/",
    "/comments/on/{story}/follow/",
    "/comments/on/{story}/write/",
]


@pytest.fixture
def story(section):
    return ArticleFactory(parent=section, title="Ferry sails")


def numbers(page, selector="[data-threads]"):
    """Return the numbers of the comments in a part of a page, in their order."""
    return [int(c["id"].split("-")[1]) for c in page.select(f"{selector} .comment")]


def commenting(story, value):
    ArticlePage.objects.filter(pk=story.pk).update(commenting=value)


# --- Under the story ------------------------------------------------------------------


def test_a_story_shows_its_comments_newest_first_with_their_number(story, read):
    comments = [add_comment(story, f"Comment {n}") for n in range(3)]
    page = read(story.url)
    assert page.select_one("#comments h2").text == "Comments"
    assert page.select_one(".comments__count").text == "3 comments"
    assert numbers(page) == [c.pk for c in reversed(comments)]
    write = page.find("a", string="Write a comment")
    assert write["href"] == f"/comments/on/{story.pk}/write/"


def test_a_comment_shows_who_wrote_what_when_and_what_can_be_done_with_it(story, read):
    comment = add_comment(story, "First line\n\n<b>bold</b>", name="Ines")
    found = read(story.url).select_one(f"#comment-{comment.pk}")
    assert found.select_one(".comment__name").text == "Ines"
    number = found.select_one(".comment__number")
    assert (number.text, number["href"]) == (f"No. {comment.pk}", f"/comments/{comment.pk}/")
    assert found.time["datetime"].startswith(f"{comment.posted_at:%Y-%m-%dT%H:%M:%S}")
    assert [p.text for p in found.select(".comment__text p")] == ["First line", "<b>bold</b>"]
    links = {link.contents[0]: link["href"] for link in found.select(".comment__actions a")}
    assert links == {
        "Reply": f"/comments/on/{story.pk}/write/?reply_to={comment.pk}",
        "Share": f"/comments/{comment.pk}/",
        "Report": f"/comments/{comment.pk}/report/",
    }


def test_a_comment_without_a_name_is_anonymous(story, read):
    add_comment(story)
    assert read(story.url).select_one(".comment__name").text == "Anonymous"


def test_what_the_newsroom_writes_is_marked(story, read):
    add_comment(story)
    assert read(story.url).select_one(".comment__mark") is None
    writer = UserFactory()
    add_comment(story, user=writer)
    assert [mark.text for mark in read(story.url).select(".comment__mark")] == ["Newsroom"]
    writer.delete()
    assert [mark.text for mark in read(story.url).select(".comment__mark")] == ["Newsroom"]


def test_an_edited_comment_says_so(story, read):
    comment = add_comment(story)
    assert "edited" not in read(story.url).select_one(".comment__head").text
    ReaderComment.objects.filter(pk=comment.pk).update(edited_at=timezone.now())
    assert "edited" in read(story.url).select_one(".comment__head").text


def test_references_link_both_ways(story, read):
    first = add_comment(story, name="Ines")
    second = add_comment(story, f">>{first.pk} is right, >>999999 is not", name="Tom")
    page = read(story.url)
    (link,) = page.select(f"#comment-{second.pk} .comment__text a")
    assert (link["href"], link["title"]) == (f"/comments/{first.pk}/", "Well said.")
    assert link.text == f">>{first.pk} (Ines)"
    (link,) = page.select(f"#comment-{first.pk} .comment__answers a")
    assert (link["href"], link.text) == (f"/comments/{second.pk}/", "Tom")
    assert link["title"] == "is right, is not"


def test_an_answer_names_whom_it_answers_once_and_quotes_what(story, read):
    long = "A ferry sails <b>at noon</b>. " * 9
    first = add_comment(story, f">>1 {long}", name="<i>Ines")
    second = add_comment(story, f">>{first.pk} is right", reply_to=first)
    third = add_comment(story, "So it is", reply_to=second)
    page = read(story.url)
    parent = page.select_one(f"#comment-{second.pk} details.comment__parent")
    assert parent.summary.text == "in answer to <i>Ines"
    quotation = parent.q.text
    assert long.startswith(quotation.removesuffix("…"))
    assert (quotation[-1], len(quotation) < 130) == ("…", True)
    assert parent.summary["title"] == quotation
    assert (parent.a.text, parent.a["href"]) == (f"No. {first.pk}", f"/comments/{first.pk}/")
    assert page.select_one(f"#comment-{second.pk} .comment__text").text == f">>{first.pk} is right"
    # Who gave no name is known by the number.
    parent = page.select_one(f"#comment-{third.pk} .comment__parent")
    assert parent.summary.text == f"in answer to No. {second.pk}"
    for address in (f"/comments/{second.pk}/", f"/comments/{first.pk}/"):
        parent = read(address).select_one(f"#comment-{second.pk} .comment__parent")
        assert parent.summary.text == "in answer to <i>Ines"


@pytest.mark.parametrize("state", [State.REMOVED, State.REJECTED, State.PENDING])
def test_what_readers_do_not_see_is_neither_named_nor_quoted(story, read, state):
    first = add_comment(story, "Buy this", name="Seller")
    reply = add_comment(story, f"No, >>{first.pk}", reply_to=first)
    other = add_comment(story, f"As >>{first.pk}")
    set_state([first], state, None)
    for address in (story.url, f"/comments/{reply.pk}/", f"/comments/{other.pk}/"):
        page = str(read(address))
        assert "Seller" not in page
        assert "Buy this" not in page
    page = read(story.url)
    parent = page.select_one(f"#comment-{reply.pk} p.comment__parent")
    assert parent.text == f"in answer to No. {first.pk}"
    assert page.select_one(f"#comment-{reply.pk} .comment__text").text == f"No, >>{first.pk}"


def test_a_removed_comment_leaves_its_number_and_its_replies(story, read):
    comment = add_comment(story, "Buy this", name="Seller")
    reply = add_comment(story, "Do not", reply_to=comment)
    set_state([comment], State.REMOVED, None)
    page = read(story.url)
    assert numbers(page) == [comment.pk, reply.pk]
    found = page.select_one(f"#comment-{comment.pk}")
    assert "Removed by a moderator." in found.text
    assert "Buy this" not in page.text
    assert "Seller" not in page.text
    assert found.select(".comment__actions") == []
    assert page.select_one(".comments__count").text == "1 comment"


def test_a_rejected_comment_stands_only_for_its_replies(story, read):
    comment = add_comment(story, "Nasty")
    reply = add_comment(story, reply_to=comment)
    set_state([comment], State.REJECTED, None)
    found = read(story.url).select_one(f"#comment-{comment.pk}")
    assert "Not shown." in found.text
    assert "Nasty" not in found.text
    set_state([reply], State.REJECTED, None)
    page = read(story.url)
    assert numbers(page) == []
    assert "Nobody has written one yet." in page.text


def test_replies_past_the_limit_are_folded(story, read):
    first = add_comment(story)
    replies = [
        add_comment(story, f"Reply {n}", reply_to=first) for n in range(REPLIES_PER_THREAD + 2)
    ]
    page = read(story.url)
    assert numbers(page) == [first.pk, *(r.pk for r in replies[:REPLIES_PER_THREAD])]
    more = page.select_one(".thread__more a")
    assert (more.text, more["href"]) == ("2 more replies", f"/comments/{first.pk}/#replies")


def test_replies_are_folded_in_each_conversation_by_itself(story, read):
    roots = [add_comment(story, f"Root {n}") for n in range(3)]
    for root in roots[1:]:
        for n in range(REPLIES_PER_THREAD + 1):
            add_comment(story, f"Reply {n}", reply_to=root)
    add_comment(story, "Only one", reply_to=roots[0])
    threads = read(story.url).select(".thread")
    assert [len(t.select(".thread__reply")) for t in threads] == [
        REPLIES_PER_THREAD,
        REPLIES_PER_THREAD,
        1,
    ]
    assert [len(t.select(".thread__more")) for t in threads] == [1, 1, 0]


def test_a_closed_conversation_is_read_and_takes_nothing_new(story, read):
    comment = add_comment(story)
    commenting(story, "closed")
    for address in (story.url, f"/comments/on/{story.pk}/", f"/comments/{comment.pk}/"):
        page = read(address)
        assert numbers(page, "main") == [comment.pk]
        assert page.select('a[href*="/write/"]') == []
    assert "The comments on this story are closed." in read(story.url).text


def test_a_conversation_closes_by_the_calendar(section, read):
    story = ArticleFactory(parent=section, published_at=timezone.now() - timezone.timedelta(days=4))
    assert read(story.url).find("a", string="Write a comment")
    CommentSettings.objects.update(close_after_days=3)
    assert not read(story.url).find("a", string="Write a comment")


@pytest.mark.parametrize("whose", ["story", "section"])
def test_a_hidden_conversation_is_nowhere(story, section, read, client, whose):
    comment = add_comment(story)
    if whose == "story":
        commenting(story, "hidden")
    else:
        type(section).objects.update(commenting="hidden")
    page = read(story.url)
    assert page.select(".comments, .comment") == []
    for address in PAGES:
        url = address.format(comment=comment.pk, story=story.pk)
        assert client.get(url).status_code == 404, url


def test_the_story_stands_above_the_section(story, section, read):
    type(section).objects.update(commenting="hidden")
    commenting(story, "open")
    assert read(story.url).find("a", string="Write a comment")


def test_a_story_that_repeats_another_shows_the_conversation_on_that(story, read, client):
    comment = add_comment(story)
    alias = story.create_alias(parent=SectionFactory())
    page = read(alias.url)
    assert numbers(page) == [comment.pk]
    write = page.find("a", string="Write a comment")["href"]
    assert write == f"/comments/on/{story.pk}/write/"
    assert numbers(read(f"/comments/on/{alias.pk}/")) == [comment.pk]
    send(client, alias, "From the alias")
    assert ReaderComment.objects.latest("pk").story_id == story.pk


def test_every_reader_gets_the_same_story(story, client):
    send(client, story)
    ReaderComment.objects.update(state=State.PENDING)
    with_cookie = client.get(story.url)
    client.cookies.clear()
    without = client.get(story.url)
    assert with_cookie.content == without.content
    assert "Cookie" not in without.get("Vary", "")


def test_a_preview_says_where_the_comments_will_stand(story, client, editor):
    add_comment(story)
    client.force_login(editor)
    preview = f"/admin/pages/{story.pk}/view_draft/"
    text = client.get(preview).text
    assert "stand here once the story is published" in text
    assert 'class="comment"' not in text


def test_a_restricted_story_shows_no_comments_to_those_who_may_read_it(section, client, editor):
    story = ArticleFactory(parent=section)
    add_comment(story)
    story.view_restrictions.create(restriction_type="login")
    client.force_login(editor)
    text = client.get(story.url).text
    assert story.title in text
    assert 'id="comments"' not in text


# --- Pages of a conversation ----------------------------------------------------------


def roots(story, number):
    return [add_comment(story, f"Comment {n}") for n in range(number)]


def follow_more(read, url):
    """Return the numbers on all pages of a list, from the first."""
    found = []
    while url:
        page = read(url)
        found += numbers(page)
        more = page.select_one("[data-more] a")
        url = more and more["href"]
    return found


@pytest.mark.parametrize("sort", ["newest", "oldest", "answered"])
def test_load_more_leads_through_all_comments_once(story, read, sort):
    made = roots(story, 2 * THREADS_PER_PAGE + 3)
    for n, comment in enumerate(made[::4]):
        for _ in range(n % 3):
            add_comment(story, reply_to=comment)
    page = read(story.url)
    link = page.find("a", string={"answered": "Most answered"}.get(sort, sort.capitalize()))
    found = follow_more(read, link["href"])
    everything = list(ReaderComment.objects.roots().values_list("pk", flat=True))
    shown = [n for n in found if n in everything]
    assert sorted(shown) == sorted(everything)
    if sort != "answered":
        assert shown == sorted(everything, reverse=sort == "newest")
    else:
        counts = [ReaderComment.objects.get(pk=n).reply_count for n in shown]
        assert counts == sorted(counts, reverse=True)


def test_the_first_page_of_the_story_goes_on_with_load_more(story, read):
    made = roots(story, THREADS_PER_PAGE + 2)
    page = read(story.url)
    more = page.select_one("[data-more] a")
    assert more.text == "Load more comments"
    found = numbers(page) + follow_more(read, more["href"])
    assert found == [c.pk for c in reversed(made)]


def test_load_more_goes_on_where_the_last_comment_has_been_taken_away(story, read):
    made = roots(story, THREADS_PER_PAGE + 2)
    more = read(story.url).select_one("[data-more] a")["href"]
    set_state([made[2]], State.REJECTED, None)
    assert f"after={made[2].pk}" in more
    assert follow_more(read, more) == [made[1].pk, made[0].pk]


GARBAGE = [
    "sort=loudest",
    "sort=",
    "after=abc",
    "after=-1",
    "after=0",
    "after=99999999999999999999999",
    "after=%00",
    "after=%FF",
    "sort=newest&sort=%F0%9F%92%A9&after=1.5",
    "after=١٢",
]


@pytest.mark.parametrize("query", GARBAGE)
def test_garbage_in_the_query_is_the_first_page(story, read, query):
    made = roots(story, 2)
    assert numbers(read(f"/comments/on/{story.pk}/?{query}")) == [made[1].pk, made[0].pk]
    assert numbers(read(f"/comments/{made[0].pk}/?{query}"), "main") == [made[0].pk]


@pytest.mark.parametrize("number", ["0", "4000000000", "99999999999999999999", "-1", "x", "1e3"])
@pytest.mark.parametrize("page", ["{}/", "{}/edit/", "{}/report/", "on/{}/", "on/{}/write/"])
def test_numbers_that_nothing_has_are_not_found(client, story, page, number):
    assert client.get(f"/comments/{page.format(number)}").status_code == 404
    assert client.post(f"/comments/{page.format(number)}").status_code in {404, 405}


@pytest.mark.parametrize("page", PAGES)
def test_pages_of_comments_are_neither_kept_nor_indexed_and_leave_no_cookie(
    story, client, page, read
):
    comment = send_and_find(client, story)
    url = page.format(comment=comment.pk, story=story.pk)
    response = client.get(url)
    assert "no-store" in response["Cache-Control"]
    assert not response.cookies
    found = read(url)
    assert found.select_one("meta[name=robots]")["content"] == "noindex"
    assert found.select_one("link[rel=canonical]")["href"] == story.full_url


def send_and_find(client, story, text="Well said.", **fields):
    """Send a comment and return it as it is stored."""
    response = send(client, story, text, **fields)
    assert response.status_code == 303, response.text
    return ReaderComment.objects.latest("pk")


# --- A comment's own page -------------------------------------------------------------


def test_a_comment_has_a_page_with_what_it_answers_and_what_answers_it(story, read):
    first = add_comment(story)
    second = add_comment(story, "Yes", reply_to=first)
    third = add_comment(story, "No", reply_to=second)
    beside = add_comment(story, "Beside", reply_to=first)
    page = read(f"/comments/{second.pk}/")
    assert numbers(page, "main") == [first.pk, second.pk, third.pk]
    assert page.select_one(".comment--highlighted")["id"] == f"comment-{second.pk}"
    assert page.find("a", string="Ferry sails")["href"] == story.url
    assert f"#comment-{beside.pk}" not in str(page)


def test_replies_are_shown_a_page_at_a_time(story, read):
    first = add_comment(story)
    replies = [
        add_comment(story, f"Reply {n}", reply_to=first) for n in range(REPLIES_PER_PAGE + 3)
    ]
    page = read(f"/comments/{first.pk}/")
    found = numbers(page, "[data-replies]")
    rest = read(page.select_one("[data-more] a")["href"])
    assert found + numbers(rest, "[data-replies]") == [r.pk for r in replies]
    assert rest.select_one("[data-more]") is None


@pytest.mark.parametrize("state", [State.PENDING, State.REJECTED])
def test_a_comment_that_readers_do_not_see_has_no_page(story, client, state):
    comment = add_comment(story)
    set_state([comment], state, None)
    for page in PAGES[:3]:
        assert client.get(page.format(comment=comment.pk)).status_code == 404


def test_a_removed_comment_keeps_its_page(story, read):
    comment = add_comment(story, "Buy this")
    set_state([comment], State.REMOVED, None)
    page = read(f"/comments/{comment.pk}/")
    assert "Removed by a moderator." in page.text
    assert "Buy this" not in page.text


def test_a_comment_that_waits_is_shown_where_it_was_written_only(
    story, client, read, django_user_model
):
    CommentSettings.objects.update_or_create(
        site=story.get_site(), defaults={"moderation": "before"}
    )
    comment = send_and_find(client, story, "Let me in")
    assert comment.state == State.PENDING
    for url in (f"/comments/{comment.pk}/", f"/comments/on/{story.pk}/"):
        page = read(url)
        assert "Let me in" in page.text
        assert "Waiting for a moderator: only you see it." in page.text
    assert "Let me in" not in read(story.url).text
    client.cookies.clear()
    assert client.get(f"/comments/{comment.pk}/").status_code == 404
    assert "Let me in" not in read(f"/comments/on/{story.pk}/").text


def test_a_conversation_shows_what_waits_on_its_story_and_was_written_in_this_browser(
    story, section, client, read
):
    CommentSettings.objects.update_or_create(
        site=story.get_site(), defaults={"moderation": "before"}
    )
    add_comment(story, "Of somebody else")
    send(client, ArticleFactory(parent=section), "Mine, on another story")
    send(client, story, "Mine, on this story")
    page = read(f"/comments/on/{story.pk}/")
    assert [text.text for text in page.select(".comment__text")] == ["Mine, on this story"]


def test_a_comment_that_was_rejected_has_no_page_where_it_was_written_either(story, client):
    comment = send_and_find(client, story)
    set_state([comment], State.REJECTED, None)
    assert client.get(f"/comments/{comment.pk}/").status_code == 404


# --- What readers must not see --------------------------------------------------------


@pytest.mark.parametrize("kind", range(len(HIDDEN_KINDS)), ids=HIDDEN_KINDS)
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("page", PAGES)
def test_nothing_is_told_of_a_story_that_readers_do_not_see(section, client, kind, method, page):
    story = hidden_stories(section, title="Secret")[kind]
    comment = ReaderComment(story=story, comment="Psst", state=State.APPROVED)
    comment.save(force_insert=True)
    url = page.format(comment=comment.pk, story=story.pk)
    response = getattr(client, method)(url)
    assert response.status_code in {404, 405}
    assert "Secret" not in response.text
    assert "Psst" not in response.text
