"""Make what tests need. Only what a test asserts is given by the test."""

from datetime import timedelta
from functools import partial

import factory
import wagtail_factories
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db.models.signals import post_save, pre_save
from django.utils import timezone
from wagtail.models import Collection, PageViewRestriction

from home.models import HomePage, StandardPage
from news.models import ArticlePage, Author, Byline, SectionPage, Topic
from news.restrictions import update_restricted
from photos.models import Photo
from photos.tasks import make_pictures


class UserFactory(factory.django.DjangoModelFactory):
    username = factory.Sequence(lambda n: f"person{n}")
    password = factory.django.Password("a long passphrase")

    class Meta:
        model = get_user_model()
        skip_postgeneration_save = True

    @factory.post_generation
    def group(self, create, name):
        """Put the user into a group of the newsroom: `UserFactory(group="Editors")`."""
        if name:
            self.groups.add(Group.objects.get(name=name))


class PhotoFactory(wagtail_factories.ImageFactory):
    title = "Harbour"
    credit = "Mara Lind / Courier"
    description = "Boats in the harbour"
    # Small: making files of it costs little. Tests of sizes say one.
    file = factory.django.ImageField(width=90, height=60)
    # Where editors may choose from.
    collection = factory.LazyFunction(Collection.get_first_root_node)

    class Meta:
        model = Photo


class AuthorFactory(factory.django.DjangoModelFactory):
    name = factory.Sequence(lambda n: f"Author {n}")

    class Meta:
        model = Author


class TopicFactory(factory.django.DjangoModelFactory):
    name = factory.Sequence(lambda n: f"Topic {n}")

    class Meta:
        model = Topic


class PageFactory(wagtail_factories.PageFactory):
    """Writes the rows of a page as Wagtail does, and nothing else.

    It is neither validated nor logged, and no signal is sent: nothing is indexed, no reference
    kept, no page taken out of the page cache. A test of what follows says `signals=True`.
    """

    class Meta:
        abstract = True

    @classmethod
    def _create_instance(cls, model_class, parent, kwargs):
        if kwargs.pop("signals", False):
            return super()._create_instance(model_class, parent, kwargs)
        page = model_class(**{"draft_title": kwargs["title"], "locale_id": 1, **kwargs})
        page.save = partial(page.save, clean=False, log_action=None)
        with factory.django.mute_signals(pre_save, post_save):
            parent.add_child(instance=page)
        del page.save
        if PageViewRestriction.objects.exists():
            update_restricted(page.pk)
        return page


class SectionFactory(PageFactory):
    title = factory.Sequence(lambda n: f"Section {n}")
    parent = factory.LazyFunction(HomePage.objects.get)

    class Meta:
        model = SectionPage
        skip_postgeneration_save = True

    @factory.post_generation
    def restrict(self, create, value):
        """Keep the section and all in it for people who sign in."""
        if value:
            PageViewRestriction.objects.create(page=self, restriction_type="login")


class StandardPageFactory(PageFactory):
    title = factory.Sequence(lambda n: f"About {n}")
    parent = factory.LazyFunction(HomePage.objects.get)

    class Meta:
        model = StandardPage


class ArticleFactory(PageFactory):
    """A published story, an hour old, with one word in its body."""

    title = factory.Sequence(lambda n: f"Story {n}")
    parent = factory.SubFactory(SectionFactory)
    published_at = factory.LazyFunction(lambda: timezone.now() - timedelta(hours=1))
    body = factory.LazyFunction(lambda: [("paragraph", "<p>Lorem.</p>")])

    class Meta:
        model = ArticlePage
        skip_postgeneration_save = True

    class Params:
        draft = factory.Trait(live=False)
        expired = factory.Trait(
            expire_at=factory.LazyFunction(lambda: timezone.now() - timedelta(minutes=1))
        )
        future = factory.Trait(
            published_at=factory.LazyFunction(lambda: timezone.now() + timedelta(hours=1))
        )

    @factory.post_generation
    def restrict(self, create, value):
        """Keep the story for people who sign in: `ArticleFactory(restrict=True)`."""
        if value:
            PageViewRestriction.objects.create(page=self, restriction_type="login")

    @factory.post_generation
    def authors(self, create, names):
        """Put names over the story: `ArticleFactory(authors=["Mara Lind"])`."""
        authors = [Author.objects.get_or_create(name=name)[0] for name in names or []]
        Byline.objects.bulk_create(
            Byline(article=self, author=author, sort_order=order)
            for order, author in enumerate(authors)
        )

    @factory.post_generation
    def about(self, create, topics):
        """Put the story under topics: `ArticleFactory(about=[topic])`."""
        link = ArticlePage.topics.through
        link.objects.bulk_create(link(articlepage=self, topic=topic) for topic in topics or [])


def hidden_stories(parent, title="Hidden", **fields):
    """Make one story of every kind that readers must not see, and return them."""
    elsewhere = {"parent": SectionFactory(restrict=True), **fields}
    fields["parent"] = parent
    return [
        ArticleFactory(title=f"{title} draft", draft=True, **fields),
        ArticleFactory(title=f"{title} expired", expired=True, **fields),
        ArticleFactory(title=f"{title} future", future=True, **fields),
        ArticleFactory(title=f"{title} restricted", restrict=True, **fields),
        ArticleFactory(title=f"{title} in a restricted section", **elsewhere),
    ]


def make_now(story):
    """Make the files of a story's photos, as the worker does after publishing."""
    make_pictures.call([(photo.pk, shape) for photo, shape in story.every_picture()])
