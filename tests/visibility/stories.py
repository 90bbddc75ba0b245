"""The same story in every state, each with all that readers could learn of it."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.apps import apps
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import Collection, PageViewRestriction

from news.models import ArticlePage
from tests.comments.conversing import add_comment
from tests.factories import ArticleFactory, PhotoFactory, SectionFactory, TopicFactory
from tests.readership.reading import read_by
from tests.search.indexing import index

# A word that all of them share, which is searched for.
SHARED = "harbour"


@dataclass
class Sample:
    """A story, and what addresses could ask for of it."""

    state: str
    # Stands in all of its texts, and never in an address.
    secret: str
    story: ArticlePage | None = None
    values: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, state, section):
        """Write a story with photo, document, author, topic and a comment."""
        made = cls(state, f"zq{state.replace(' ', '')}")
        text = f"{SHARED} {made.secret}"
        topic = TopicFactory(name=text.title(), slug=f"topic-{made.slug}")
        photo = PhotoFactory(title=text, credit=text, description=text)
        document = get_document_model().objects.create(
            title=text,
            file=ContentFile(text.encode(), f"{made.slug}.txt"),
            collection=Collection.get_first_root_node(),
        )
        made.story = story = ArticleFactory(
            title=text.capitalize(),
            slug=made.slug,
            parent=section,
            signals=True,  # references are kept
            standfirst=text,
            lead_photo=photo,
            authors=[f"Ann {text}"],
            about=[topic],
            body=[
                ("heading", text),
                ("paragraph", f"<p>{text}</p>"),
                ("quote", {"text": text, "speaker": text}),
                ("photo", {"photo": photo, "caption": text, "credit": text}),
                ("document", {"document": document}),
                ("polls_poll", {"question": text, "answers": [text, "No"]}),
                ("live_coverage_updates", {"is_over": False}),
            ],
        )
        story.save_revision().publish()
        author = story.bylines.get().author
        author.slug = f"author-{made.slug}"
        author.save()
        model = apps.get_model("live_coverage.LiveUpdate")
        update = model.objects.create(story_id=story.pk, text=f"<p>{text}</p>")
        read_by(story, 100)
        comment = add_comment(story, text, name=text)
        comment.refresh_from_db()
        things = (story, section, author, topic, photo, document, comment, update)
        made.values = [
            *dict.fromkeys(str(thing.pk) for thing in things),
            *(story.slug, section.slug, author.slug, topic.slug, document.filename),
            *(f"{section.slug}/{story.slug}/", f"{section.slug}/"),
            *(block.id for block in story.body if block.block_type == "polls_poll"),
        ]
        return made

    @property
    def slug(self):
        """The slug of the story."""
        return f"{SHARED}-{self.state.replace(' ', '-')}"


def build():
    """Return a sample that is published, and one in each state that readers must not see.

    All are written, commented on and indexed as published ones.
    """
    is_open = SectionFactory(title="News", slug="news")
    closed = SectionFactory(title="Section zqinaclosedsection", slug="section-closed")
    gone = SectionFactory(title="Section zqinagonesection", slug="section-gone")
    samples = {
        state: Sample.of(state, section)
        for state, section in {
            **dict.fromkeys(["published", "draft", "future", "expired", "restricted"], is_open),
            "in a closed section": closed,
            "in a gone section": gone,
        }.items()
    }
    index(*(sample.story for sample in samples.values()))
    now, day = timezone.now(), timedelta(days=1)
    update(samples["draft"], live=False)
    update(samples["future"], published_at=now + day)
    update(samples["expired"], expire_at=now - day)
    PageViewRestriction.objects.create(page=samples["restricted"].story, restriction_type="login")
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    gone.unpublish()
    return list(samples.values())


def update(sample, **fields):
    """Change columns of a story."""
    ArticlePage.objects.filter(pk=sample.story.pk).update(**fields)
