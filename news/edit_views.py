"""The views in which pages are edited, which say truly what was refused."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView
from wagtail.models import Page

from news.models import ArticlePage
from news.section_choice import move_draft, section_of_new, section_to_move_to

STORY_NAMES = (ArticlePage._meta.app_label, ArticlePage._meta.model_name)

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
    """The form of a new page; of a story in the section that was chosen in it."""

    def dispatch(
        self,
        request: HttpRequest,
        content_type_app_name: str,
        content_type_model_name: str,
        parent_page_id: int,
    ) -> HttpResponse:
        """Make a story in the section that was chosen, if the user may; the form says otherwise."""
        names = (content_type_app_name, content_type_model_name)
        if names == STORY_NAMES and (section := section_of_new(request)):
            parent_page_id = section.pk
        answer: HttpResponse = super().dispatch(request, *names, parent_page_id)
        return answer


class EditPageView(TellsWhatIsRefused, EditView):
    """The form of a page; of an alias what leads to its source."""

    # The section that a story was in before this form moved it.
    moved_from: Page | None = None
    is_saved = False

    def dispatch(self, request: HttpRequest, page_id: int, **kwargs: Any) -> HttpResponse:
        """Move a draft first where another section was chosen, so that all is checked there.

        It stays where it was if it cannot be saved.
        """
        story = ArticlePage.objects.filter(pk=page_id).first() if request.POST else None
        section = section_to_move_to(request, story) if story else None
        if not story or not section:
            return self.answer(request, page_id, **kwargs)
        with transaction.atomic():
            if refused := self.run_hook("before_move_page", request, story, section):
                return self.refusal(refused)
            self.moved_from = story.section
            move_draft(story, section, request.user)
            response = self.answer(request, page_id, **kwargs)
            if self.is_saved:
                self.run_hook("after_move_page", request, story)
            else:
                transaction.set_rollback(True)
        if self.is_saved and not self.expects_json_response:
            messages.info(request, moved_message(self.moved_from, section))
        return response

    def answer(self, request: HttpRequest, page_id: int, **kwargs: Any) -> HttpResponse:
        """Answer as Wagtail does."""
        response: HttpResponse = super().dispatch(request, page_id, **kwargs)
        return response

    def refusal(self, response: HttpResponse) -> HttpResponse:
        """Return what a hook answers, as the open form understands it."""
        if self.expects_json_response and not self.response_is_json(response):
            refused: HttpResponse = self.json_error_response(
                "blocked_by_hook", _("The story may not be moved to this section.")
            )
            return refused
        return response

    def form_valid(self, form: Any) -> HttpResponse:
        """Note whether the page was saved."""
        response: HttpResponse = super().form_valid(form)
        self.is_saved = response.status_code < 400 and not self.has_unsaved_changes
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add where it was moved from; leave out what acts on the form of an alias.

        There is none, and its scripts would fail.
        """
        context: dict[str, Any] = super().get_context_data(**kwargs)
        if self.moved_from:
            context["moved"] = moved_message(self.moved_from, self.parent)
        if self.page.alias_of_id:
            context.update(edit_handler_data=None, editing_sessions=None)
        return context


def moved_message(before: Page, after: Page) -> str:
    """Say that a story was moved from a section to another."""
    names = {"before": before.title, "after": after.title}
    return _("The story was moved from %(before)s to %(after)s.") % names
