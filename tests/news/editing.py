"""The editor's form of a story, posted as the browser posts it."""

from django.urls import reverse
from wagtail.test.utils.form_data import (
    inline_formset,
    nested_form_data,
    rich_text,
    streamfield,
)

# Without a body no story is published.
BODY = (("paragraph", rich_text("<p>Lorem.</p>", features=["bold"])),)


def form_data(*, body=BODY, bylines=(), corrections=(), read_next=(), topics=(), **fields):
    """Return the data that the browser posts for a story.

    `body` is a list of (type, value), or the form data of a stream where ids matter.
    """
    data = {
        "title": "A story",
        "slug": "a-story",
        "standfirst": "",
        "lead_photo": "",
        "lead_caption": "",
        "lead_credit": "",
        "label": "",
        "sponsor": "",
        "published_at": "",
        "body": body if isinstance(body, dict) else streamfield(body),
        "bylines": inline_formset(bylines),
        "corrections": inline_formset(corrections),
        "read_next": inline_formset(read_next),
        "comments": inline_formset([]),
        **fields,
    }
    return {**nested_form_data(data), "topics": [str(topic.pk) for topic in topics]}


class Desk:
    """An editor's desk: stories go through Wagtail's own add and edit views."""

    def __init__(self, client, user):
        self.client = client
        client.force_login(user)

    def add(self, section, action="publish", **fields):
        """Write a new story in a section and publish it, submit it or save it as a draft."""
        url = reverse("wagtailadmin_pages:add", args=["news", "articlepage", section.pk])
        return self.post(url, action, **fields)

    def edit(self, story, action="publish", **fields):
        """Change a story; other fields of the form are empty."""
        url = reverse("wagtailadmin_pages:edit", args=[story.pk])
        return self.post(url, action, **{"title": story.title, "slug": story.slug, **fields})

    def post(self, url, action, *, tick=False, follow=False, **fields):
        data = form_data(**fields)
        if action != "draft":
            data[f"action-{action}"] = "1"
        if tick:
            data["substantial_update"] = "on"
        response = self.client.post(url, data)
        if response.status_code == 302 and "/publish/" in response.url:
            response = self.client.post(response.url)  # "Publish anyway"
        if follow and response.status_code == 302:
            response = self.client.get(response.url)
        return response

    def preview(self, story, **fields):
        """Preview a story as the editor does: the form is stored, then shown."""
        url = reverse("wagtailadmin_pages:preview_on_edit", args=[story.pk])
        kept = self.client.post(url, form_data(title=story.title, slug=story.slug, **fields))
        assert kept.json()["is_valid"], kept.json()
        return self.client.get(url)
