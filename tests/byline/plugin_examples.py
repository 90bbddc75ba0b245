"""An example of each hook: they are in docs/development/plugin-hooks.md, and tests run them."""

from django.http import HttpResponse
from django.urls import path, reverse_lazy
from django.utils.html import format_html
from wagtail.admin.menu import MenuItem
from wagtail.blocks import CharBlock

from byline.pagecache import changed, depends_on, fragment
from byline.plugins import (
    AdminPanel,
    Place,
    SearchFacet,
    Slot,
    StructuredDataEnricher,
    hookimpl,
)
from byline.plugins.comments import hold

# What the events below have seen.
SEEN = []


@hookimpl
def article_blocks():
    return [("example_aside", CharBlock(label="Aside", template="sample_plugin/poll.html"))]


def no_shouting(comment):
    """Hold a comment in capitals."""
    return hold("It is written in capitals.") if comment.text.isupper() else None


@hookimpl
def comment_checks():
    return [no_shouting]


def reading_list(context):
    """Show a link below the story; nothing on other pages."""
    if context.story is None:
        return None
    depends_on("example:reading-list")
    return format_html('<a href="{}">Read later</a>', f"/plugins/example/{context.story.pk}/")


@hookimpl
def slots():
    return [Slot(Place.AFTER_BODY, reading_list)]


def louder(stories):
    """Give each story on the front page a louder headline, for this page only."""
    return {story.pk: format_html("<strong>{}</strong>!", story.title) for story in stories}


@hookimpl
def front_headlines():
    return [louder]


def free_to_read(_story, data):
    """Say that the story costs nothing."""
    return {**data, "isAccessibleForFree": True}


@hookimpl
def structured_data():
    return [StructuredDataEnricher(free_to_read)]


@hookimpl
def template_context():
    # In a template: {{ plugins.example.edition }}
    return [lambda _request: {"edition": "Morning"}]


def saved(_request, number):
    """Answer below `/plugins/example/`; a page that is not marked as cacheable is not cached."""
    return HttpResponse(f"Story {number} is saved.")


@hookimpl
def urls():
    return [path("<int:number>/", saved, name="saved")]


@fragment()
def weather(_request):
    """Return the HTML of a fragment, the same for every visitor."""
    depends_on("example:weather")
    return format_html("<p>{}</p>", "Rain.")


@hookimpl
def fragments():
    # In a template: {% load fragment_tags %}{% fragment "example:weather" %}
    return [path("weather/", weather, name="weather")]


@hookimpl
def search_texts():
    return [lambda story: f"Filed under {story.slug}"]


@hookimpl
def search_facets():
    kinds = {"analysis": "Analyses", "opinion": "Opinions"}

    def of_kind(stories, kind):
        return stories.filter(label=kind)

    return [SearchFacet("kind", "Kind of story", lambda: kinds, of_kind)]


@hookimpl
def popularity_sources():
    # Readers of the newspaper's app, by the id of the story.
    return [lambda since: {12: 340, 17: 25.5} if since else {12: 9000}]


@hookimpl
def admin_menu_items():
    return [MenuItem("Saved stories", reverse_lazy("wagtailadmin_home"), icon_name="pin")]


@hookimpl
def admin_reports():
    return [MenuItem("Saved stories", reverse_lazy("wagtailadmin_home"), icon_name="pin")]


@hookimpl
def admin_panels():
    def show(request):
        return format_html("<p>{} saved nothing yet.</p>", request.user)

    return [AdminPanel("Saved stories", show, permissions=["wagtailadmin.access_admin"])]


@hookimpl
def front_page_panels():
    return [AdminPanel("Saved stories", lambda _request: "Nobody saved anything yet.")]


@hookimpl
def hourly_tasks():
    return [lambda: changed("example:weather")]


@hookimpl
def story_published(story):
    SEEN.append(("published", story.pk))


@hookimpl
def story_unpublished(story):
    SEEN.append(("unpublished", story.pk))


@hookimpl
def comment_held(comment, moderator):
    SEEN.append(("held", comment.pk, moderator))


@hookimpl
def comment_approved(comment, moderator):
    SEEN.append(("approved", comment.pk, moderator))


@hookimpl
def comment_removed(comment, moderator):
    SEEN.append(("removed", comment.pk, moderator))


@hookimpl
def stories_read(visits):
    SEEN.extend(("read", visit.story, visit.source) for visit in visits)


@hookimpl
def headlines_shown(visits):
    SEEN.extend(("shown", visit.story, visit.source) for visit in visits)
