"""The front page, pages that say something of the newspaper itself, and breaking news."""

from home.models.breaking import BreakingNews
from home.models.pages import HomePage, StandardPage
from home.models.placements import FrontPlacement

__all__ = ["BreakingNews", "FrontPlacement", "HomePage", "StandardPage"]
