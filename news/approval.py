"""What follows when a workflow has approved a story.

Wagtail imports this while its own models are being made, so nothing of them is imported here
before it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from news.publish_blockers import publish_blockers

if TYPE_CHECKING:
    from wagtail.models import WorkflowState


def publish_approved(workflow_state: WorkflowState, user: Any = None) -> None:
    """Publish what was approved, but for a story that may not be published yet.

    It stays a draft, and its form says what it lacks.
    """
    from wagtail.workflows import publish_workflow_state

    if not publish_blockers(workflow_state.content_object.get_latest_revision_as_object()):
        publish_workflow_state(workflow_state, user=user)
