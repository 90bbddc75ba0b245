"""Embedded video and audio."""

import re
from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.urls import reverse
from wagtail import blocks
from wagtail.admin.telepath import register
from wagtail.blocks.struct_block import StructBlockAdapter, StructBlockValidationError
from wagtail.images.blocks import ImageChooserBlock

from byline.text import split_url
from news.blocks.base import CreditedPhoto, PhotosBlock
from news.embed_providers import Playable, address_in, find_playable, last_link_in
from news.embed_thumbnails import store_thumbnail
from news.link_cards import fetch_texts, shown_host

check_address = URLValidator(
    schemes=["http", "https"], message="This is no address: it starts with https://."
)

HOST_PATTERN = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}(?:[/?#]|$)", re.IGNORECASE)


class EmbedBlock(PhotosBlock):
    """A player of another site, shown as a still picture until a reader starts it.

    Texts and the picture are fetched from the provider or the page when the story is saved. The
    player's URL comes from `news.embed_providers`, never from the provider's markup; without a
    player there is a card, or a link.
    """

    photo_shape = "body"
    photo_field = credit_field = "still"
    warning_field = "title"
    source = blocks.TextBlock(
        search_index=False,
        max_length=5000,
        label="Address or embed code",
        help_text="Paste it, and see below what readers get. When you save, title, author and "
        "still picture fill themselves where they are empty.",
    )
    title = blocks.CharBlock(required=False, max_length=255)
    author = blocks.CharBlock(required=False, max_length=100, help_text="Whose channel it is.")
    still = ImageChooserBlock(required=False, label="Still picture")
    caption = blocks.TextBlock(required=False, max_length=500)

    class Meta:
        icon = "media"
        group = "Embeds"
        template = "blocks/embed.html"
        label_format = "{title}"
        description = "A video or sound that readers can start, or a card for any other page."
        preview_value = {
            "source": "https://vimeo.com/1084537",
            "title": "Down by the slipway: a day with the boatbuilders",
            "author": "Ellside Yard",
            "still": None,
            "caption": "The yard has made a film of its own.",
        }

    def clean(self, value: blocks.StructValue) -> blocks.StructValue:
        """Fill empty fields from the provider; if it is down, the URL is enough."""
        value = super().clean(value)
        if not value["source"]:
            return value
        value["source"] = address = self.read_source(value["source"].strip())
        if not (value["title"] and value["author"] and value["still"]):
            self.fill(value, address)
        return value

    def read_source(self, source: str) -> str:
        """Return the pasted URL, alone or within embed code. Raises StructBlockValidationError."""
        try:
            address = find_address(source)
        except ValidationError as error:
            raise StructBlockValidationError({"source": error}) from error
        playable = find_playable(address)
        return playable.url if playable else address

    def fill(self, value: blocks.StructValue, address: str) -> None:
        """Fill the empty fields with the provider's texts and picture."""
        answer = fetch_texts(address)
        if answer is None:
            return
        value["title"] = value["title"] or answer["title"]
        value["author"] = value["author"] or answer["author_name"]
        if not value["still"] and answer["thumbnail_url"]:
            value["still"] = store_thumbnail(
                answer["thumbnail_url"],
                title=value["title"] or address,
                credit=" / ".join(
                    filter(None, (value["author"], answer["provider_name"] or shown_host(address)))
                ),
                source=address,
            )

    def warnings(self, value: blocks.StructValue) -> Iterator[str]:
        """Warn of a provider that could not be read."""
        if value["source"] and not value["title"]:
            yield (
                f"{value['source']} could not be read just now. Readers see it without a title "
                "until you give it one, or save again when the provider answers."
            )

    def has_content(self, value: blocks.StructValue) -> bool:
        """Return whether there is an address: readers get a player or a link."""
        return bool(mere_link(value["source"] or "").url)

    def credited_photos(self, value: blocks.StructValue) -> list[CreditedPhoto]:
        """Return the still picture, if there is one."""
        return [CreditedPhoto(value["still"], value["still"].credit)] if value["still"] else []

    def get_context(
        self, value: blocks.StructValue, parent_context: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Add the provider, the URL and the player; no URL but HTTP ones."""
        address = value["source"] or ""
        playable = find_playable(address) or mere_link(address)
        return {
            **super().get_context(value, parent_context),
            "url": playable.url,
            "player": playable.player,
            "shape": playable.shape,
            "provider": playable.provider,
        }


def find_address(source: str) -> str:
    """Return the URL that was pasted, alone or within embed code. Raises ValidationError."""
    is_code = "<" in source
    address = (address_in(source) or last_link_in(source)) if is_code else with_scheme(source)
    check_address(address)
    return address


def with_scheme(address: str) -> str:
    """Return a URL with `https://` where that was left out."""
    return f"https://{address}" if HOST_PATTERN.match(address) else address


def mere_link(address: str) -> Playable:
    """Return a URL without a known player; without a link where it is not HTTP."""
    url = address if split_url(address).scheme in {"http", "https"} else ""
    return Playable(provider=shown_host(address), url=url)


class EmbedAdapter(StructBlockAdapter):
    """Says below the address, while it is typed, what readers will see of it."""

    js_constructor = "byline.Embed"

    def js_args(self, block: EmbedBlock) -> list[Any]:
        """Add where that is asked."""
        *arguments, meta = super().js_args(block)
        return [*arguments, {**meta, "verdictUrl": reverse("embed_verdict")}]

    @property
    def media(self) -> forms.Media:
        """Add our script and styles to Wagtail's own."""
        scripts = [f"js/admin/{name}.js" for name in ("gettext", "embed-verdict")]
        return super().media + forms.Media(js=scripts, css={"all": ["css/admin/editor.css"]})


register(EmbedAdapter(), EmbedBlock)
