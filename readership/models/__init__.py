"""How often stories are read, by whom for half an hour, and what editors say of it."""

from readership.models.choices import PopularChoice
from readership.models.pages import PopularStoriesPage
from readership.models.readers import DailyReaders, HourlyReaders, TotalReaders
from readership.models.visits import DayKey, Visit

__all__ = [
    "DailyReaders",
    "DayKey",
    "HourlyReaders",
    "PopularChoice",
    "PopularStoriesPage",
    "TotalReaders",
    "Visit",
]
