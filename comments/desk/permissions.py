"""Permission policies of comments and bans."""

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet
from wagtail.permission_policies import BasePermissionPolicy

from comments.models import Ban, ReaderComment, SectionModerators
from news.models import ArticlePage, SectionPage
from recyclebin.models import IS_DELETED

MODERATE_PERMISSION = "comments.moderate_comments"
# Of Wagtail's views. Comments are not added or deleted in the admin.
MODERATOR_ACTIONS = {"change", "view"}


class CommentPolicy(BasePermissionPolicy):
    """Users with the permission moderate every comment, others those of their sections."""

    permission_cache_name = "_moderated_sections"

    def get_all_permissions_for_user(self, user: Any) -> set[int]:
        """Return the numbers of the sections that the user's groups moderate."""
        if not user.is_active or user.is_anonymous:
            return set()
        mine = SectionModerators.objects.filter(group__user=user)
        return set(mine.values_list("section_id", flat=True))

    def moderates_everything(self, user: Any) -> bool:
        """Return whether the user moderates the comments of every section."""
        return bool(user.has_perm(MODERATE_PERMISSION))

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Return whether there are comments that the user moderates."""
        if action not in MODERATOR_ACTIONS:
            return False
        return self.moderates_everything(user) or bool(self.get_cached_permissions_for_user(user))

    def user_has_permission_for_instance(
        self, user: Any, action: str, instance: ReaderComment
    ) -> bool:
        """Return whether the user moderates this comment."""
        if action not in MODERATOR_ACTIONS:
            return False
        return self.moderates_everything(
            user
        ) or instance.story.section_id in self.get_cached_permissions_for_user(user)

    def instances_user_has_any_permission_for(
        self, user: Any, actions: Any
    ) -> QuerySet[ReaderComment]:
        """Return the comments that the user moderates; none on stories in the bin."""
        if not MODERATOR_ACTIONS.intersection(actions):
            return ReaderComment.objects.none()
        comments = ReaderComment.objects.exclude(story__in=ids_of_deleted_stories())
        if self.moderates_everything(user):
            return comments
        sections = self.get_cached_permissions_for_user(user)
        return comments.filter(story__section__in=sections)

    def sections(self, user: Any) -> QuerySet[SectionPage]:
        """Return the sections whose comments the user moderates."""
        sections = SectionPage.objects.exclude(IS_DELETED).order_by("title")
        if self.moderates_everything(user):
            return sections
        return sections.filter(pk__in=self.get_cached_permissions_for_user(user))

    def users_with_any_permission(self, actions: Any) -> QuerySet:
        """Return the users who moderate any comments."""
        users = get_user_model().objects.filter(is_active=True)
        if not MODERATOR_ACTIONS.intersection(actions):
            return users.none()
        app, codename = MODERATE_PERMISSION.split(".")
        permission = Permission.objects.filter(content_type__app_label=app, codename=codename)
        return users.filter(
            Q(is_superuser=True)
            | Q(user_permissions__in=permission)
            | Q(groups__permissions__in=permission)
            | Q(groups__moderated_sections__isnull=False)
        ).distinct()


class BanPolicy(BasePermissionPolicy):
    """A ban holds in every section, so only moderators of every section ban."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Return whether the user may ban."""
        return action != "change" and comment_policy.moderates_everything(user)


def ids_of_deleted_stories() -> QuerySet:
    """Return the ids of the stories in the bin, as a subquery: they are few."""
    return ArticlePage.objects.filter(IS_DELETED).order_by().values("pk")


comment_policy = CommentPolicy(ReaderComment)
ban_policy = BanPolicy(Ban)


def moderated_by(user: Any) -> QuerySet[ReaderComment]:
    """Return the comments that the user moderates."""
    return comment_policy.instances_user_has_any_permission_for(user, ["change"])
