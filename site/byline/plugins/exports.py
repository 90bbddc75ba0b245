"""Exports of reports, for plugins."""

from byline.spreadsheets import SAFE_EXPORT_VALUES

__all__ = ["SAFE_EXPORT_VALUES"]
