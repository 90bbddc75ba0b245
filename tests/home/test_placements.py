"""Editors place stories on the front page and on the fronts of sections."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from home.models import FrontPlacement
from home.plan import NO_RAIL_NOTE, OPINION_LIMIT, RAIL_LIMIT
from news.models import ArticlePage, SectionPlacement
from news.placing import (
    NO_ROOM_ON_TOP,
    PLACED_TWICE,
    PLACEMENT_IS_OVER,
    SECOND_LEAD,
    STORY_IS_NOT_VISIBLE,
)
from tests.factories import ArticleFactory, SectionFactory, UserFactory, hidden_stories
from tests.home.placing import NOON, add_stories, composed, front_page, notes_of, place
from tests.readership.reading import read_by

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def moment(at):
    return localtime(at).strftime("%Y-%m-%d %H:%M") if at else ""


def row(story, slot="top", until=None):
    return {"story": str(story.pk), "slot": slot, "until": moment(until)}


def form_data(page, *rows, **fields):
    data = {"title": page.title, "slug": page.slug, "comments": inline_formset([]), **fields}
    for name in ("description", "colour", "commenting"):
        if hasattr(page, name):
            data[name] = getattr(page, name)
    return nested_form_data({**data, "placements": inline_formset(rows)})


def save(client, page, *rows, publish=True):
    """Post the form of a front page; return the response."""
    action = {"action-publish": "1"} if publish else {}
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return client.post(url, form_data(page, *rows, **action))


@pytest.fixture
def stories(section):
    """Twelve stories of a section, the newest first."""
    return add_stories(12, section)


def test_placed_stories_stand_where_they_were_placed_in_the_order_of_the_editor(stories, desk):
    rows = [row(stories[9], "lead"), row(stories[11]), row(stories[10])]
    assert save(desk, front_page(), *rows).status_code == 302
    front = composed()
    assert front.lead == stories[9]
    assert [*front.beside, *front.briefs] == [stories[11], stories[10], *stories[:5]]


def test_pinned_stories_come_first_in_their_section_or_among_the_opinions(stories, section):
    view = ArticleFactory(parent=section, label="opinion", published_at=NOON - 99 * HOUR)
    add_stories(4, section, label="opinion")
    place(stories[11], "pinned")
    place(view, "pinned")
    front = composed()
    assert front.rails[0].stories[0] == stories[11]
    assert front.opinion[0] == view
    assert (len(front.rails[0].stories), len(front.opinion)) == (RAIL_LIMIT, OPINION_LIMIT)
    assert front.notes == []


def test_editors_see_what_is_pinned_beyond_the_limit_of_a_rail(section):
    stories = add_stories(20, section)
    for story in stories[14:]:
        place(story, "pinned")
    front = composed()
    assert front.rails[0].stories == stories[14 : 14 + RAIL_LIMIT]
    left_out = [story.pk for story in stories[14 + RAIL_LIMIT :]]
    assert notes_of(front) == dict.fromkeys(left_out, NO_RAIL_NOTE)


def test_a_draft_of_the_front_page_changes_nothing_for_readers(stories, desk, read):
    before = read("/").main
    save(desk, front_page(), row(stories[9], "lead"), publish=False)
    assert read("/").main == before
    assert not FrontPlacement.objects.exists()


@pytest.mark.parametrize("of_section", [False, True])
def test_a_reporter_does_not_curate(stories, section, client, of_section):
    client.force_login(UserFactory(group="Reporters"))
    save(client, section if of_section else front_page(), row(stories[9], "lead"))
    assert not FrontPlacement.objects.exists()
    assert not SectionPlacement.objects.exists()
    assert composed().lead == stories[0]


def test_a_placement_ends_by_itself(stories, time_machine):
    place(stories[9], "lead", until=timezone.now() + HOUR)
    assert composed().lead == stories[9]
    time_machine.move_to(timezone.now() + 2 * HOUR)
    front = composed()
    assert front.lead == stories[0]
    assert notes_of(front) == {stories[9].pk: PLACEMENT_IS_OVER}


def test_editors_see_why_a_story_does_not_stand_where_it_was_placed(stories, section):
    [draft, *_] = hidden_stories(section)
    place(stories[9], "lead")
    place(stories[10], "lead")
    place(draft, "top")
    place(stories[9], "pinned")
    front = composed()
    assert front.lead == stories[9]
    assert front.beside[0] == stories[10]
    texts = [(note.placement.story, note.text) for note in front.notes]
    assert texts == [
        (stories[10], SECOND_LEAD),
        (draft, STORY_IS_NOT_VISIBLE),
        (stories[9], PLACED_TWICE),
    ]


def test_top_stories_for_whom_there_is_no_room_are_pinned(section):
    stories = add_stories(30, section)
    for story in stories[20:28]:
        place(story)
    front = composed()
    assert [*front.beside, *front.briefs] == stories[20:27]
    assert front.rails[0].stories[0] == stories[27]
    assert notes_of(front) == {stories[27].pk: NO_ROOM_ON_TOP}


def errors_of(response):
    """Return the errors of the rows, each with the number of its row."""
    assert response.status_code == 200
    rows = response.context["form"].formsets["placements"].forms
    return {n: dict(form.errors) for n, form in enumerate(rows) if form.errors}


@pytest.mark.parametrize("publish", [True, False])
def test_the_form_refuses_what_cannot_be(stories, desk, publish):
    twice = save(desk, front_page(), row(stories[0]), row(stories[0], "pinned"), publish=publish)
    assert errors_of(twice) == {1: {"story": ["This story is placed further up already."]}}
    leads = save(
        desk, front_page(), row(stories[0], "lead"), row(stories[1], "lead"), publish=publish
    )
    [error] = errors_of(leads)[1]["slot"]
    assert "Another story is the lead already" in error
    over = save(desk, front_page(), row(stories[0], until=timezone.now() - HOUR), publish=publish)
    assert errors_of(over) == {0: {"until": ["This time is over already."]}}
    assert "This time is over already." in over.text


def test_the_form_refuses_a_page_that_repeats_another(stories, desk):
    alias = stories[0].create_alias(parent=SectionFactory(), update_slug="alias")
    response = save(desk, front_page(), row(alias))
    assert errors_of(response) == {0: {"story": ["It repeats another story. Place that one."]}}


def test_a_row_that_is_over_does_not_keep_the_form_from_being_saved(stories, desk):
    an_hour_ago = (timezone.now() - HOUR).replace(second=0, microsecond=0)
    old = place(stories[9], "lead", until=an_hour_ago)
    page = front_page()
    data = {
        **form_data(page, row(stories[9], "lead", old.until), row(stories[8], "lead")),
        "placements-INITIAL_FORMS": "1",
        "placements-0-id": str(old.pk),
        "action-publish": "1",
    }
    url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    assert desk.post(url, data).status_code == 302
    assert composed().lead == stories[8]


@pytest.mark.parametrize("garbage", ["", "0", "99999", "-1"])
def test_garbage_in_a_row_is_refused(stories, desk, garbage):
    rows = [{"story": garbage, "slot": "nowhere", "until": "soon"}]
    assert save(desk, front_page(), *rows).status_code == 200
    assert not FrontPlacement.objects.exists()


def test_a_story_of_a_draft_that_was_deleted_since_is_no_harm(stories, desk, client):
    save(desk, front_page(), row(stories[9], "lead"), row(stories[8]), publish=False)
    stories[9].delete()
    url = reverse("wagtailadmin_pages:edit", args=[front_page().pk])
    assert desk.get(url).status_code == 200
    front_page().get_latest_revision().publish()
    front = composed()
    assert front.beside[0] == stories[8]
    assert client.get("/").status_code == 200


def shown_in(desk, page):
    response = desk.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    return BeautifulSoup(response.content, "lxml").select_one(".stands-now")


def test_the_form_shows_what_stands_on_the_front_page_and_why(stories, desk):
    save(desk, front_page(), row(stories[9], "lead", timezone.now() + HOUR), publish=False)
    read_by(stories[11], 5)
    panel = shown_in(desk, front_page())
    rows = [" ".join(found.text.split()) for found in panel.select("tbody tr")]
    assert rows[0].startswith(f"Lead {stories[9].title} · View Placed until ")
    assert rows[1] == f"Top stories {stories[0].title} · View Fills itself"
    assert f"Most read {stories[11].title} · View Fills itself" in rows
    assert "readers see it so when the page is published" in panel.text
    links = [link["href"] for link in panel.select("tr a")][:2]
    assert links == [f"/admin/pages/{stories[9].pk}/edit/", stories[9].url]


def test_the_form_names_placed_stories_that_do_not_show(stories, desk):
    place(stories[9], "lead", until=timezone.now() - HOUR)
    text = shown_in(desk, front_page()).text
    assert stories[9].title in text
    assert PLACEMENT_IS_OVER in text


@pytest.mark.parametrize("of_section", [False, True])
def test_the_preview_shows_placements_that_are_not_saved(stories, section, desk, of_section):
    page = section if of_section else front_page()
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    kept = desk.post(url, form_data(page, row(stories[9], "lead")))
    assert kept.json()["is_valid"], kept.json()
    preview = BeautifulSoup(desk.get(url).content, "lxml")
    lead = preview.select_one(".section-lead" if of_section else ".front__lead")
    assert stories[9].title in lead.text
    assert composed().lead == stories[0]


def headlines(page):
    return [title.text for title in page.select("main .card__title")]


def test_a_section_opens_with_what_was_placed_and_goes_on_with_the_newest(section, read, desk):
    stories = add_stories(45, section)
    rows = [row(stories[30], "lead"), row(stories[41]), row(stories[5], "pinned")]
    assert save(desk, section, *rows).status_code == 302
    first, *others = [headlines(read(f"/news/?page={n}")) for n in (1, 2, 3)]
    order = [30, 41, 0, 1, 5, 2, 3, 4, 6]
    assert first[:9] == [stories[n].title for n in order]
    everything = [title for page in (first, *others) for title in page]
    assert sorted(everything) == sorted(story.title for story in stories)


def test_every_placed_story_stands_once_on_a_section_whatever_was_placed(section, read):
    stories = add_stories(30, section)
    elsewhere = ArticleFactory(title="From elsewhere")
    for n, story in enumerate([*stories[20:28], stories[20], elsewhere]):
        place(story, ["lead", "top", "pinned"][n % 3], section)
    shown = [title for n in (1, 2) for title in headlines(read(f"/news/?page={n}"))]
    assert sorted(shown) == sorted([elsewhere.title, *(story.title for story in stories)])


def test_hidden_stories_do_not_stand_on_a_section_though_placed(section, read):
    for n, story in enumerate(hidden_stories(section)):
        place(story, ["lead", "top", "pinned"][n % 3], section)
    assert "There are no stories here yet" in read("/news/").text
    add_stories(4, section)
    page = read("/news/")
    assert len(headlines(page)) == 4
    assert "Hidden" not in page.text


def test_a_placement_on_a_section_ends_by_itself(section, read, time_machine):
    stories = add_stories(4, section)
    place(stories[3], "lead", section, until=timezone.now() + HOUR)
    assert headlines(read("/news/"))[0] == stories[3].title
    time_machine.move_to(timezone.now() + 2 * HOUR)
    assert headlines(read("/news/")) == [story.title for story in stories]


def test_sponsored_stories_do_not_lead_a_section_by_themselves(section, read):
    stories = add_stories(4, section)
    ArticlePage.objects.filter(pk=stories[0].pk).update(label="sponsored")
    assert headlines(read("/news/"))[0] == stories[1].title
    assert len(headlines(read("/news/"))) == 4


def test_a_section_lists_what_is_popular_in_it_each_story_once(section, read):
    stories = add_stories(10, section)
    elsewhere = ArticleFactory()
    for readers, story in enumerate([elsewhere, *stories], start=1):
        read_by(story, readers)
    popular = [link.text for link in read("/news/").select(".popular__link")]
    assert popular == [story.title for story in stories[:4:-1]]


def test_the_form_of_a_section_shows_what_stands_on_its_front(section, desk):
    stories = add_stories(4, section)
    place(stories[3], "lead", section)
    stories[3].create_alias(update_slug="again")
    rows = [" ".join(r.text.split()) for r in shown_in(desk, section).select("tbody tr")]
    assert rows == [
        f"Lead {stories[3].title} · View Placed",
        f"Top stories {stories[0].title} · View Fills itself",
        *(f"{story.title} · View Fills itself" for story in stories[1:3]),
    ]


def test_placements_cost_a_section_no_query_more(section, count):
    stories = add_stories(30, section)
    place(stories[20], "lead", section)
    few = count("/news/")
    for story in stories[10:20]:
        place(story, "top", section)
    assert count("/news/") == few
