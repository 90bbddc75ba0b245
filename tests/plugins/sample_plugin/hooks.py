"""What the sample plugin adds: a poll, checks of comments, and some of both that do not work."""

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from byline.plugins import hookimpl
from byline.plugins.comments import hold, reject


class PollBlock(blocks.StructBlock):
    question = blocks.CharBlock(max_length=100)

    class Meta:
        template = "sample_plugin/poll.html"

    def clean(self, value):
        value = super().clean(value)
        if "<" in value["question"]:
            raise ValidationError("A question has no markup.")
        return value


class SlidesBlock(blocks.ListBlock):
    photo_shape = "gallery"

    def __init__(self, **kwargs):
        super().__init__(ImageChooserBlock(), **kwargs)

    def photos_of(self, value):
        return list(value)


class FailingBlock(blocks.CharBlock):
    photo_shape = "body"

    def photos_of(self, value):
        raise RuntimeError("this plugin is broken")

    def render(self, value, context=None):
        raise RuntimeError("this plugin is broken")

    def get_searchable_content(self, value):
        raise RuntimeError("this plugin is broken")


@hookimpl
def article_blocks():
    return [
        ("sample_poll", PollBlock()),
        ("sample_slides", SlidesBlock()),
        ("sample_failing", FailingBlock()),
        ("paragraph", blocks.CharBlock()),
        ("elsewhere_poll", blocks.CharBlock()),
    ]


class NoBetting:
    """A check with a name and a memory of its own."""

    def __call__(self, comment):
        return hold("It talks of betting odds.") if "betting odds" in comment.text else None


def no_casinos(comment):
    return reject("No casinos here.", field="name") if "casino" in comment.name.lower() else None


def breaks(comment):
    if "break the plugin" in comment.text:
        raise RuntimeError("this plugin is broken")


def answers_nonsense(comment):
    return "perhaps" if "talk nonsense" in comment.text else None


@hookimpl
def comment_checks():
    return [NoBetting(), no_casinos, breaks, answers_nonsense]
