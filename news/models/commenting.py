"""Whether readers may comment on stories: what an editor says of a story or a section."""

from django.db import models


class Commenting(models.TextChoices):
    """What readers see of the comments, and whether they may write some."""

    OPEN = "open", "Open: readers read and write comments"
    CLOSED = "closed", "Closed: readers read comments, and write no more"
    HIDDEN = "hidden", "Hidden: readers see no comments"
