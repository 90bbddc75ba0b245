"""The views in which pages are edited, which say truly what was refused."""

from typing import Any

from django.http import HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView

# By Wagtail's name of the action. A draft may lack what these require.
REFUSED_MESSAGES = {
    "publish": gettext_lazy("The page is not published: something has to be mended first."),
    "submit": gettext_lazy("The page is not submitted: something has to be mended first."),
    "restart_workflow": gettext_lazy(
        "The page is not submitted again: something has to be mended first."
    ),
    "perform_workflow_action": gettext_lazy(
        "The page stays in moderation: something has to be mended first."
    ),
}


class TellsWhatIsRefused:
    """Says that publication is refused where Wagtail says that nothing could be saved.

    The form saves the draft by itself as soon as it is shown again; the sentence that says so is
    shown once that is done (`static/js/admin/form-errors.js`).
    """

    request: Any
    form: Any
    action_name: str
    errors_debug: str
    expects_json_response: bool
    locked_for_user = False
    has_unsaved_changes: bool

    def form_invalid(self, form: Any) -> HttpResponse:
        """Show the form again, with what was refused and the errors."""
        view: Any = super()
        refused = REFUSED_MESSAGES.get(self.action_name)
        if not refused or self.expects_json_response or self.locked_for_user:
            answer: HttpResponse = view.form_invalid(form)
            return answer
        saved = _("What you wrote is saved as a draft.")
        message = format_html("{} <span data-draft-saved hidden>{}</span>", refused, saved)
        messages.validation_error(self.request, message, form)
        self.errors_debug = ""
        self.has_unsaved_changes = True
        shown: HttpResponse = view.render_to_response(view.get_context_data())
        return shown


class CreatePageView(TellsWhatIsRefused, CreateView):
    """The form of a new page."""


class EditPageView(TellsWhatIsRefused, EditView):
    """The form of a page; of an alias what leads to its source."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Leave out what acts on the form, where there is none: its scripts would fail."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        if self.page.alias_of_id:
            context.update(edit_handler_data=None, editing_sessions=None)
        return context
