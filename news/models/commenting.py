"""The setting of comments, of a story or a section."""

from django.db import models


class Commenting(models.TextChoices):
    """Whether readers see comments, and may write some."""

    OPEN = "open", "Open: readers read and write comments"
    CLOSED = "closed", "Closed: readers read comments, and write no more"
    HIDDEN = "hidden", "Hidden: readers see no comments"
