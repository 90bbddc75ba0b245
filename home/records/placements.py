"""Where editors place stories on the front page."""

from django.db import models
from modelcluster.fields import ParentalKey

from news.models import Placement


class FrontPlacement(Placement):
    """A story that an editor has placed on the front page."""

    page = ParentalKey("home.HomePage", on_delete=models.CASCADE, related_name="placements")
