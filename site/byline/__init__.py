"""Byline, an editorial CMS for newsrooms: the project package."""

__version__ = "0.1.0"
