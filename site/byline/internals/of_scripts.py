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
        "wagtailadmin/base.html",
        ("error-message", "help-critical", "panel-init", "w-focus"),
        ("static/js/admin/form-errors.js",),
        "Lists the errors of a form, and leads “Go to the first error” into what is closed.",
        "The list alone, with the classes that errors have by then.",
    ),
    Internal(
        "wagtailadmin/shared/dialog/dialog.html",
        ("w-dialog:show",),
        ("static/js/admin/form-errors.js",),
        "Opens the dialog in which an error is.",
        "Press the button that opens it.",
    ),
    Internal(
        "wagtailadmin/shared/panel.html",
        ("data-panel", "data-panel-heading-text"),
        ("static/js/admin/form-errors.js",),
        "Names the panels in which an error is.",
        "The label of the field alone.",
    ),
    Internal(
        "wagtailadmin/shared/formatted_field.html",
        ("data-field",),
        ("static/js/admin/form-errors.js",),
        "Finds the field of an error.",
        "The control that aria-describedby leads from.",
    ),
    Internal(
        "wagtailadmin/shared/side_panels.html",
        ("data-side-panel",),
        ("static/js/admin/form-errors.js",),
        "Opens the side panel in which an error is.",
        "Press its button.",
    ),
    Internal(
        "wagtailadmin/shared/autosave/indicator.html",
        ("w-autosave:error",),
        ("static/js/admin/form-errors.js",),
        "Says that a form does not save itself, and offers to show why.",
        "Wagtail's tooltip alone.",
    ),
    Internal(
        "wagtailadmin/shared/dialog/dialog.html",
        ("w-dialog",),
        ("static/js/admin/unsaved-draft.js",),
        "Finds the fields in dialogs, which count when the dialog is confirmed.",
        "The role of dialogs.",
    ),
)
