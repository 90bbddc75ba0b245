"""The story page."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import cached_property
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.models import Page, Revision
from wagtail.search import index

from news import panels
from news.fields import ArticleBodyField
from news.forms import ArticleForm
from news.managers import ArticleManager
from news.models.base import BasePage
from news.models.commenting import Commenting
from news.models.newsroom import Newsroom
from news.publish_blockers import NotReadyError, story_blockers
from news.querysets import related_model
from news.reading_time import reading_minutes
from news.release import publication_date
from news.rules import Rule
from news.selectors import READ_NEXT_LIMIT, stories_below
from news.widgets import TypedChoices
from photos.credits import credit_line
from photos.renditions import ShapedPhoto
from recyclebin.models import is_deleted

if TYPE_CHECKING:
    from news.models.people import Author

NAME_SEARCH_FIELDS = [index.SearchField("name")]
# The shapes in which lists show a story's lead photo.
LIST_SHAPES = ("splash", "card", "thumbnail")


class ArticlePage(BasePage):
    """A story."""

    cache_tag_prefix = "page"

    class Label(models.TextChoices):
        """The kind of story, where it is not plain news."""

        NEWS = "", "News"
        ANALYSIS = "analysis", "Analysis"
        OPINION = "opinion", "Opinion"
        SPONSORED = "sponsored", "Sponsored"

    standfirst = models.TextField(
        blank=True,
        max_length=400,
        help_text="One or two sentences under the headline: why this story matters.",
    )
    lead_photo = models.ForeignKey(
        "photos.Photo", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    lead_caption = models.TextField(
        "caption",
        blank=True,
        max_length=500,
        help_text="Left empty, the photo's own caption is used.",
    )
    lead_credit = models.CharField(
        "credit",
        blank=True,
        max_length=255,
        help_text="Left empty, the photo's own credit is used.",
    )
    body = ArticleBodyField(blank=True)
    topics = ParentalManyToManyField("news.Topic", blank=True, related_name="articles")
    # Which part of the paper the story is in. Always its parent page: `save` and moves
    # keep it so. A column of its own, since a parent cannot be indexed with a date.
    section = models.ForeignKey(
        "news.SectionPage", on_delete=models.RESTRICT, related_name="+", editable=False
    )
    label = models.CharField(max_length=20, blank=True, choices=Label, default=Label.NEWS)
    sponsor = models.CharField(
        "paid for by",
        blank=True,
        max_length=120,
        help_text="Who paid for a sponsored story. Readers see it wherever the story appears.",
    )
    published_at = models.DateTimeField(
        "publication date",
        null=True,
        blank=True,
        help_text="What readers see above the story. Left empty, the moment it is first published.",
    )
    commenting = models.CharField(
        "comments",
        max_length=10,
        blank=True,
        choices=[("", "As in the section"), *Commenting.choices],
        default="",
        help_text="Whether readers may comment on the story.",
    )
    updated_at = models.DateTimeField(null=True, editable=False)
    substantial_update = models.BooleanField(
        "This changes the substance of the story",
        default=False,
        help_text="Readers then see “Updated” with the time of publishing. Leave it for typing "
        "errors and changes of layout.",
    )

    objects: ClassVar = ArticleManager()
    base_form_class = ArticleForm
    parent_page_types = ["news.SectionPage"]
    subpage_types: ClassVar[list[str]] = []

    content_panels = [
        panels.NewFromWordPanel(),
        panels.WarningsPanel(),
        panels.SectionPanel(),
        panels.headline_panel(),
        FieldPanel("standfirst"),
        InlinePanel("bylines", heading="Bylines", label="Byline", max_num=12),
        MultiFieldPanel(
            [FieldPanel("lead_photo"), FieldPanel("lead_caption"), FieldPanel("lead_credit")],
            "Lead photo",
        ),
        FieldPanel("body"),
        panels.InsertWordPanel(),
        FieldPanel("topics", widget=TypedChoices("topics")),
        panels.publication_panel(),
        panels.ReleasePanel(),
        FieldPanel("substantial_update"),
        InlinePanel("read_next", heading="Read next", label="Story", max_num=READ_NEXT_LIMIT),
        InlinePanel("corrections", heading="Corrections", label="Correction"),
    ]
    settings_panels = BasePage.settings_panels[1:]
    search_fields = [
        *BasePage.search_fields,
        index.SearchField("standfirst"),
        index.SearchField("body"),
        index.RelatedFields("bylines", [index.RelatedFields("author", NAME_SEARCH_FIELDS)]),
        index.RelatedFields("topics", NAME_SEARCH_FIELDS),
        index.FilterField("published_at"),
        index.FilterField("section_id"),
    ]

    class Meta:
        verbose_name = "article"
        indexes = [
            models.Index(fields=["-published_at"], name="article_newest"),
            models.Index(fields=["section", "-published_at"], name="article_newest_in_section"),
            models.Index(fields=["label", "-published_at"], name="article_newest_of_label"),
        ]

    # How many comments readers see on it: set by `with_comment_counts`.
    comment_count: int | None = None

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Update the section, the publication date and the time of the last update."""
        # Deferred fields and partial saves, as by Wagtail's draft flags, change none of it.
        if not kwargs.get("update_fields"):
            self.section_id = self.section_id if is_deleted(self) else self.get_parent().pk
            # Wagtail saves a story that is scheduled as live for a moment.
            if self.live and not (self.go_live_at and self.go_live_at > timezone.now()):
                self.published_at = self.published_at or publication_date(self)
            if self.live and self.substantial_update:
                self.updated_at = timezone.now()
                self.substantial_update = False
        super().save(*args, **kwargs)

    def with_content_json(self, content: dict[str, Any]) -> Self:
        """Load a revision, without authors deleted since, with the section of today."""
        bylines = content.get("bylines", [])
        authors = related_model(related_model(type(self), "bylines"), "author").objects
        known = authors.in_bulk([byline["author"] for byline in bylines])
        bylines = [byline for byline in bylines if byline["author"] in known]
        content = {**content, "section": self.section_id, "bylines": bylines}
        story = super().with_content_json(content)
        story.updated_at = self.updated_at
        return story

    def publish(self, revision: Revision, *args: Any, **kwargs: Any) -> Any:
        """Publish a revision. Raises NotReadyError where it may not be published yet."""
        if reasons := revision.as_object().publish_blockers():
            raise NotReadyError(f"{self.title}: {' '.join(reasons)}")
        return super().publish(revision, *args, **kwargs)

    def publish_blockers(self) -> list[str]:
        """Return why the story may not be published yet."""
        return story_blockers(self)

    @staticmethod
    def blocking_rules(page: Page) -> frozenset[Rule]:
        """Return what keeps stories from being published on the site of a page."""
        return Newsroom.for_site(page.get_site()).blocking_rules

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Set the section also in the preview of a story that was never saved."""
        self.section_id = self.get_parent().pk
        return super().serve_preview(request, mode_name)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add the stories to read next."""
        context = super().get_context(request, *args, **kwargs)
        return {**context, "read_next": stories_below(self)}

    @cached_property
    def card_headline(self) -> str:
        """The headline in lists; a page may set another one for itself."""
        return self.title

    @property
    def source_id(self) -> int:
        """The id of the story itself, also where this is an alias."""
        return self.alias_of_id or self.pk or 0  # in its first preview it has no id yet

    def shown_photos(self) -> list[ShapedPhoto]:
        """Return every photo that the story itself shows, with the shape it is shown in."""
        lead: list[ShapedPhoto] = [(self.lead_photo, "lead")] if self.lead_photo else []
        return [*lead, *self.body.stream_block.shown_photos(self.body)]

    def every_picture(self) -> list[ShapedPhoto]:
        """Return the photos of the story's page, and those of lists that show the story."""
        listed = [(self.lead_photo, shape) for shape in LIST_SHAPES] if self.lead_photo else []
        return [*self.shown_photos(), *listed]

    @property
    def is_published(self) -> bool:
        """Whether readers may see the story; `with_visibility()` finds it for many at once."""
        if self.is_visible is None:
            self.is_visible = ArticlePage.objects.visible().filter(pk=self.pk).exists()
        return self.is_visible

    @property
    def commenting_here(self) -> str:
        """The setting of the comments: the story's own, or its section's."""
        return self.commenting or self.section.commenting

    @property
    def kicker(self) -> str:
        """The word above the headline: the label, or the section."""
        return self.get_label_display() if self.label else self.section.title

    @property
    def is_in_time(self) -> bool:
        """Whether its date has come too, and its section is there; of an alias, by a query."""
        if self.alias_of_id:
            return self.is_visible or ArticlePage.objects.in_time().filter(pk=self.pk).exists()
        has_come = self.published_at is not None and self.published_at <= timezone.now()
        return has_come and super().is_in_time and self.section.live and self.section.is_in_time

    @property
    def is_sponsored(self) -> bool:
        """Whether the story is paid for."""
        return self.label == self.Label.SPONSORED

    @property
    def reading_minutes(self) -> int:
        """The time to read the body, in minutes, at least one."""
        return reading_minutes(self.body.stream_block.get_searchable_content(self.body))

    @property
    def is_updated(self) -> bool:
        """Whether readers see a time of update."""
        return bool(self.updated_at and self.published_at and self.updated_at > self.published_at)

    @property
    def modified_at(self) -> datetime | None:
        """When its substance was changed last, or it was published."""
        return self.updated_at if self.is_updated else self.published_at

    @property
    def writers(self) -> "list[Author]":
        """The authors without a role: who has one did not write it."""
        return [byline.author for byline in self.bylines.all() if not byline.role]

    @property
    def photo_caption(self) -> str:
        """The lead photo's caption: the story's own, or the photo's."""
        return self.lead_caption or (self.lead_photo.caption if self.lead_photo else "")

    @property
    def photo_credit(self) -> str:
        """The lead photo's credit: the story's own, or the photo's."""
        return self.lead_credit or (self.lead_photo.credit if self.lead_photo else "")

    @property
    def photo_alt(self) -> str:
        """The lead photo's text on social cards: its description and its credit."""
        description = self.lead_photo.description if self.lead_photo else ""
        return ". ".join(filter(None, [description.rstrip(". "), credit_line(self.photo_credit)]))

    @property
    def seo_description(self) -> str:
        """Fall back on the standfirst."""
        return self.search_description or self.standfirst
