"""What follows when a workflow has approved a story.

Wagtail imports this while its own models are being made, so nothing of them is imported here
before it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wagtail.models import WorkflowState


def publish_approved(workflow_state: WorkflowState, user: Any = None) -> None:
    """Publish what was approved, but for a story with a photo that has no credit.

    It stays a draft, and its form says which photo it is.
    """
    from wagtail.workflows import publish_workflow_state

    from news.models import ArticlePage
    from news.photo_credits import lacks_credits

    draft = workflow_state.content_object.get_latest_revision_as_object()
    if not (isinstance(draft, ArticlePage) and lacks_credits(draft)):
        publish_workflow_state(workflow_state, user=user)
