"""Files with a secrecy mark (秘密, 机密, 绝密) are refused before anything of them is kept: feedback sheets, ledgers, evidence.

Documents are read by the readers of the speeches. Of an Office package every text is looked at, cells, text boxes, page headers and comments alike;
of an old binary one, marks with a star. What cannot be read at all (a picture, a scan) only by its name.
"""

from __future__ import annotations

import html
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import PurePath

from tracker.common.errors import Refused
from tracker.meetings import bridge

# Documents whose head is where a paper says it of itself.
READ = (".pdf", ".docx", ".txt")
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TEXT = re.compile(
    r"<(?:\w+:)?(?:t|TextCode|oddHeader|oddFooter|evenHeader|evenFooter|firstHeader|firstFooter|title|subject|keywords|category|description)"
    r"(?:\s[^>]*)?>([^<]*)<"
)
# &C机密★10年, &"宋体,常规"&10机密★: codes of Excel within a page's header.
_CODES = re.compile(r'&"[^"]*"|&\d+|&[A-Z]')
_STARS = [
    f"{grade}密{star}".encode(code)
    for grade in ("绝", "机", "機", "秘")
    for star in "★☆"
    for code in ("utf-16-le", "gb18030", "utf-8")
]
# A ledger of ten thousand rows has some ten megabytes of text; more is no file of an office.
MOST = 64 * 2**20


def refuse_marked(data: bytes, *, name: str) -> None:
    """Raises Refused with a sentence that names the file, where it stands and what to do; nothing of the file may be kept then."""
    why = why_not(data, name)
    if why:
        raise Refused(f"“{name}”不能上传：{why}")


def why_not(data: bytes, name: str) -> str:
    """Why a file must not be kept, "" when it may."""
    ending = PurePath(name).suffix.lower()
    why = bridge.secrecy_of("", name=name)
    if why:
        return why.replace("第1行写有", "文件名写有", 1)
    if ending in READ:
        return bridge.secrecy_of_file(data, name=name, max_bytes=max(len(data), 1))
    if data.startswith(_ZIP):
        return in_package(data, is_archive=ending == ".zip")
    if data.startswith(_OLE) and any(mark in data for mark in _STARS):
        return "文件中写有密级标志（如“机密★”）。涉密材料不得在非涉密系统中存储和处理，请先核实。"
    return ""


def in_package(data: bytes, *, is_archive: bool) -> str:
    """A mark in a text of an Office package, or in the name of a file in an archive. A package that cannot be opened is for its reader to refuse."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            if is_archive:
                names = [step for name in package.namelist() for step in name.split("/")]
                return in_names(names)
            found = (bridge.secrecy_of(text) for text in texts_in(package) if "密" in text)
            why = next(filter(None, found), "")
    except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError):
        return ""
    return why.replace("第1行写有", "文件中写有", 1)


def in_names(names: Iterable[str]) -> str:
    """A mark in one of the names of an archive's files and folders."""
    why = next(filter(None, (bridge.secrecy_of("", name=name) for name in names if "密" in name)), "")
    return why.replace("第1行写有", "压缩包里的文件名写有", 1)


def texts_in(package: zipfile.ZipFile) -> Iterator[str]:
    """Every text of the parts that hold any, each as a paper of its own: a cell that is nothing but 机密 says it of the sheet."""
    left = MOST
    for part in package.infolist():
        if not part.filename.endswith((".xml", ".rels")) or part.file_size > left:
            continue
        left -= part.file_size
        with package.open(part) as opened:
            # What a part says of its own size is not to be trusted.
            found = opened.read(part.file_size).decode("utf-8", errors="ignore")
        if "密" in found or "&#" in found:
            yield from (_CODES.sub("", html.unescape(text)).strip() for text in _TEXT.findall(found))
