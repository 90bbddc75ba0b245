"""What lists of the admin are narrowed by."""

from typing import Any

import django_filters
from django.core.exceptions import ValidationError

PAGE_ID_MAX_DIGITS = 9


class ByNumberField(django_filters.fields.ModelChoiceField):
    """A choice by number, which refuses those that databases cannot hold."""

    def to_python(self, value: Any) -> Any:
        """Look the number up."""
        if len(str(value or "")) > PAGE_ID_MAX_DIGITS:
            raise ValidationError(self.error_messages["invalid_choice"], "invalid_choice")
        return super().to_python(value)


class ByNumberFilter(django_filters.ModelChoiceFilter):
    """A filter by a section or a story."""

    field_class = ByNumberField
