"""The form of the banner of breaking news."""

from datetime import timedelta
from typing import Any

from django.utils import timezone
from wagtail.admin.forms import WagtailAdminModelForm

# How long a banner runs if nobody says otherwise.
USUALLY = timedelta(hours=2)


class BreakingForm(WagtailAdminModelForm):
    """Set the banner."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Begin anew where none runs: saving the form once more never brings an old one back."""
        super().__init__(*args, **kwargs)
        if not self.instance.is_running:
            end = (timezone.now() + USUALLY).replace(second=0, microsecond=0)
            self.initial |= {"text": "", "story": None, "until": end}
