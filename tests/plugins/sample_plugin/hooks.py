"""What the sample plugin adds: a poll that works, and blocks that do not."""

from django.core.exceptions import ValidationError
from wagtail import blocks
from wagtail.images.blocks import ImageChooserBlock

from byline.plugins import hookimpl


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
