"""Internals of the scripts and events of Wagtail's editor."""

from byline.internals.entry import Internal

SCRIPTS = (
    Internal(
        "wagtailadmin/js/telepath/blocks.js",
        ("StreamBlockDefinition", "groupedChildBlockDefs"),
        ("static/js/admin/article-body.js",),
        "Keeps the placeholder of a missing block out of the editor's picker.",
        "CSS that hides it.",
    ),
    Internal(
        "wagtailadmin/js/telepath/blocks.js",
        ("deleteBlock", "duplicateBlock", "moveBlock", "splitBlock"),
        ("static/js/admin/article-body.js",),
        "Records what is done to whole blocks, so that it can be undone.",
        "Wagtail's own undo, should it come; else no undo of blocks.",
    ),
    Internal(
        "wagtailadmin/js/telepath/blocks.js",
        ("data-streamfield-action", "data-streamfield-child"),
        ("static/js/admin/article-body.js",),
        "Records deletions of a part of a block, such as a photo of a gallery.",
        "The same in a subclass of the part's block.",
    ),
    Internal(
        "wagtailadmin/generic/form.html",
        ("data-edit-form", "w-unsaved:add"),
        ("static/js/admin/unsaved-draft.js",),
        "Finds the form of the editor, and starts an autosave.",
        "Send the form as the autosave does.",
    ),
    Internal(
        "wagtailadmin/shared/autosave/indicator.html",
        ("w-autosave:save", "w-autosave:success"),
        ("static/js/admin/unsaved-draft.js",),
        "Deletes the draft in the browser once the server has it.",
        "Compare it with the form when the editor is opened.",
    ),
    Internal(
        "wagtailadmin/js/core.js",
        ("watch-edits",),
        ("static/js/admin/unsaved-draft.js",),
        "Waits until the editor detects edits.",
        "A timeout of two seconds.",
    ),
    Internal(
        "wagtailadmin/pages/action_menu/publish.html",
        ("action-publish", "data-w-progress-target"),
        ("static/js/admin/release.js",),
        "Labels the button that publishes by when readers will see the story.",
        "Leave Wagtail's label, which is that of the saved draft.",
    ),
    Internal(
        "wagtailadmin/shared/side_panel_toggle.html",
        ("data-side-panel-toggle",),
        ("static/js/admin/release.js",),
        "Closes the status panel on a phone, where it would cover the choice.",
        "Leave it open.",
    ),
)
