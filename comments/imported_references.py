"""References of imported comments, whose numbers are those of their archive."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from hashlib import sha256
from itertools import batched, chain

from django.db.models import F, Q
from django_comments.models import Comment

from comments.comment_numbers import ORIGINAL_NUMBER_RANGE
from comments.models import ReaderComment, Reference
from comments.querysets import QUERY_VALUES_LIMIT
from comments.text import REFERENCE_PATTERN, references_in, replace_references

# Of the form key of an imported comment that no number identifies.
IMPORT_KEY_PREFIX = "import:"
IS_IMPORTED = Q(original_number__isnull=False) | Q(form_key__startswith=IMPORT_KEY_PREFIX)


def import_key(*parts: object) -> str:
    """Return a form key of 32 characters, a hash of all that is known of a comment."""
    digest = sha256("\n".join(map(str, parts)).encode()).hexdigest()
    return f"{IMPORT_KEY_PREFIX}{digest}"[:32]


def store_references(comments: Sequence[ReaderComment]) -> None:
    """Store the references of comments that were just imported, and of those to them.

    Where the comment that is referred to got another number, the reference gets it too, also
    in the text. Only imported texts are changed, never what readers wrote here. The table must
    be locked (`comment_numbers.lock_comment_table`).
    """
    adopt_references(comments)
    meanings = ArchiveNumbers(chain.from_iterable(numbers_in(c.comment) for c in comments))
    references: list[Reference] = []
    for comment in comments:
        meant = meanings.in_comment(comment)
        change_numbers(comment, meant)
        references += (
            Reference(source=comment, number=n, target_id=n if n in meant.values() else None)
            for n in references_in(comment.comment)
        )
    Reference.objects.bulk_create(references, batch_size=QUERY_VALUES_LIMIT)


def numbers_in(text: str) -> list[int]:
    """Return every number that a text refers to, beyond the limit for links too."""
    return [int(number) for number in REFERENCE_PATTERN.findall(text)]


class ArchiveNumbers:
    """Finds comments by the numbers they had in their archive."""

    def __init__(self, numbers: Iterable[int]) -> None:
        self.comments = defaultdict(list)
        for some in batched({n for n in numbers if n in ORIGINAL_NUMBER_RANGE}, QUERY_VALUES_LIMIT):
            found = ReaderComment.objects.filter(original_number__in=some)
            for number, story, pk in found.values_list("original_number", "story_id", "pk"):
                self.comments[number].append((story, pk))

    def in_comment(self, comment: ReaderComment) -> dict[int, int]:
        """Return the numbers that a comment refers to, mapped to the comments' numbers here."""
        return {
            number: self.of(number, comment.story_id)
            for number in numbers_in(comment.comment)
            if number in self.comments
        }

    def of(self, number: int, story: int) -> int:
        """Return the comment that had a number, preferably on the same story, or unchanged."""
        return min(self.comments[number], key=lambda c: (c[0] != story, c[1] != number, c[1]))[1]


def change_numbers(comment: ReaderComment, numbers: dict[int, int]) -> None:
    """Replace numbers in a comment's references, and store the text if it changed."""
    text = replace_references(comment.comment, numbers)
    if text != comment.comment:
        comment.comment = text
        Comment.objects.filter(pk=comment.pk).update(comment=text)


def adopt_references(comments: Iterable[ReaderComment]) -> None:
    """Set the targets of references that were stored before their comments were imported."""
    numbers = {c.original_number: c.pk for c in comments if c.original_number is not None}
    kept = [number for number, pk in numbers.items() if number == pk]
    for some in batched(kept, QUERY_VALUES_LIMIT):
        waiting = Reference.objects.filter(target=None, number__in=some)
        waiting.update(target_id=F("number"))
    moved = {number: pk for number, pk in numbers.items() if number != pk}
    for source, references in waiting_for(moved).items():
        change_numbers(source, {r.number: moved[r.number] for r in references})
        source.references.filter(pk__in=[r.pk for r in references]).delete()
        known = set(source.references.values_list("number", flat=True))
        targets = {moved[r.number] for r in references} - known
        Reference.objects.bulk_create(
            Reference(source=source, number=pk, target_id=pk) for pk in targets
        )


def waiting_for(numbers: Iterable[int]) -> dict[ReaderComment, list[Reference]]:
    """Return imported comments with references to the numbers that have no target yet."""
    imported = ReaderComment.objects.filter(IS_IMPORTED)
    found = defaultdict(list)
    for some in batched(numbers, QUERY_VALUES_LIMIT):
        waiting = Reference.objects.filter(target=None, number__in=some, source__in=imported)
        for reference in waiting.select_related("source"):
            found[reference.source].append(reference)
    return found
