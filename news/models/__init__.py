"""The models of stories, and of the people and lists around them."""

from news.models.articles import ArticlePage
from news.models.base import BasePage
from news.models.commenting import Commenting
from news.models.corrections import Correction
from news.models.limited import Limited, LimitedQuerySet
from news.models.lists import StoryListPage
from news.models.newsroom import Newsroom, SocialAccount
from news.models.people import Author, Byline
from news.models.placements import Placement, SectionPlacement
from news.models.read_next import ReadNext
from news.models.recent import RecentStoriesPage
from news.models.restricted import RestrictedPage
from news.models.sections import SectionPage
from news.models.subjects import Subject
from news.models.topics import Topic

__all__ = [
    "ArticlePage",
    "Author",
    "BasePage",
    "Byline",
    "Commenting",
    "Correction",
    "Limited",
    "LimitedQuerySet",
    "Newsroom",
    "Placement",
    "ReadNext",
    "RecentStoriesPage",
    "RestrictedPage",
    "SectionPage",
    "SectionPlacement",
    "SocialAccount",
    "StoryListPage",
    "Subject",
    "Topic",
]
