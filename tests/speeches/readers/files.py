"""Small files of every format, written by hand so that a test can break exactly one thing in them."""

from __future__ import annotations

import io
import zipfile
from html import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_WORD_HEAD = (
    f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{W}" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"><w:body>'
)
CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">'
    "<dc:title>{title}</dc:title><dcterms:created>{created}</dcterms:created></cp:coreProperties>"
)


def archive(parts: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip archive of the parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as packed:
        for part, content in parts.items():
            packed.writestr(part, content)
    return out.getvalue()


def p(text: str = "", properties: str = "", inner: str = "") -> str:
    """A w:p with one run of text, or with the inner XML given."""
    run = f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{run}{inner}</w:p>"


def row(*cells: str, properties: str = "") -> str:
    """A w:tr; a cell is its text, or XML when it begins with "<"."""
    inside = "".join(f"<w:tc>{cell if cell.startswith('<') else p(cell)}</w:tc>" for cell in cells)
    return f"<w:tr>{properties}{inside}</w:tr>"


def word(body: str, extra: dict[str, str | bytes] | None = None) -> bytes:
    """A .docx file with this body; `extra` adds parts such as word/numbering.xml."""
    return archive(
        {
            "[Content_Types].xml": "<Types/>",
            "word/document.xml": f"{_WORD_HEAD}{body}</w:body></w:document>",
            **(extra or {}),
        }
    )


def numbering(
    levels: list[tuple[str, str]], lists: str = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
) -> str:
    """numbering.xml with one abstract list of (format, pattern) levels."""
    inside = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{pattern}"/></w:lvl>'
        for at, (kind, pattern) in enumerate(levels)
    )
    return f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="0">{inside}</w:abstractNum>{lists}</w:numbering>'


def item(text: str, level: int = 0, list_id: int = 1) -> str:
    """A paragraph of an automatic list."""
    return p(text, f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>')


Placed = tuple[float, float, str]


def pdf(pages: list[list[Placed]], size: int = 16, info: str = "", unmapped: bool = False) -> bytes:
    """A PDF whose pages hold (x, y, text) lines in a Type0 font; with `unmapped` the font names no characters."""
    used = sorted({char for page in pages for _, _, text in page for char in text})
    codes = {char: at + 1 for at, char in enumerate(used)}
    maps = "\n".join(f"<{codes[char]:04X}> <{char.encode('utf-16-be').hex().upper()}>" for char in used)
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def "
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{len(used)} beginbfchar\n{maps}\nendbfchar\nendcmap end end"
    )
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{8 + 2 * at} 0 R' for at in range(len(pages)))}] >>",
        f"<< /Type /Font /Subtype /Type0 /BaseFont /Song /Encoding /Identity-H /DescendantFonts [4 0 R]{'' if unmapped else ' /ToUnicode 6 0 R'} >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Song /DW 1000 /FontDescriptor 5 0 R "
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> >>",
        "<< /Type /FontDescriptor /FontName /Song /Flags 4 /FontBBox [0 -120 1000 880] /Ascent 880 /Descent -120 /ItalicAngle 0 /CapHeight 800 /StemV 80 >>",
        f"<< /Length {len(cmap)} >>\nstream\n{cmap}\nendstream",
        f"<< {info} >>",
    ]
    for at, page in enumerate(pages):
        shown = "\n".join(
            f"BT /F1 {size} Tf 1 0 0 1 {x} {y} Tm <{''.join(f'{codes[char]:04X}' for char in text)}> Tj ET"
            for x, y, text in page
        )
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {9 + 2 * at} 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
        )
        objects.append(f"<< /Length {len(shown)} >>\nstream\n{shown}\nendstream")
    return pdf_of(objects, "/Root 1 0 R /Info 7 0 R")


def pdf_of(objects: list[str], trailer: str) -> bytes:
    """A PDF file of numbered objects with its cross-reference table."""
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1"))
    start = out.tell()
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    out.write("".join(f"{place:010d} 00000 n \n" for place in places).encode())
    out.write(f"trailer << /Size {len(objects) + 1} {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode())
    return out.getvalue()


def set_lines(paragraphs: list[str], width: int = 29, indent: bool = True) -> list[list[Placed]]:
    """Paragraphs set as a printer would: 29 characters of 16 points a line, two blank at the start, 22 lines a page."""
    lines: list[tuple[float, str]] = []
    for paragraph in paragraphs:
        rest, room = paragraph, width - 2 if indent else width
        left = 64.0 + (32 if indent else 0)
        while rest:
            lines.append((left, rest[:room]))
            rest, room, left = rest[room:], width, 64.0
    pages = [lines[at : at + 22] for at in range(0, len(lines), 22)]
    return [
        [(left, 740 - 29.0 * at, text) for at, (left, text) in enumerate(page)] + [(285, 50, f"— {number} —")]
        for number, page in enumerate(pages, 1)
    ]


def drawn_pdf(
    content: str, resources: str = "", more: list[str] | None = None, pages: int = 1, trailer: str = ""
) -> bytes:
    """A PDF of equal pages with this content stream and no text of its own; object 3 is the first page, 4 the stream."""
    page = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << {resources} >> >>"
    stream = f"<< /Length {len(content)} >>\nstream\n{content}\nendstream"
    kids = "3 0 R " * pages
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {pages} /Kids [{kids}] >>",
        page,
        stream,
    ]
    return pdf_of([*objects, *(more or [])], f"/Root 1 0 R {trailer}")


def scanned_pdf() -> bytes:
    """One page that shows a picture and holds no text."""
    image = (
        "<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8 /Length 1 >>\n"
        "stream\nx\nendstream"
    )
    return drawn_pdf("q 595 0 0 842 0 0 cm /I Do Q", "/XObject << /I 5 0 R >>", [image])


def locked_pdf() -> bytes:
    """A PDF that asks for a password which the empty one is not."""
    key = "<< /Filter /Standard /V 1 /R 2 /P -4 /O <" + "41" * 32 + "> /U <" + "42" * 32 + "> >>"
    return drawn_pdf(
        "",
        more=[key],
        trailer="/Encrypt 5 0 R /ID [<00112233445566778899aabbccddeeff> <00112233445566778899aabbccddeeff>]",
    )
