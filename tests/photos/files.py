"""Picture files, made byte by byte where no library writes what a test needs."""

import struct
import zlib
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, PngImagePlugin

ENDINGS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "AVIF": "avif", "GIF": "gif"}
# What is stored is JPEG then.
CONVERTED = {"HEIF": "heic"}
UTF8 = {(1, 90): b"\x1b%G"}


def picture(file_format="JPEG", size=(60, 40), mode="RGB", **options):
    """Return the bytes of a picture, all black."""
    if file_format == "PNG" and "xmp" in options:
        options["pnginfo"] = PngImagePlugin.PngInfo()
        options["pnginfo"].add_itxt("XML:com.adobe.xmp", options.pop("xmp").decode("latin-1"))
    buffer = BytesIO()
    Image.new(mode, size).save(buffer, file_format, **options)
    return buffer.getvalue()


def upload(content, name="boats.jpg"):
    """Return bytes as the browser posts them."""
    return SimpleUploadedFile(name, content)


def with_iptc(content, records):
    """Put a block of IPTC into a JPEG: `records` are texts by (record, number)."""
    block = b"".join(
        struct.pack(">BBBH", 0x1C, *key, len(value)) + value
        for key, values in records.items()
        for value in (values if isinstance(values, list) else [values])
    )
    return with_app13(content, block)


def with_app13(content, block):
    """Put any bytes into a JPEG where IPTC belongs."""
    block += b"\0" * (len(block) % 2)
    resource = b"8BIM" + struct.pack(">HHI", 0x0404, 0, len(block)) + block
    segment = b"Photoshop 3.0\0" + resource
    return content[:2] + b"\xff\xed" + struct.pack(">H", len(segment) + 2) + segment + content[2:]


def xmp(properties):
    """Return an XMP packet with the properties, given as XML."""
    return f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
 xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"
 xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
 xmlns:exif="http://ns.adobe.com/exif/1.0/"
 xmlns:cc="http://creativecommons.org/ns#"
><rdf:Description rdf:about="">{properties}</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>""".encode()


def alternatives(name, **texts):
    """Return a text in several languages: `alternatives("dc:rights", x_default="…")`."""
    items = "".join(
        f'<rdf:li xml:lang="{language.replace("_", "-")}">{text}</rdf:li>'
        for language, text in texts.items()
    )
    return f"<{name}><rdf:Alt>{items}</rdf:Alt></{name}>"


def listing(name, *texts):
    """Return a list of texts."""
    items = "".join(f"<rdf:li>{text}</rdf:li>" for text in texts)
    return f"<{name}><rdf:Seq>{items}</rdf:Seq></{name}>"


def huge_png(width, height):
    """Return a small PNG that announces any size, its pixels all black."""

    def chunk(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes(min(((width + 7) // 8 + 1) * height, 10_000_000)), 9)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    )


def animation(file_format, frames, size=(40, 30)):
    """Return a moving picture."""
    pictures = [Image.new("RGB", size, (n % 256, n // 256, 0)) for n in range(frames)]
    buffer = BytesIO()
    pictures[0].save(
        buffer, file_format, save_all=True, append_images=pictures[1:], duration=20, loop=0
    )
    return buffer.getvalue()
