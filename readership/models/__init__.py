"""The models of this app, for Django and for other apps."""

from readership.models.pages import PopularStoriesPage
from readership.records import (
    DailyReaders,
    DayKey,
    HourlyReaders,
    PopularChoice,
    TotalReaders,
    Visit,
)

__all__ = [
    "DailyReaders",
    "DayKey",
    "HourlyReaders",
    "PopularChoice",
    "PopularStoriesPage",
    "TotalReaders",
    "Visit",
]
