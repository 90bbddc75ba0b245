"""What editors are told about a document."""

from collections import Counter
from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from news.word.package import Problem

PROBLEMS: dict[Problem, Promise] = {
    Problem.DAMAGED: gettext_lazy(
        "This document is damaged or incomplete. Open it in Word, save it under another name, and "
        "try again with that."
    ),
    Problem.TOO_LARGE: gettext_lazy(
        "There is too much in this document to read it at once. Split it, and bring in its parts."
    ),
    Problem.PASSWORD: gettext_lazy(
        "This document has a password. Open it in Word, take the password away (File, Info, "
        "Protect Document), save it, and try again."
    ),
    Problem.OLD_WORD: gettext_lazy(
        "This is a document of an old Word (.doc). Open it in Word, save it as “Word Document "
        "(.docx)”, and try again with that."
    ),
    Problem.OPEN_DOCUMENT: gettext_lazy(
        "This is an OpenDocument text (.odt). Open it in LibreOffice, choose “Save As” and “Word "
        "2010–365 Document (.docx)”, and try again with that."
    ),
    Problem.PAGES: gettext_lazy(
        "This is a document of Pages. Open it in Pages, choose “Export To” and “Word”, and try "
        "again with that."
    ),
    Problem.RICH_TEXT: gettext_lazy(
        "This is a rich text file (.rtf). Open it in Word, save it as “Word Document (.docx)”, and "
        "try again with that."
    ),
    Problem.PDF: gettext_lazy(
        "This is a PDF, which has no paragraphs to read. Ask for the Word document it was made of, "
        "or open it in Word and save it as “Word Document (.docx)”."
    ),
    Problem.OTHER_OFFICE: gettext_lazy(
        "This is a spreadsheet or a presentation. Copy what you need of it, and paste it into the "
        "story."
    ),
    Problem.NOT_WORD: gettext_lazy(
        "This is not a Word document (.docx), whatever its name says. Open it in the program it "
        "was written with, and save or export it as “Word Document (.docx)”."
    ),
}


def notes_of(found: Counter[str]) -> Iterator[str]:
    """Yield what of a document did not come along, or not as it was."""
    if number := found["comments"]:
        text = ngettext(
            "%(number)d comment was left out.", "%(number)d comments were left out.", number
        )
        yield text % {"number": number}
    if number := found["footnotes"]:
        text = ngettext(
            "%(number)d footnote stands under “Notes” at the end, with its number in the text.",
            "%(number)d footnotes stand under “Notes” at the end, with their numbers in the text.",
            number,
        )
        yield text % {"number": number}
    if number := found["cropped"]:
        text = ngettext(
            "%(number)d picture was cropped in the document: the photo shows all of it.",
            "%(number)d pictures were cropped in the document: the photos show all of them.",
            number,
        )
        yield text % {"number": number}
    yield from (text for what, text in others().items() if found[what])


def others() -> dict[str, str]:
    """Return what is said of things that are not counted."""
    return {
        "changes": _(
            "The document has tracked changes. They are taken as accepted: look for what should "
            "not be there."
        ),
        "hidden": _("Hidden text was left out."),
        "struck": _("Words that were struck through are in the text, as plain words."),
        "highlighted": _("Highlighting did not come along."),
        "equations": _("Equations became plain characters: check them."),
        "texts": _("Some text in shapes could not be read: compare the story with the document."),
        "attachments": _("Another file that was inserted into the document was left out."),
        "picture_links": _("Links of pictures were left out."),
        "page_edges": _("What stands at the top or foot of every page was left out."),
        "contents": _("The table of contents was left out."),
        "macros": _("The document has macros. They were neither run nor kept."),
    }
