"""What WeasyPrint leaves to add before a file is built for PDF/A-2a (ISO 19005-2) and PDF/UA-1 (ISO 14289-1).

WeasyPrint writes the marks of one standard at a time; here the file says both. It also says of every table
header whether it heads a row or a column, and gives a print shop a bleed of exactly 3 mm. "Built for" and not
"certified": no validator of the whole standards is part of the tests.
"""

from __future__ import annotations

import zlib
from typing import Any

VARIANT = "pdf/a-2a"
LEVEL = 7
BLEED_PT = 3 * 72 / 25.4
"""The bleed print shops ask for; the crop marks stand outside it."""

# PDF/A (ISO 19005-2, 6.6.2.3) wants a schema of its own for properties that it does not know: pdfuaid.
_UNIVERSAL_ACCESS = b"""\
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1" />\
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"\
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">\
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>the part of ISO 14289 the file is built for</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property>\
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""


def declare(document: Any) -> None:
    """Have a laid out document say in its metadata that it is built for PDF/UA-1, too."""
    written = document.metadata.generate_rdf_metadata

    def both(*which: Any) -> bytes:
        said: bytes = written(*which)
        head, end, tail = said.rpartition(b"</rdf:RDF>")
        return head + _UNIVERSAL_ACCESS + end + tail

    document.metadata.generate_rdf_metadata = both


def finish(_document: Any, pdf: Any) -> None:
    """The last touches to a drawn file: the scope of table headers, the print shop's bleed, packing."""
    for thing in pdf.objects:
        if getattr(thing, "compress", False):
            _pack(thing)
        if isinstance(thing, dict) and thing.get("S") == "/TH":
            thing["A"]["Scope"] = "/Column" if _in_head(thing, pdf) else "/Row"
        elif isinstance(thing, dict) and thing.get("Type") == "/Page":
            _bleed(thing)


def _pack(stream: Any) -> None:
    """Compress a stream, else it is done at zlib's last level: 2 % smaller, in four times the time."""
    if any(isinstance(part, float) for part in stream.stream):  # how these are written is not ours to know
        return
    parts = [_written(part) for part in stream.stream]
    stream.stream, stream.compress = [zlib.compress(b"\n".join(parts), LEVEL)], False
    stream.extra["Filter"] = "/FlateDecode"


def _written(part: Any) -> bytes:
    """A part of a stream as it stands in the file: a dictionary writes itself, words are ASCII."""
    written: bytes = part if isinstance(part, bytes) else getattr(part, "data", None) or str(part).encode()
    return written


def _in_head(cell: Any, pdf: Any) -> bool:
    """Whether a header cell stands in the head of its table."""
    row = pdf.objects[int(cell["P"].split()[0])]
    return bool(pdf.objects[int(row["P"].split()[0])]["S"] == "/THead")


def _bleed(page: Any) -> None:
    """Set the bleed to 3 mm around the trim, where the page has room for marks outside it."""
    trim, media = page["TrimBox"], page["MediaBox"]
    if trim[0] - media[0] > BLEED_PT:
        left, top, right, bottom = trim
        page["BleedBox"][:] = [left - BLEED_PT, top - BLEED_PT, right + BLEED_PT, bottom + BLEED_PT]
