"""The admin views of bans."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.urls import URLPattern, path, re_path, reverse
from django.utils.functional import cached_property
from wagtail.admin import messages
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn, UserColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import log

from byline.zones import named_where_needed
from comments.banning import BanPeriod, lift_bans
from comments.models import Ban
from comments.text import normalized_words


class BannedWordsForm(forms.ModelForm):
    """A ban of words without a comment."""

    period = forms.ChoiceField(
        label="For how long", choices=BanPeriod, widget=forms.RadioSelect, required=False
    )

    class Meta:
        model = Ban
        fields = ["words", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].required = True

    def clean_words(self) -> str:
        """Require a word."""
        words: str = self.cleaned_data["words"].strip()
        if not normalized_words(words):
            raise forms.ValidationError("Write the word or phrase.")
        return words

    def save(self, commit: bool = True) -> Ban:  # noqa: FBT001, FBT002 (as Django calls it)
        """Set the end of the ban, counted from now."""
        self.instance.until = BanPeriod(self.cleaned_data["period"]).end
        ban: Ban = super().save(commit=commit)
        return ban


class BanIndexView(generic.IndexView):
    """The bans, latest first."""

    any_permission_required = ["view"]
    page_title = "Bans"
    add_item_label = "Ban words"
    search_fields = ["words", "note", "visitor"]
    search_backend_name = None
    default_ordering = "-banned_at"
    paginate_by = 20
    results_template_name = "comments/admin/bans_results.html"

    @cached_property
    def columns(self) -> list[BaseColumn]:
        """Return the columns of the list."""
        return [
            self._get_title_column("__str__"),
            DateColumn("banned_at", label="Since", sort_key="banned_at"),
            Column("until", label="Until", accessor=ban_end),
            Column("note", label="Note"),
            UserColumn("banned_by", label="By"),
        ]

    def get_base_queryset(self) -> QuerySet[Ban]:
        """Fetch the moderators and comments too."""
        return Ban.objects.select_related("banned_by__wagtail_userprofile", "comment")

    def get_edit_url(self, instance: Ban) -> str | None:
        """Return the URL of the comment that the ban was made for."""
        comment = instance.comment_id
        return reverse("comments_desk:edit", args=[comment]) if comment else None

    def get_list_more_buttons(self, instance: Ban) -> list[Button]:
        """Return the button that lifts the ban."""
        address = reverse("comments_bans:delete", args=[instance.pk])
        return [Button("Lift", url=address, icon_name="lock-open")]


def ban_end(ban: Ban) -> str:
    """Return the end of a ban as text."""
    if ban.until is None:
        return "For good"
    text = named_where_needed(ban.until)
    return text if ban.is_in_force else f"{text} (over)"


class BanWordsView(generic.CreateView):
    """Ban words."""

    page_title = "Ban words"
    success_message = "%(object)s is banned."
    submit_button_label = "Ban"

    def save_instance(self) -> Ban:
        """Store the moderator too."""
        self.form.instance.banned_by = self.request.user
        ban: Ban = super().save_instance()
        return ban

    def get_success_buttons(self) -> list[Any]:
        """Return a button that undoes it."""
        address = reverse("comments_bans:delete", args=[self.object.pk])
        return [messages.button(address, "Undo")]


class LiftBanView(generic.DeleteView):
    """Lift a ban: comments are accepted again."""

    page_title = "Lift the ban"
    success_message = "The ban of %(object)s is lifted."
    template_name = "comments/admin/lift.html"

    def delete_action(self) -> None:
        """Log it with the comment the ban was made for too."""
        log(instance=self.object, action="wagtail.delete", user=self.request.user, deleted=True)
        lift_bans([self.object], self.request.user)


class BanViewSet(ModelViewSet):
    """Bans: a list, words to be added, and lifting."""

    model = Ban
    name = "comments_bans"
    url_prefix = "comments/bans"
    icon = "lock"
    add_to_reference_index = False
    copy_view_enabled = False
    index_view_class = BanIndexView
    add_view_class = BanWordsView
    delete_view_class = LiftBanView

    def get_common_view_kwargs(self, **kwargs: Any) -> dict[str, Any]:
        """Leave out the views that bans lack: they are made and lifted, never changed."""
        missing = dict.fromkeys(["edit_url_name", "history_url_name", "usage_url_name"])
        return super().get_common_view_kwargs(**{**missing, **kwargs})

    def get_form_class(self, for_update: bool = False) -> type[BannedWordsForm]:  # noqa: FBT001, FBT002
        """Return the form that adds words."""
        return BannedWordsForm

    def get_urlpatterns(self) -> list[URLPattern]:
        """Return the URLs of the list, of adding and of lifting."""
        return [
            path("", self.index_view, name="index"),
            path("results/", self.index_results_view, name="index_results"),
            path("new/", self.add_view, name="add"),
            re_path("^(?P<pk>[0-9]{1,10})/lift/$", self.delete_view, name="delete"),
        ]
