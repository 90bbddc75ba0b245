"""Lines of text in pictures, in the site's own typeface and in fonts for other scripts.

A font is chosen by the letters that it has. FreeType, within Pillow, reads the font files of the
site as they are.
"""

import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from threading import Lock
from typing import Self

from django.conf import settings
from PIL import ImageDraw, ImageFont

from byline.text import without_unfit_characters

TYPEFACE = [
    settings.PROJECT_ROOT / "static" / "fonts" / f"newsreader-{part}-wght-normal.woff2"
    for part in ("latin", "latin-ext")
]
WEIGHT = 600
# Longer texts are cut before they are measured.
TEXT_MAX_LENGTH = 300
# Of no font.
UNASSIGNED = "\U000f0000"
PROBE_SIZE = 32
ELLIPSIS = "…"
DIRECTIONS = {"L", "R", "AL"}
# Of the size: from one line to the next, and from a baseline to the end of its line.
LEADING, DESCENT = 1.12, 0.2
# FreeType's fonts are used by one thread at a time. So pictures take one core at most, too.
fonts_lock = Lock()


@dataclass(frozen=True)
class Setting:
    """A text in lines of a size that fit a place."""

    size: int
    lines: list[str]


def font_files() -> list[str]:
    """Return the font files, the first choice first."""
    return [*map(str, TYPEFACE), *settings.SHARE_PICTURE_FONTS]


@lru_cache(maxsize=64)
def font_of(file: str, size: int, weight: int = WEIGHT) -> ImageFont.FreeTypeFont:
    """Return a font. Cached, so it is used with `fonts_lock`."""
    font = ImageFont.truetype(file, size)
    with suppress(OSError):  # it has one weight
        font.set_variation_by_axes([weight])
    return font


@lru_cache(maxsize=10_000)
def has_letter(file: str, letter: str) -> bool:
    """Return whether a font can show a letter: what it cannot, it shows as any unknown one."""
    font = ImageFont.truetype(file, PROBE_SIZE, layout_engine=ImageFont.Layout.BASIC)
    shown, unknown = font.getmask(letter), font.getmask(UNASSIGNED)
    return shown.size != unknown.size or bytes(shown) != bytes(unknown)


def font_with(letter: str) -> str | None:
    """Return the first font file that has a letter."""
    return next((file for file in font_files() if has_letter(file, letter)), None)


def settable(text: str) -> str:
    """Return what can be set of a text on one line; nothing if letters of it are in no font.

    Signs that no font has, as emoji, are left out.
    """
    # Before it is cut: an accent may be a character of its own.
    text = unicodedata.normalize("NFC", without_unfit_characters(text[: 2 * TEXT_MAX_LENGTH]))
    kept = []
    for letter in " ".join(text.split())[:TEXT_MAX_LENGTH]:
        if letter == " " or font_with(letter):
            kept.append(letter)
        elif is_of_a_word(letter):
            return ""
    return " ".join("".join(kept).split())


def is_of_a_word(letter: str) -> bool:
    """Return whether a text cannot be read without the character: a letter, an accent, a digit."""
    is_variant = unicodedata.name(letter, "").startswith("VARIATION SELECTOR")
    return unicodedata.category(letter)[0] in "LMN" and not is_variant


@dataclass(frozen=True)
class Typeface:
    """Font files for a text, the first choice first."""

    files: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> Self:
        """Return the fonts for a text, first the one that has all of its letters."""
        letters = {letter for letter in text if letter != " "}
        files = font_files()
        whole = (f for f in files if all(has_letter(f, letter) for letter in letters))
        return cls((*islice(whole, 1), *files))

    def runs(self, line: str) -> list[tuple[str, str]]:
        """Return the parts of a line, each with the font file for it."""
        runs: list[tuple[str, str]] = []
        for letter in line:
            last = runs[-1][0] if runs else None
            if last and (letter == " " or has_letter(last, letter)):
                runs[-1] = (last, runs[-1][1] + letter)
            else:
                fitting = (file for file in self.files if has_letter(file, letter))
                runs.append((next(fitting, self.files[0]), letter))
        return runs

    def width(self, line: str, size: int) -> float:
        """Return how wide a line is, in pixels."""
        return sum(font_of(file, size).getlength(part) for file, part in self.runs(line))

    def wrap(self, text: str, size: int, width: int) -> list[str]:
        """Return a text in lines of a width; words are broken where they are wider."""
        lines = [""]
        for word in text.split():
            line = f"{lines[-1]} {word}".strip()
            if self.width(line, size) <= width:
                lines[-1] = line
            else:
                lines += self.broken(word, size, width)
        return [line for line in lines if line]

    def broken(self, word: str, size: int, width: int) -> list[str]:
        """Return a word in as many parts as it takes."""
        parts = [""]
        for letter in word:
            if is_start(letter) and parts[-1] and self.width(parts[-1] + letter, size) > width:
                parts.append(letter)
            else:
                parts[-1] += letter
        return parts

    def set(self, text: str, box: tuple[int, int], sizes: Sequence[int]) -> Setting:
        """Return a text in the largest of the sizes in which it fits a box, else its beginning."""
        width, height = box
        for size in sizes:
            lines = self.wrap(text, size, width)
            limit = int(height / (size * LEADING))
            if len(lines) <= limit:
                return Setting(size, lines)
        return Setting(size, self.cut(lines[:limit], size, width))

    def cut(self, lines: list[str], size: int, width: int) -> list[str]:
        """Return lines of which the last ends with an ellipsis."""
        *first, last = lines
        while last and self.width(last + ELLIPSIS, size) > width:
            last = last[:-1]
        return [*first, last.rstrip() + ELLIPSIS]

    def draw(self, canvas: ImageDraw.ImageDraw, text: Setting, corner: tuple[int, int]) -> None:
        """Draw a text with its upper left corner at a place."""
        left, top = corner
        for number, line in enumerate(text.lines, start=1):
            x: float = left
            if is_right_to_left(line):
                x = canvas.im.size[0] - left - self.width(line, text.size)
            baseline = top + int(text.size * (number * LEADING - DESCENT))
            for file, part in self.runs(line):
                font = font_of(file, text.size)
                canvas.text((x, baseline), part, fill=255, font=font, anchor="ls")
                x += font.getlength(part)


def is_start(letter: str) -> bool:
    """Return whether a line can begin with a character: not with an accent of the one before."""
    return unicodedata.category(letter)[0] != "M"


def is_right_to_left(line: str) -> bool:
    """Return whether a line begins at the right: by its first letter that has a direction."""
    found = (unicodedata.bidirectional(letter) for letter in line)
    return next((each for each in found if each in DIRECTIONS), "L") != "L"
