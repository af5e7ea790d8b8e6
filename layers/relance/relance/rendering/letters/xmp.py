"""The metadata that makes a PDF a PDF/A-2B. Written here, as fpdf2 would put the hour of its run into it,
and the same letter has to give the same bytes.
"""

from __future__ import annotations

from datetime import datetime
from xml.sax.saxutils import escape, quoteattr

_PACKET = """<x:xmpmeta xmlns:x="adobe:ns:meta/">
  <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    xmlns:dc="http://purl.org/dc/elements/1.1/"
    xmlns:xmp="http://ns.adobe.com/xap/1.0/"
    xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
    xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
    <rdf:Description rdf:about=""
      xmp:CreatorTool={program} xmp:CreateDate={at} xmp:ModifyDate={at} xmp:MetadataDate={at}
      pdf:Producer={program}>
      <pdfaid:part>2</pdfaid:part>
      <pdfaid:conformance>B</pdfaid:conformance>
      <dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
      <dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
      <dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
    </rdf:Description>
  </rdf:RDF>
</x:xmpmeta>"""


def xmp(title: str, author: str, language: str, program: str, at: datetime) -> str:
    """The packet's inner XML; its values are those of the PDF's own information."""
    return _PACKET.format(
        title=escape(title),
        author=escape(author),
        language=escape(language),
        program=quoteattr(program),
        at=quoteattr(at.isoformat(timespec="seconds")),
    )
