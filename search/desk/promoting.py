"""Wagtail's forms for promoted results, with queries normalised as in the query log."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail.contrib.search_promotions.forms import QueryForm
from wagtail.contrib.search_promotions.views import CreateView, EditView

from search.query_log import normalise


class PromotedQueryForm(QueryForm):
    """The query that results are promoted for."""

    def clean_query_string(self) -> str:
        """Normalise the query as logged ones are, or it would never match."""
        words = normalise(self.cleaned_data["query_string"])
        if not words:
            raise ValidationError("Enter the words of a search.")
        return words


class PromoteView(CreateView):
    """Promote results; `?words=` prefills the query."""

    form_class = PromotedQueryForm

    def get_initial(self) -> dict[str, Any]:
        """Fill in the words."""
        return {
            **super().get_initial(),
            "query_string": normalise(self.request.GET.get("words", "")),
        }


class EditPromotedView(EditView):
    """Edit promoted results."""

    form_class = PromotedQueryForm
