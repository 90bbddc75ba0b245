"""The project package as an app, for its system checks."""

from django.apps import AppConfig


class BylineConfig(AppConfig):
    """Register what the project itself adds to Django and Wagtail."""

    name = "byline"

    def ready(self) -> None:
        """Register checks, signal handlers, and the fields of days and times in forms."""
        from django.db.models import DateField, DateTimeField
        from wagtail.admin.forms.models import register_form_field_override

        from byline import checks  # noqa: F401
        from byline.observing import task_log  # noqa: F401
        from byline.time_fields import DayInput, ZonedDateTimeField, ZonedDateTimeInput

        register_form_field_override(DateField, override={"widget": DayInput})
        field = {"form_class": ZonedDateTimeField, "widget": ZonedDateTimeInput}
        register_form_field_override(DateTimeField, override=field)
