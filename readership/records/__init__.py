"""Models that are no pages. Selectors import these; `readership.models` imports selectors."""

from readership.records.popular_choices import PopularChoice
from readership.records.readers import DailyReaders, HourlyReaders, TotalReaders
from readership.records.visits import DayKey, Visit

__all__ = [
    "DailyReaders",
    "DayKey",
    "HourlyReaders",
    "PopularChoice",
    "TotalReaders",
    "Visit",
]
