"""The form of the breaking news banner."""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.admin.forms import WagtailAdminModelForm

from news.placing import UNTIL_TOO_FAR, is_far

BANNER_DEFAULT_DURATION = timedelta(hours=2)


class BreakingForm(WagtailAdminModelForm):
    """Edits the banner of a site."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Start empty if no banner runs, so that saving never restores an old one."""
        super().__init__(*args, **kwargs)
        if not self.instance.is_running:
            end = (timezone.now() + BANNER_DEFAULT_DURATION).replace(second=0, microsecond=0)
            self.initial |= {"text": "", "story": None, "until": end}

    def clean_until(self) -> datetime | None:
        """Reject times too far away to be meant."""
        until: datetime | None = self.cleaned_data["until"]
        if until and is_far(until):
            raise ValidationError(UNTIL_TOO_FAR)
        return until
