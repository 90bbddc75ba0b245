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
        "wagtailadmin/js/telepath/blocks.js",
        ("_createChild", "addActionButton"),
        ("static/js/admin/article-body.js",),
        "Adds the menu and the checkbox to the header of each block.",
        "Add them to what has the attribute data-streamfield-child, with a MutationObserver.",
    ),
    Internal(
        "wagtailadmin/js/telepath/blocks.js",
        ("childBlockDefsByName", "initialChildStates"),
        (
            "static/js/admin/article-body.js",
            "static/js/admin/block-conversion.js",
            "static/js/admin/block-selection.js",
        ),
        "Turns a block into one of another type, with that type's empty fields.",
        "Send both from the server, with the maximum lengths.",
    ),
    Internal(
        "wagtailadmin/js/draftail.js",
        ("splitState",),
        ("static/js/admin/block-conversion.js", "static/js/admin/block-paste.js"),
        "Divides rich text at the cursor, as the command “/split” does.",
        "DraftJS.Modifier.splitBlock(), and a state of the lines before and after.",
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
)
