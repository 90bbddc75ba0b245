"""Wagtail's admin of images, its contrib apps and its registry of hooks."""

from byline.internals.entry import Internal

WAGTAIL_CONTRIB = (
    Internal(
        "wagtail.images.views.multiple.DeleteView",
        ("context_object_id_name", "get_model", "pk_url_kwarg"),
        ("recyclebin.delete_views",),
        "Moves an upload to the bin that is taken back at once; so for documents.",
        "A view of our own at the same URL.",
    ),
    Internal(
        "wagtail.images.forms.BaseImageForm",
        ("original_file",),
        ("photos.forms",),
        "Keeps the file that another replaces until the change is committed.",
        "Copy the file before save(), and put it back after a rollback.",
    ),
    Internal(
        "wagtail.documents.forms.BaseDocumentForm",
        ("original_file",),
        ("news.documents",),
        "Keeps the file that another replaces until the change is committed.",
        "Copy the file before save(), and put it back after a rollback.",
    ),
    Internal(
        "wagtail.images.views.bulk_actions.image_bulk_action.ImageBulkAction",
        ("get_all_objects_in_listing_query",),
        ("photos.bulk_actions",),
        "Applies a bulk action to all that the filters of the list leave.",
        "Filters of Wagtail's own, should its actions respect them.",
    ),
    Internal(
        "wagtail.images.views.images",
        ("EditView", "ImagesFilterSet", "IndexView"),
        ("photos.views",),
        "Adds filters to the list of photos, and says what to check after a file was replaced.",
        "Views of our own at the same URLs.",
    ),
    Internal(
        "wagtail.images.views.multiple.AddView",
        ("allowed_extensions",),
        ("photos.views",),
        "Lets the server judge uploads, not the browser by their names.",
        "List every ending in WAGTAILIMAGES_EXTENSIONS.",
    ),
    Internal(
        "wagtail.images.views.multiple.CreateFromUploadedImageView",
        ("save_object", "upload"),
        ("photos.views",),
        "Converts an upload that waited for its fields, as any other.",
        "Convert the file in the view that takes the upload.",
    ),
    Internal(
        "wagtail.images.models.AbstractImage",
        ("_set_image_file_metadata",),
        ("photos.views",),
        "Sets size and hash of a file that comes from another model.",
        "Set file_size and file_hash.",
    ),
    Internal(
        "wagtail.images.api.admin.views.ImagesAdminAPIViewSet",
        ("get_queryset",),
        ("news.admin_api",),
        "Shows in the admin's API what the lists of the user show; so for documents.",
        "Gone in Wagtail 8.1rc1: delete news.admin_api.",
    ),
    Internal(
        "wagtail.contrib.search_promotions.views",
        ("CreateView", "EditView"),
        ("search.desk.promoting",),
        "Normalizes the words of a promoted result as those of readers.",
        "A signal handler that rewrites them on save.",
    ),
    Internal(
        "wagtail.contrib.search_promotions.views",
        ("chooser", "chooserresults"),
        ("search.wagtail_hooks",),
        "Requires a permission for the list of searches.",
        "Remove the URL.",
    ),
    Internal(
        "wagtail.contrib.search_promotions.forms",
        ("QueryForm",),
        ("search.desk.promoting",),
        "Normalizes the words of a promoted result as those of readers.",
        "A signal handler that rewrites them on save.",
    ),
    Internal(
        "wagtail.images.views.bulk_actions",
        ("AddTagsBulkAction", "AddToCollectionBulkAction", "DeleteBulkAction"),
        ("photos.bulk_actions",),
        "Has Wagtail's bulk actions respect the filters of the list of photos.",
        "Filters of Wagtail's own, should its actions respect them.",
    ),
    Internal(
        "wagtail.hooks",
        ("_hooks",),
        ("byline.plugins.app_configs",),
        "Takes back the hooks of a plugin that is not used.",
        "Import `wagtail_hooks` of plugins in a process of its own before.",
    ),
)
