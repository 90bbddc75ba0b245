"""What events tell plugins, besides stories and comments."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class StoryVisit:
    """A reader opened a story, or saw its headline.

    `source` is what the link said that led there: `#from=polls:12` in its address, on a page of
    this site. It comes from a browser, so it may be anything of at most 100 characters; it is
    empty for other links.
    """

    story: int
    at: datetime
    source: str = ""
