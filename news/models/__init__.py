"""The models of stories, and of the people and lists around them."""

from news.models.articles import ArticlePage, Correction
from news.models.base import BasePage
from news.models.newsroom import Newsroom
from news.models.people import Author, Byline
from news.models.sections import RecentStoriesPage, SectionPage, StoryListPage
from news.models.topics import Topic

__all__ = [
    "ArticlePage",
    "Author",
    "BasePage",
    "Byline",
    "Correction",
    "Newsroom",
    "RecentStoriesPage",
    "SectionPage",
    "StoryListPage",
    "Topic",
]
