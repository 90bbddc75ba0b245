"""Path converters."""

from django.urls.converters import IntConverter

ID_MAX = 2**31 - 1  # of the primary keys, on PostgreSQL


class IdConverter(IntConverter):
    """A number within the range of primary keys."""

    regex = "[0-9]{1,10}"

    def to_python(self, value: str) -> int:
        """Return the number. Raises ValueError (404) above the range."""
        if (number := int(value)) > ID_MAX:
            raise ValueError(value)
        return number
