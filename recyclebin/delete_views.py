"""Views that delete photos and documents: they move them to the bin."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.documents.views import documents
from wagtail.documents.views import multiple as multiple_documents
from wagtail.images.views import images
from wagtail.images.views import multiple as multiple_images
from wagtail.permissions import policy_registry

from recyclebin.actions import CannotDeleteError, delete
from recyclebin.uses import Uses, uses_of

CONFLICT = 409


class MoveToBinMixin:
    """A delete view whose action is `MoveToBinAction`.

    It says what uses the item. What something published shows is refused, with what shows it.
    """

    object: Any
    request: HttpRequest

    @cached_property
    def uses(self) -> Uses:
        """What uses the item."""
        return uses_of([self.object], self.request.user)[self.object.pk]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the uses, and where the file can be replaced if the item has to stay."""
        view: Any = super()
        context: dict[str, Any] = view.get_context_data(**kwargs)
        context["uses"] = self.uses
        if self.uses.shown:
            context["edit_url"] = AdminURLFinder(self.request.user).get_edit_url(self.object)
        return context

    def form_valid(self, form: Any) -> HttpResponse:
        """Refuse to delete what something published shows."""
        view: Any = self
        if self.uses.shown:
            return view.render_to_response(self.get_context_data(form=form), status=CONFLICT)
        above: Any = super()
        response: HttpResponse = above.form_valid(form)
        return response

    @property
    def confirmation_message(self) -> str:
        """Say that the item can be restored."""
        return _("Move “%s” to the bin? It can be restored for 30 days.") % self.object

    def get_success_message(self) -> str:
        """Name the bin."""
        return _("“%s” was moved to the bin.") % self.object


class DeletePhotoView(MoveToBinMixin, images.DeleteView):
    """Moves a photo to the bin."""

    template_name = "recyclebin/admin/delete_photo.html"


class DeleteDocumentView(MoveToBinMixin, documents.DeleteView):
    """Moves a document to the bin."""

    template_name = "recyclebin/admin/delete_document.html"


class MoveUploadToBinMixin:
    """Cancels an upload."""

    def post(self, request: HttpRequest, **kwargs: Any) -> JsonResponse:
        """Move the upload to the bin: Wagtail's view deletes it without an action."""
        view: Any = self
        item = get_object_or_404(view.get_model(), pk=kwargs[view.pk_url_kwarg])
        policy = policy_registry.get(item)
        if not policy.user_has_permission_for_instance(request.user, "delete", item):
            raise PermissionDenied
        answer = {view.context_object_id_name: item.pk}
        try:
            delete(item, request.user)
        except CannotDeleteError as reason:
            refusal = {**answer, "success": False, "error_message": str(reason)}
            return JsonResponse(refusal, status=CONFLICT)
        return JsonResponse({**answer, "success": True})


class DeleteUploadedPhotoView(MoveUploadToBinMixin, multiple_images.DeleteView):
    """Cancels the upload of a photo."""


class DeleteUploadedDocumentView(MoveUploadToBinMixin, multiple_documents.DeleteView):
    """Cancels the upload of a document."""
