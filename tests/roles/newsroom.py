"""A newsroom with a user in each role, and an object of each kind."""

from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from django.contrib.auth.models import Group, Permission
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.documents import get_document_model
from wagtail.models import (
    APIToken,
    Collection,
    GroupPagePermission,
    ReferenceIndex,
    Site,
    Task,
    Workflow,
)

from recyclebin.actions import delete
from tests.comments.conversing import add_comment
from tests.factories import (
    ArticleFactory,
    AuthorFactory,
    PhotoFactory,
    SectionFactory,
    TopicFactory,
    UserFactory,
)

# The letters of the table, and the groups that a role is in.
ROLES = {
    "R": ["Reporters"],
    "S": ["Section editors", "News desk"],
    "E": ["Editors"],
    "P": ["Photo desk"],
    "M": ["Comment moderators"],
}
DAY = timedelta(days=1)
ON_PAGES = ["add_page", "change_page", "publish_page", "lock_page"]


@dataclass
class Newsroom:
    """Who is there, and what: by its kind, and whose it is."""

    people: dict = field(default_factory=dict)
    things: dict = field(default_factory=dict)


def build():
    """Return a newsroom."""
    news, sport = SectionFactory(title="News"), SectionFactory(title="Sport")
    desk = Group.objects.create(name="News desk")
    for codename in ON_PAGES:
        GroupPagePermission.objects.create(
            group=desk, page=news, permission=Permission.objects.get(codename=codename)
        )
    made = Newsroom()
    for role, groups in ROLES.items():
        user = made.people[role] = UserFactory(username=f"role-{role}")
        user.groups.set(Group.objects.filter(name__in=groups))
    other = UserFactory(username="somebody-else", group="Editors")
    draft = partial(ArticleFactory, live=False)
    story = ArticleFactory(parent=news, owner=other, lead_photo=photo(other))
    made.things = {
        "page": {
            "mine": {role: draft(parent=news, owner=u) for role, u in made.people.items()},
            "my live": {
                role: ArticleFactory(parent=news, owner=u) for role, u in made.people.items()
            },
            "draft": draft(parent=news, owner=other),
            "live": story,
            "sport": draft(parent=sport, owner=other),
            "my former": {
                role: draft(parent=news, owner=user, first_published_at=timezone.now())
                for role, user in made.people.items()
            },
            "section": news,
        },
        "parent": {"home": news.get_parent(), "section": news, "sport": sport},
        "image": {
            "mine": {role: photo(user) for role, user in made.people.items()},
            "my used": {role: used(photo(u), news) for role, u in made.people.items()},
            "other": photo(other),
        },
        "document": {
            "mine": {role: document(user) for role, user in made.people.items()},
            "other": document(other),
        },
        "author": {"": AuthorFactory()},
        "topic": {"": TopicFactory()},
        "comment": {"": add_comment(story)},
        "collection": {"": Collection.get_first_root_node().add_child(name="Some")},
        "workflow": {"": Workflow.objects.get()},
        "task": {"": Task.objects.get()},
        "site": {"": Site.objects.get()},
        "user": {"": other},
        "group": {"": desk},
        "token": {"": APIToken.create_token(user=other, name="Some")[0]},
        "revision": {"": story.save_revision()},
        "destination": {"": sport},
        "deleted": {
            "mine": {
                role: delete(draft(parent=news, owner=u), u) for role, u in made.people.items()
            },
            "my photo": {role: delete(photo(u), u) for role, u in made.people.items()},
            "draft": delete(draft(parent=news, owner=other), other),
            "live": delete(ArticleFactory(parent=news, owner=other), other),
            "sport": delete(draft(parent=sport, owner=other), other),
            "photo": delete(photo(other), other),
        },
    }
    return made


def photo(user):
    return PhotoFactory(uploaded_by_user=user)


def used(photo, section):
    story = ArticleFactory(parent=section, lead_photo=photo)
    ReferenceIndex.create_or_update_for_object(story)
    return photo


def document(user):
    file = ContentFile(b"words", "words.txt")
    return get_document_model().objects.create(title="Words", file=file, uploaded_by_user=user)
