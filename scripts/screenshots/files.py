"""Files to upload, made of the demo's pictures."""

from io import BytesIO

from PIL import Image
from playwright.sync_api import FilePayload

from screenshots.demo import PICTURES

AGENCY = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF
 xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"
 xmlns:xmpRights="http://ns.adobe.com/xap/1.0/rights/"
 xmlns:Iptc4xmpCore="http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/"
><rdf:Description rdf:about="">
<photoshop:Headline>The light at Brack Point</photoshop:Headline>
<dc:creator><rdf:Seq><rdf:li>Nadia Voss</rdf:li></rdf:Seq></dc:creator>
<photoshop:Credit>Coast Pictures</photoshop:Credit>
<dc:description>The lighthouse on its first evening without scaffolding.</dc:description>
<Iptc4xmpCore:AltTextAccessibility>A lighthouse at dusk</Iptc4xmpCore:AltTextAccessibility>
<xmpRights:UsageTerms>One use, until the end of the year</xmpRights:UsageTerms>
</rdf:Description></rdf:RDF></x:xmpmeta>"""


def picture(name: str, of: str, xmp: str = "") -> FilePayload:
    """Return a part of one of the demo's pictures as a file to upload, with this XMP."""
    with Image.open(PICTURES / of) as whole:
        part = whole.crop((0, 0, whole.width, whole.height * 9 // 10))
    content = BytesIO()
    part.save(content, "JPEG", xmp=xmp.encode())
    return {"name": name, "mimeType": "image/jpeg", "buffer": content.getvalue()}
