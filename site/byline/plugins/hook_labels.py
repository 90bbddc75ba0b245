"""What people call the hooks."""

from django.utils.translation import gettext_lazy as _

HOOK_LABELS = {
    "article_blocks": _("Blocks in stories"),
    "comment_checks": _("Checks of comments"),
    "slots": _("Parts of pages"),
    "front_headlines": _("Headlines on the front page"),
    "structured_data": _("Data for search engines"),
    "template_context": _("Variables of templates"),
    "urls": _("Pages of its own"),
    "fragments": _("Fragments of pages"),
    "search_texts": _("Texts to be found"),
    "search_facets": _("Choices in a search"),
    "popularity_sources": _("Counts of readers"),
    "admin_menu_items": _("Items of the menu"),
    "admin_reports": _("Reports"),
    "admin_panels": _("Panels on the dashboard"),
    "front_page_panels": _("Panels in the form of the front page"),
    "hourly_tasks": _("Hourly work"),
    "story_published": _("After a story is published"),
    "story_unpublished": _("After a story is taken down"),
    "comment_held": _("After a comment comes to wait"),
    "comment_approved": _("After a comment is approved"),
    "comment_removed": _("After a comment is removed"),
    "stories_read": _("After readers opened stories"),
    "headlines_shown": _("After readers saw headlines"),
}
