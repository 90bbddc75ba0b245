"""Stories placed by hand on a front; the other places are filled automatically."""

from django.db import models
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, FieldRowPanel
from wagtail.models import Orderable

from byline.prepared import prepared
from news.models.limited import Limited
from news.placing import PlacementSlot


class Placement(Limited, Orderable):
    """A story placed on a front."""

    Slot = PlacementSlot

    slot = models.CharField(max_length=10, choices=Slot, default=Slot.TOP)
    story = models.ForeignKey("news.ArticlePage", on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField(
        null=True, blank=True, help_text="Left empty, until somebody takes it away."
    )

    panels = [
        FieldPanel("story"),
        FieldRowPanel([FieldPanel("slot"), FieldPanel("until")]),
    ]

    class Meta(Orderable.Meta):
        abstract = True

    def __str__(self) -> str:
        return f"{self.get_slot_display()}: {self.story}"


class SectionPlacement(Placement):
    """A story that an editor has placed on the front of a section."""

    page = ParentalKey("news.SectionPage", on_delete=models.CASCADE, related_name="placements")


@prepared
def placements_of(section: int) -> models.QuerySet[SectionPlacement]:
    """Find the placements on the front of a section."""
    return SectionPlacement.objects.filter(page=section)
