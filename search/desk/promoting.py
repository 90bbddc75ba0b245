"""The forms in which results are promoted: Wagtail's, for words as readers' words are kept."""

from typing import Any

from django.core.exceptions import ValidationError
from wagtail.contrib.search_promotions.forms import QueryForm
from wagtail.contrib.search_promotions.views import CreateView, EditView

from search.query_log import normalise


class PromotedQueryForm(QueryForm):
    """The words that something is promoted for."""

    def clean_query_string(self) -> str:
        """Write the words as those of readers are, or they would never be the same."""
        words = normalise(self.cleaned_data["query_string"])
        if not words:
            raise ValidationError("Enter the words of a search.")
        return words


class PromoteView(CreateView):
    """Promote results, for words that the address may bring."""

    form_class = PromotedQueryForm

    def get_initial(self) -> dict[str, Any]:
        """Fill in the words."""
        return {
            **super().get_initial(),
            "query_string": normalise(self.request.GET.get("words", "")),
        }


class EditPromotedView(EditView):
    """Change what is promoted."""

    form_class = PromotedQueryForm
