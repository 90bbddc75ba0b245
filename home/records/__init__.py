"""Models that are no pages. Selectors import these; `home.models` imports selectors."""

from home.records.breaking import BreakingNews
from home.records.placements import FrontPlacement

__all__ = ["BreakingNews", "FrontPlacement"]
