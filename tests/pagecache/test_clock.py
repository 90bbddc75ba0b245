"""What changes by the clock changes on time, without anybody saying so."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone
from wagtail.models import Site
from wagtail.rich_text import RichText

from comments.models import CommentSettings
from home.models import BreakingNews, FrontPlacement, HomePage
from news.models import ReadNext
from tests.factories import ArticleFactory, StandardPageFactory, TopicFactory

HOUR = timedelta(hours=1)


@pytest.fixture
def wall(section):
    return ArticleFactory(parent=section, slug="wall", title="The wall")


def kept(visitor, *addresses):
    for _ in range(2):
        for address in addresses:
            visitor.get(address)
    assert not visitor.rendered_by_django(*addresses)


def test_a_story_appears_when_its_embargo_ends(visitor, section, wall, time_machine):
    boat = ArticleFactory(
        parent=section, slug="boat", title="A boat", published_at=timezone.now() + HOUR / 12
    )
    kept(visitor, "/news/", "/recent/", "/")
    assert visitor.get("/news/boat/").status == 404
    time_machine.move_to(boat.published_at + timedelta(seconds=1))
    for address in ("/news/", "/recent/", "/", "/news/wall/"):
        assert "A boat" in visitor.get(address).body.decode()
    assert visitor.get("/news/boat/").status == 200


def read_next_of(story, boat):
    story.read_next.add(ReadNext(story=boat))


def link_in_text_of(story, boat):
    text = RichText(f'<p>As <a linktype="page" id="{boat.pk}">told</a>.</p>')
    story.body = [("paragraph", text)]


def related_in(story, boat):
    story.body = [("related", {"story": boat})]


def topic_of(story, boat):
    story.topics.add(TopicFactory())
    boat.topics.set(story.topics.all())
    boat.save()


@pytest.mark.parametrize("show", [read_next_of, link_in_text_of, related_in, topic_of])
def test_a_story_that_shows_another_does_so_when_its_embargo_ends(
    visitor, section, wall, time_machine, show
):
    end = timezone.now() + HOUR / 12
    boat = ArticleFactory(parent=section, slug="boat", published_at=end)
    show(wall, boat)
    wall.save()
    kept(visitor, "/news/wall/")
    assert boat.url not in visitor.get("/news/wall/").body.decode()
    time_machine.move_to(end + timedelta(seconds=1))
    own = visitor.get("/news/wall/").body.decode().partition("<aside")[0]
    assert boat.url in own


def test_the_end_of_an_embargo_renders_no_story_that_does_not_show_it(
    visitor, section, wall, time_machine
):
    end = timezone.now() + HOUR / 12
    boat = ArticleFactory(parent=section, slug="boat", about=[TopicFactory()], published_at=end)
    wall.topics.add(TopicFactory())
    wall.save()
    kept(visitor, "/news/wall/")
    time_machine.move_to(end + timedelta(seconds=1))
    assert boat.url in visitor.get("/news/wall/").body.decode()
    assert visitor.rendered.count("/news/wall/") == 1


def test_a_story_whose_embargo_ends_while_a_page_is_rendered_is_on_the_next(
    visitor, section, wall, time_machine
):
    until = timezone.now() + HOUR / 120
    ArticleFactory(parent=section, slug="boat", title="A boat", published_at=until)
    render = visitor.cache.application

    def render_for_long(environ, start_response):
        body = render(environ, start_response)
        time_machine.move_to(until + timedelta(seconds=1))
        return body

    visitor.cache.application = render_for_long
    assert "A boat" not in visitor.get("/news/").body.decode()
    visitor.cache.application = render
    assert "A boat" in visitor.get("/news/").body.decode()


def test_a_link_to_a_story_that_expires_leads_nowhere(visitor, section, wall, time_machine):
    end = timezone.now() + HOUR / 12
    boat = ArticleFactory(parent=section, slug="boat", expire_at=end)
    text = RichText(f'<p>As <a linktype="page" id="{boat.pk}">it was</a>.</p>')
    about = StandardPageFactory(slug="about", body=[("paragraph", text)])
    kept(visitor, about.url)
    assert boat.url in visitor.get(about.url).body.decode()
    time_machine.move_to(end + timedelta(seconds=1))
    assert boat.url not in visitor.get(about.url).body.decode()


def test_a_story_that_expires_is_on_no_page_any_more(visitor, section, wall, time_machine):
    ArticleFactory(
        parent=section, slug="boat", title="A boat", expire_at=timezone.now() + HOUR / 12
    )
    addresses = ("/news/", "/recent/", "/", "/news/wall/", "/news/boat/")
    kept(visitor, *addresses)
    time_machine.move_to(timezone.now() + HOUR / 12 + timedelta(seconds=1))
    for address in addresses:
        assert "A boat" not in visitor.get(address).body.decode()
    assert visitor.get("/news/boat/").status == 410


def test_a_page_that_expires_is_led_to_from_nowhere(visitor, section, time_machine):
    end = timezone.now() + HOUR / 12
    about = StandardPageFactory(slug="about", expire_at=end)
    kept(visitor, "/news/")
    assert about.url in visitor.get("/news/").body.decode()
    time_machine.move_to(end + timedelta(seconds=1))
    assert about.url not in visitor.get("/news/").body.decode()


def test_a_page_with_a_story_that_expired_is_not_even_shown_in_need(
    visitor, section, wall, time_machine
):
    ArticleFactory(
        parent=section, slug="boat", title="A boat", expire_at=timezone.now() + HOUR / 12
    )
    kept(visitor, "/news/")
    visitor.cache.listener.has_failed = True
    assert "A boat" in visitor.get("/news/").body.decode()
    time_machine.move_to(timezone.now() + HOUR / 12 + timedelta(seconds=1))
    assert "A boat" not in visitor.get("/news/").body.decode()


def test_a_banner_ends_on_time(visitor, wall, time_machine):
    until = timezone.now() + HOUR / 12
    BreakingNews.objects.create(site=Site.objects.get(), text="Water rises", until=until)
    kept(visitor, "/news/wall/", "/")
    assert "Water rises" in visitor.get("/").body.decode()
    time_machine.move_to(until + timedelta(seconds=1))
    for address in ("/news/wall/", "/"):
        assert "Water rises" not in visitor.get(address).body.decode()


def test_comments_close_on_time(visitor, section, time_machine):
    settings = CommentSettings.for_site(Site.objects.get())
    settings.close_after_days = 1
    settings.save()
    closing = timezone.now() + HOUR / 12
    ArticleFactory(parent=section, slug="wall", published_at=closing - timedelta(days=1))
    kept(visitor, "/news/wall/")
    assert "/write/" in visitor.get("/news/wall/").body.decode()
    time_machine.move_to(closing + timedelta(seconds=1))
    assert "/write/" not in visitor.get("/news/wall/").body.decode()


def test_what_editors_placed_ends_on_time(visitor, section, wall, time_machine):
    for number in range(30):
        ArticleFactory(parent=section, slug=f"other-{number}")
    wall.published_at -= timedelta(days=40)
    wall.save()
    until = timezone.now() + HOUR / 12
    front = HomePage.objects.get()
    FrontPlacement.objects.create(page=front, story=wall, slot="lead", until=until)
    kept(visitor, "/")
    assert "The wall" in visitor.get("/").page.main.get_text()
    time_machine.move_to(until + timedelta(seconds=1))
    assert "The wall" not in visitor.get("/").page.main.get_text()


def test_the_archive_has_a_new_day_at_midnight(visitor, wall, time_machine):
    time_machine.move_to(timezone.now().replace(hour=23, minute=59, second=50))
    today = timezone.localdate()
    kept(visitor, f"/recent/{today:%Y/%m}/")
    time_machine.shift(20)  # seconds
    assert visitor.rendered_by_django(f"/recent/{today:%Y/%m}/")


def test_what_is_of_today_is_of_yesterday_after_midnight(visitor, section, time_machine):
    time_machine.move_to(timezone.now().replace(hour=23, minute=59, second=50))
    story = ArticleFactory(parent=section, title="The wall")
    addresses = ["/", "/news/", "/recent/", "/nowhere/"]
    for day in (f"{timezone.localtime(story.published_at):%H:%M}", "Yesterday"):
        for address in addresses:
            page = BeautifulSoup(visitor.get(address).body, "lxml")
            assert [time.text for time in page.select(".card time")] == [day], address
        time_machine.shift(20)  # seconds


def test_no_page_is_kept_for_ever(visitor, wall, time_machine):
    kept(visitor, "/news/wall/")
    time_machine.move_to(timezone.now() + 2 * HOUR)
    assert not visitor.is_kept("/news/wall/")
