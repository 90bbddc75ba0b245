"""Placements on the front page."""

from django.db import models
from modelcluster.fields import ParentalKey

from news.models import Placement


class FrontPlacement(Placement):
    """A story placed on the front page by an editor."""

    page = ParentalKey("home.HomePage", on_delete=models.CASCADE, related_name="placements")
