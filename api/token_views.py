"""The pages of tokens in the admin: Wagtail's, with the end of each."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.forms import IntegerField
from django.http import HttpResponse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.models import APIToken
from wagtail.users.views.api_tokens import APITokenForm, APITokenViewSet, CreateView, IndexView

from api.models import TOKEN_DAYS, TOKEN_DAYS_LIMIT, TokenExpiry, end_after, has_password_of


class TokenForm(APITokenForm):
    """A new token, with its end."""

    days = IntegerField(
        label=_("Valid for"),
        help_text=_("Days. It ends sooner if its user gets another password or is made inactive."),
        initial=TOKEN_DAYS,
        min_value=1,
        max_value=TOKEN_DAYS_LIMIT,
    )


class TokenCreateView(CreateView):
    """Makes a token that ends."""

    def form_valid(self, form: TokenForm) -> HttpResponse:
        """Store the end, too."""
        with transaction.atomic():
            response: HttpResponse = super().form_valid(form)
            end_after(self.object, form.cleaned_data["days"])
        return response


class TokenIndexView(IndexView):
    """Lists the tokens with their ends."""

    @cached_property
    def columns(self) -> list[Column]:
        """Add the end, not as a `DateColumn`: that shows a time to come as “Just now”."""
        return [*super().columns, Column("ends", label=_("Ends"), accessor=end_of)]

    def get_queryset(self) -> QuerySet[APIToken]:
        """Fetch the ends, too."""
        return super().get_queryset().select_related("user", "expiry")


def end_of(token: APIToken) -> datetime | Promise | None:
    """Return when a token ends by itself, or that it ended with a password."""
    expiry: TokenExpiry | None = getattr(token, "expiry", None)
    if expiry is None:
        return None
    return expiry.expires_at if has_password_of(token) else _("Ended: the password was changed")


class TokenViewSet(APITokenViewSet):
    """The pages of tokens."""

    index_view_class = TokenIndexView
    add_view_class = TokenCreateView

    def get_form_class(self, for_update: bool = False) -> Any:  # noqa: FBT001, FBT002
        """Return the form of a new token, or that of the name of one."""
        return super().get_form_class(for_update=True) if for_update else TokenForm
