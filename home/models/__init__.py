"""The models of this app, for Django and for other apps."""

from home.models.pages import HomePage, StandardPage
from home.records import BreakingNews, FrontPlacement

__all__ = ["BreakingNews", "FrontPlacement", "HomePage", "StandardPage"]
