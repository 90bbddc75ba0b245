"""Internals of Wagtail: its templates. The names are blocks, variables, or its own."""

from byline.internals.entry import Internal

COPY_IT = "Copy the template of the version that was tried."

TEMPLATES = (
    Internal(
        "wagtailadmin/generic/base.html",
        ("extra_css", "extra_js", "main_content"),
        (
            "templates/comments/admin/comment.html",
            "templates/comments/admin/undo.html",
            "templates/news/admin/publish_with_warnings.html",
            "templates/news/admin/story_from_word.html",
            "templates/readership/admin/story.html",
        ),
        "Pages of our own in the admin.",
        COPY_IT,
    ),
    Internal(
        "wagtailadmin/generic/index.html",
        ("bulk_actions", "extra_js"),
        ("templates/comments/admin/index.html",),
        "The list of comments.",
        COPY_IT,
    ),
    Internal(
        "wagtailadmin/generic/index_results.html",
        ("before_results", "no_results_message"),
        (
            "templates/comments/admin/bans_results.html",
            "templates/comments/admin/index_results.html",
            "templates/recyclebin/admin/results.html",
        ),
        "Lists of our own in the admin.",
        COPY_IT,
    ),
    Internal(
        "wagtailadmin/generic/confirm_delete.html",
        ("confirmation_message", "form"),
        ("templates/comments/admin/lift.html", "templates/recyclebin/admin/restore.html"),
        "Confirmations of our own in the admin.",
        COPY_IT,
    ),
    Internal(
        "wagtailadmin/reports/base_report_results.html",
        ("before_results",),
        (
            "templates/readership/admin/report_results.html",
            "templates/search/admin/report_results.html",
        ),
        "Reports of our own.",
        COPY_IT,
    ),
    Internal(
        "wagtailadmin/bulk_actions/confirmation/base.html",
        ("form_section", "header", "items_with_access", "titletag"),
        ("templates/comments/admin/decide_many.html", "templates/photos/edit_details.html"),
        "Bulk actions of our own.",
        COPY_IT,
    ),
    Internal(
        "wagtailadmin/bulk_actions/confirmation/form_with_fields.html",
        ("action_button_text",),
        ("templates/comments/admin/decide_many.html", "templates/photos/edit_details.html"),
        "Bulk actions of our own.",
        COPY_IT,
    ),
    Internal(
        "wagtailadmin/bulk_actions/confirmation/go_back.html",
        ("go_back.html",),
        ("templates/photos/edit_details.html",),
        "Bulk actions of our own.",
        COPY_IT,
    ),
    Internal(
        "wagtailadmin/bulk_actions/footer.html",
        ("select_all_obj_text",),
        ("templates/comments/admin/index.html",),
        "Bulk actions of our own.",
        COPY_IT,
    ),
    Internal(
        "wagtailadmin/shared/header.html",
        ("icon", "title"),
        (
            "templates/comments/admin/ban.html",
            "templates/comments/admin/decide_many.html",
            "templates/news/admin/publish_with_warnings.html",
            "templates/news/admin/story_from_word.html",
            "templates/photos/edit_details.html",
        ),
        "The header of pages of our own in the admin.",
        COPY_IT,
    ),
    Internal(
        "wagtailimages/bulk_actions/list_items_with_no_access.html",
        ("items", "no_access_msg"),
        ("templates/photos/edit_details.html",),
        "Lists the photos that a user may not change.",
        COPY_IT,
    ),
    Internal(
        "wagtailadmin/pages/confirm_delete.html",
        ("content",),
        ("templates/wagtailadmin/pages/confirm_delete.html",),
        "Says that a page goes to the bin, and what goes with it.",
        COPY_IT,
    ),
    Internal(
        "wagtailadmin/pages/confirm_unpublish.html",
        ("confirmation_text", "live_descendant_count"),
        ("templates/wagtailadmin/pages/confirm_unpublish.html",),
        "Says what happens to the stories of a section.",
        COPY_IT,
    ),
    Internal(
        "wagtailadmin/pages/edit_partials.html",
        ("side_panels",),
        ("templates/wagtailadmin/pages/edit_partials.html",),
        "Updates the warnings when the editor saves by itself.",
        COPY_IT,
    ),
    Internal(
        "wagtailadmin/pages/bulk_actions/confirm_bulk_delete.html",
        ("items_with_access",),
        ("templates/wagtailadmin/pages/bulk_actions/confirm_bulk_delete.html",),
        "Says that pages go to the bin, and what goes with them.",
        COPY_IT,
    ),
    Internal(
        "wagtaildocs/bulk_actions/confirm_bulk_delete.html",
        ("items_with_access",),
        ("templates/wagtaildocs/bulk_actions/confirm_bulk_delete.html",),
        "Says that documents go to the bin.",
        COPY_IT,
    ),
    Internal(
        "wagtailimages/bulk_actions/confirm_bulk_delete.html",
        ("items_with_access",),
        ("templates/wagtailimages/bulk_actions/confirm_bulk_delete.html",),
        "Says that photos go to the bin.",
        COPY_IT,
    ),
    Internal(
        "wagtailadmin/shared/keyboard_shortcuts_dialog.html",
        ("shortcuts",),
        ("templates/wagtailadmin/shared/keyboard_shortcuts_dialog.html",),
        "Lists the keyboard shortcuts of moderators.",
        COPY_IT,
    ),
)
