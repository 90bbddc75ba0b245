"""Hooks of the Wagtail admin."""

from wagtail import hooks

from api.token_views import TokenViewSet


@hooks.register("register_admin_viewset")
def register_tokens() -> TokenViewSet:
    """Add the pages of tokens."""
    return TokenViewSet("wagtailusers_api_tokens", url_prefix="api-tokens")
