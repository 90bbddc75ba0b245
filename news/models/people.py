"""Authors and bylines."""

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Orderable

from byline.text import CleanTextModel
from news.models.subjects import Subject
from news.widgets import TypedChoice

# A name and a server, as Mastodon and others write them: the server may have letters of any script.
FEDIVERSE_HANDLE = (
    r"^@[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?@([^\W_]([\w-]*[^\W_])?\.)+[^\W_]{2,}\Z"
)


class Author(Subject):
    """A person named in bylines."""

    cache_tag_prefix = "author"
    story_lookup = "bylines__author"
    address = "news:author"

    name = models.CharField(max_length=120)
    job_title = models.CharField(
        max_length=120, blank=True, help_text="For example: Harbour correspondent."
    )
    bio = models.TextField(blank=True, max_length=2000)
    portrait = models.ForeignKey(
        "photos.Photo", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    email = models.EmailField(
        "e-mail", blank=True, help_text="Shown to readers: an address of the newsroom's."
    )
    website = models.URLField(blank=True, help_text="Shown to readers.")
    fediverse = models.CharField(
        gettext_lazy("fediverse handle"),
        max_length=255,
        blank=True,
        validators=[
            RegexValidator(
                FEDIVERSE_HANDLE,
                gettext_lazy("Write it as @name@server.example, without spaces."),
            )
        ],
        help_text=gettext_lazy(
            "For example @mara@social.example: Mastodon and others show it with links to the "
            "author's stories. Shown to readers."
        ),
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        limit_choices_to={"is_active": True},
        verbose_name=gettext_lazy("account"),
        help_text=gettext_lazy(
            "Whose stories begin with this name in the byline. Not shown to readers."
        ),
    )

    panels = [
        FieldPanel("name"),
        FieldPanel("job_title"),
        FieldPanel("portrait"),
        FieldPanel("bio"),
        MultiFieldPanel(
            [FieldPanel("email"), FieldPanel("website"), FieldPanel("fediverse")], "Contact"
        ),
        # Reporters keep authors, too; who has which account, editors say.
        FieldPanel("user", permission="news.change_newsroom"),
        FieldPanel("slug"),
    ]

    @property
    def fediverse_url(self) -> str:
        """The address of the profile in the fediverse; "" without a handle."""
        name, _, server = self.fediverse[1:].partition("@")
        return f"https://{server}/@{name}" if server else ""

    @property
    def profiles(self) -> list[str]:
        """The addresses of the author elsewhere."""
        return [url for url in (self.website, self.fediverse_url) if url]


class Byline(Orderable, CleanTextModel):
    """An author's part in a story."""

    article = ParentalKey("news.ArticlePage", on_delete=models.CASCADE, related_name="bylines")
    author = models.ForeignKey(Author, on_delete=models.PROTECT, related_name="bylines")
    role = models.CharField(
        max_length=60,
        blank=True,
        help_text="For example: Photography, Additional reporting. Left empty for the writer.",
    )

    panels = [FieldPanel("author", widget=TypedChoice("authors")), FieldPanel("role")]

    def __str__(self) -> str:
        return f"{self.author} ({self.role})" if self.role else str(self.author)
