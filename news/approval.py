"""The action that finishes a workflow.

Wagtail imports this module while it defines its models, so they are imported within functions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wagtail.models import WorkflowState


def publish_approved(workflow_state: WorkflowState, user: Any = None) -> None:
    """Publish the approved revision; a story with publish blockers stays a draft."""
    from wagtail.workflows import publish_workflow_state  # noqa: PLC0415 - imports models

    from news.publish_blockers import publish_blockers  # noqa: PLC0415 - imports models

    if not publish_blockers(workflow_state.content_object.get_latest_revision_as_object()):
        publish_workflow_state(workflow_state, user=user)
