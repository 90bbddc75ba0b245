"""Internals of Wagtail's API, which is a preview."""

from byline.internals.entry import Internal

WAGTAIL_API = (
    Internal(
        "wagtail.api.v3.auth",
        ("BearerTokenAuth",),
        ("api.tokens",),
        "Signs in by Wagtail's tokens.",
        "ninja.security.HttpBearer, and a lookup of APIToken.candidate_key_hashes().",
    ),
    Internal(
        "wagtail.users.views.api_tokens",
        ("APITokenForm", "APITokenViewSet", "CreateView", "IndexView"),
        ("api.token_views",),
        "Adds the end to the pages of tokens.",
        "A ModelViewSet of our own, with the same permissions.",
    ),
    Internal(
        "wagtail.api.v3.form_data",
        ("build_form_data",),
        ("api.writing.drafts",),
        "Turns JSON into what a browser would post.",
        "Write the form data of our few fields and blocks by hand.",
    ),
    Internal(
        "wagtail.utils.forms",
        ("FormValidationError",),
        ("api.problems", "api.writing.photos"),
        "Has the errors of a form with the path of each, rows included.",
        "Collect form.errors and those of the formsets.",
    ),
)
