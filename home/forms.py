"""The form of the banner of breaking news."""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.admin.forms import WagtailAdminModelForm

from news.placing import TOO_FAR, is_far

# How long a banner runs if nobody says otherwise.
DEFAULT_DURATION = timedelta(hours=2)


class BreakingForm(WagtailAdminModelForm):
    """Set the banner."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin anew where none runs: saving the form once more never brings an old one back."""
        super().__init__(*args, **kwargs)
        if not self.instance.is_running:
            end = (timezone.now() + DEFAULT_DURATION).replace(second=0, microsecond=0)
            self.initial |= {"text": "", "story": None, "until": end}

    def clean_until(self) -> datetime | None:
        """Refuse what is so far away that nobody means it."""
        until: datetime | None = self.cleaned_data["until"]
        if until and is_far(until):
            raise ValidationError(TOO_FAR)
        return until
