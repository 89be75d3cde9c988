"""Files that are no speech whatever their name says, told apart by their first bytes, each with what to do about it.

It must never open a file with a parser: a look at bytes cannot be made to hang.
"""

from __future__ import annotations

from speeches.readers.base import NOT_A_DOCUMENT

OLD_WORD = "这是旧版 Word（.doc）文件，请用 WPS 或 Word 另存为 .docx 后再上传。"
LOCKED_WORD = "文件设有打开密码，请在 WPS 或 Word 中取消密码并保存后再上传。"
SPREADSHEET = "这是 Excel 表格，不是讲话稿，请将内容复制到 Word 保存为 .docx 后再上传。"
SLIDES = "这是演示文稿（PPT），请将讲话内容复制到 Word 保存为 .docx 后再上传。"
IMAGE = "这是图片，没有可以读取的文字，请先用文字识别（OCR）转成 Word 再上传。"
ARCHIVE = "这是压缩包，请解压后上传里面的文档。"
PROGRAM = "这是程序文件，不是文档，请检查是否选错了文件。"
MEDIA = "这是音频或视频文件，请先整理成文字稿再上传。"
RESAVE = "这是 {} 格式的文件，请用 WPS 或 Word 另存为 .docx 后再上传。"

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADS: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n", IMAGE),
    (b"\xff\xd8\xff", IMAGE),
    (b"GIF8", IMAGE),
    (b"II*\0", IMAGE),
    (b"MM\0*", IMAGE),
    (b"Rar!\x1a\x07", ARCHIVE),
    (b"7z\xbc\xaf\x27\x1c", ARCHIVE),
    (b"\x1f\x8b\x08", ARCHIVE),
    (b"BZh", ARCHIVE),
    (b"\xfd7zXZ\0", ARCHIVE),
    (b"MZ", PROGRAM),
    (b"\x7fELF", PROGRAM),
    (b"\xca\xfe\xba\xbe", PROGRAM),
    (b"\xcf\xfa\xed\xfe", PROGRAM),
    (b"ID3", MEDIA),
    (b"\xff\xfb", MEDIA),
    (b"OggS", MEDIA),
    (b"fLaC", MEDIA),
    (b"#!AMR", MEDIA),
    (b"\x1aE\xdf\xa3", MEDIA),
    (b"{\\rtf", RESAVE.format("RTF")),
    (b"SQLite format 3\0", NOT_A_DOCUMENT),
)
# Streams of an OLE file are named in UTF-16. In this order: a locked file hides the names of what it holds.
_STREAMS: tuple[tuple[str, str], ...] = (
    ("EncryptedPackage", LOCKED_WORD),
    ("WordDocument", OLD_WORD),
    ("Workbook", SPREADSHEET),
    ("PowerPoint Document", SLIDES),
)


def refusal(data: bytes) -> str:
    """The Chinese sentence for a file that is certainly no readable document, or "" when a reader should try it."""
    if data.startswith(_OLE):
        return _ole_refusal(data)
    for head, message in _HEADS:
        # Two letters are too few to convict a text that begins with "MZ" or "BZh": a program holds NUL bytes early on.
        if data.startswith(head) and (len(head) > 4 or not head.isascii() or b"\0" in data[:1024]):
            return message
    if data.startswith(b"BM") and data[6:10] == b"\0\0\0\0":
        return IMAGE
    if data[:4] == b"RIFF" and data[8:12] in (b"WEBP", b"WAVE", b"AVI "):
        return IMAGE if data[8:12] == b"WEBP" else MEDIA
    if data[4:8] == b"ftyp":
        return IMAGE if data[8:12] in (b"heic", b"heix", b"mif1", b"avif") else MEDIA
    start = data[:2048].lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"<?xml") and b"Word.Document" in start:
        return RESAVE.format("Word XML")
    if start.startswith(b"MIME-Version:") and b"multipart/" in start:
        return RESAVE.format("单个文件网页（MHT）")
    return ""


def _ole_refusal(data: bytes) -> str:
    for stream, message in _STREAMS:
        if stream.encode("utf-16-le") in data:
            return message
    return RESAVE.format("旧版 Office")
