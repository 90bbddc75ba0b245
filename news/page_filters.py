"""Filters of the admin's lists."""

from typing import Any

import django_filters
from django.core.exceptions import ValidationError

PAGE_ID_MAX_DIGITS = 9


class ByNumberField(django_filters.fields.ModelChoiceField):
    """A choice by id, which refuses ids too long for a database."""

    def to_python(self, value: Any) -> Any:
        """Look the id up. Raises ValidationError."""
        if len(str(value or "")) > PAGE_ID_MAX_DIGITS:
            raise ValidationError(self.error_messages["invalid_choice"], "invalid_choice")
        return super().to_python(value)


class ByNumberFilter(django_filters.ModelChoiceFilter):
    """A filter by a section or a story."""

    field_class = ByNumberField
