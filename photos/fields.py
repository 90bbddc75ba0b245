"""The field in which photos are uploaded: judges files by their content, not by their names."""

from io import BytesIO
from pathlib import PurePath
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.translation import gettext as _
from PIL import Image
from pillow_heif import register_heif_opener
from wagtail.images.fields import WagtailImageField

from photos.cleaning import cleaned
from photos.metadata import IMAGE_FORMATS
from photos.renditions import FALLBACK_FORMAT, MAX_SIDE_PIXELS

register_heif_opener()

# By Wagtail's name of a format: the endings of a stored file, the usual one first.
EXTENSIONS = {
    "avif": ("avif",),
    "gif": ("gif",),
    "jpeg": ("jpg", "jpeg"),
    "png": ("png",),
    "webp": ("webp",),
}
# Read, and stored as JPEG: no browser of readers shows it, and few programs of a newsroom.
CONVERTED_FORMAT = "HEIF"
# Close to what a phone writes; readers get smaller copies.
CONVERTED_QUALITY = 92
DECOMPRESSION_BOMBS = (Image.DecompressionBombWarning, Image.DecompressionBombError)


class ConvertedFile(SimpleUploadedFile):
    """An upload in another format than it was sent in."""


class PhotoFileField(WagtailImageField):
    """An image field that takes every picture it can decode whole, whatever its file is called.

    Returns the file with the ending of its content. HEIC comes back as JPEG, of several pictures
    in a file the main one.
    """

    default_validators: ClassVar[list[Any]] = []  # Wagtail's compares the ending of the name

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.supported_formats_text = "AVIF, GIF, HEIC, JPEG, PNG, WebP"
        formats = {
            "supported_formats": self.supported_formats_text,
            "max_upload_size": self.max_upload_size_text,
        }
        self.help_text = (
            _("Supported formats: %(supported_formats)s. Maximum filesize: %(max_upload_size)s.")
            % formats
        )
        self.error_messages["invalid_image_extension"] = (
            _("Not a supported image format. Supported formats: %(supported_formats)s.") % formats
        )

    def to_python(self, data: Any) -> Any:
        """Check the size in the file's header before it is decoded, then decode it."""
        if data:
            self.check_image_file_size(data)
            try:
                if self.read_format(data) == CONVERTED_FORMAT:
                    data = converted(data)
                file = super().to_python(data)
                file.image.auto_orient()
            except ValidationError:
                raise
            except Exception as error:
                # Pillow has many errors for damaged files.
                message = _(
                    "This picture is damaged or incomplete. Export it again, or ask for it again."
                )
                raise ValidationError(message, code="damaged") from error
            return file
        return super().to_python(data)

    def read_format(self, data: Any) -> str | None:
        """Return the format by the file's header; None for what is no picture that we take.

        Raises ValidationError for a picture that needs too much memory when decoded, or that is
        longer than its copies for readers can be.
        """
        try:
            with Image.open(data, formats=(*IMAGE_FORMATS, CONVERTED_FORMAT)) as picture:
                size, file_format = picture.size, picture.format
        except DECOMPRESSION_BOMBS as bomb:
            raise self.too_many_pixels(_("unknown number")) from bomb
        except Exception:
            return None  # Wagtail has the better message
        finally:
            data.seek(0)
        if self.max_image_pixels and size[0] * size[1] > self.max_image_pixels:
            raise self.too_many_pixels(size[0] * size[1])
        if max(size) > MAX_SIDE_PIXELS[FALLBACK_FORMAT]:
            message = _(
                "This picture is %(length)d pixels long, and none longer than %(most)d can be "
                "shown. Make it smaller, or cut it into several."
            )
            values = {"length": max(size), "most": MAX_SIDE_PIXELS[FALLBACK_FORMAT]}
            raise ValidationError(message % values, code="file_too_long")
        return file_format

    def too_many_pixels(self, number: int | str) -> ValidationError:
        """Return the error of a picture with more pixels than the limit."""
        message = self.error_messages["file_too_many_pixels"] % {
            "num_pixels": number,
            "max_pixels_count": self.max_image_pixels,
        }
        return ValidationError(message, code="file_too_many_pixels")

    def check_image_file_size(self, f: Any) -> None:
        """Check what was uploaded: a converted file may be larger."""
        if not isinstance(f, ConvertedFile):
            super().check_image_file_size(f)

    def check_image_file_format(self, f: Any) -> None:
        """Give a file the ending of its content. Raises ValidationError for other formats."""
        if f.image.format_name == "heic":  # would be converted by now
            raise ValueError("The header of a HEIC file cannot be read.")
        extensions = EXTENSIONS.get(f.image.format_name)
        if not extensions:
            message = self.error_messages["invalid_image_extension"]
            raise ValidationError(message, code="invalid_image_extension")
        name = PurePath(f.name)
        if name.suffix.lower().removeprefix(".") not in extensions:
            f.name = f"{name.stem}.{extensions[0]}"


def converted(data: Any) -> ConvertedFile:
    """Return a picture as JPEG in sRGB, or as WebP where parts of it are transparent.

    Camera, time and place stay in the original, as in any other; readers never get it.
    """
    with Image.open(data, formats=[CONVERTED_FORMAT]) as picture:
        said = {key: value for key in ("exif", "xmp") if (value := picture.info.get(key))}
        clean = cleaned(picture)
    file_format = "WEBP" if clean.mode == "RGBA" else "JPEG"
    buffer = BytesIO()
    try:
        clean.save(buffer, file_format, quality=CONVERTED_QUALITY, **said)
    except ValueError:  # more metadata than the format holds
        buffer = BytesIO()
        clean.save(buffer, file_format, quality=CONVERTED_QUALITY)
    ending = EXTENSIONS[file_format.lower()][0]
    return ConvertedFile(f"{PurePath(data.name).stem}.{ending}", buffer.getvalue())
