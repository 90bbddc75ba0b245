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
        ("StructBlockDefinition",),
        ("static/js/admin/embed-verdict.js",),
        "Says below the address of an embed what readers will see; Wagtail documents the class.",
        "A script that finds the field by its name.",
    ),
    Internal(
        "wagtailadmin/js/page-chooser-modal.js",
        ("PAGE_CHOOSER_MODAL_ONLOAD_HANDLERS", "choose-page", "link-types", "pageChosen"),
        ("static/js/admin/heading-links.js",),
        "Offers the headings of a page in the chooser of links.",
        "A button of our own in the toolbar of texts, with a chooser of our own.",
    ),
    Internal(
        "wagtailadmin/js/draftail.js",
        ("registerPlugin",),
        ("static/js/admin/heading-links.js",),
        "Makes the script a plugin of the editor of texts; Wagtail documents the function.",
        "Load the script with the form.",
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
