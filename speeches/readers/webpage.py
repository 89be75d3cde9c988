"""The main text of a web page, from the container an official site uses or else from the densest block.

It must never fetch anything, run a script, or trust that a page is small, shallow or well formed.
"""

from __future__ import annotations

import re
from typing import Any

from speeches.document import Document
from speeches.readers.base import Deadline, Limits, Unreadable, compose
from speeches.readers.dates import property_date
from speeches.readers.decode import decode
from speeches.readers.htmlblocks import Blocks, weigh

_CHARSET = re.compile(
    rb"<(?:meta|\?xml)\b[^>]{0,300}?(?:charset|encoding)\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,20})", re.I
)
# Containers of the publishing systems that official sites, universities and newspapers run, most telling first.
_MAIN = (
    ".TRS_Editor, .trs_editor_view, .TRS_UEDITOR",
    "#zoom, #Zoom, #UCAP-CONTENT, .pages_content",
    "#vsb_content, .v_news_content, .wp_articlecontent",
    "#js_content, .rich_media_content",
    ".article-content, .article_content, .article-body, .content_detail, .detail-content, .xxgk_content, .news_content",
    "article",
    "main",
)
_DATES = (
    "pubdate",
    "publishdate",
    "publish_date",
    "article:published_time",
    "date",
    "dc.date",
    "firstpublishedtime",
)
_TITLES = ("articletitle", "og:title", "dc.title")
_FEW = 40


def document_of(data: bytes, limits: Limits) -> Document:
    """The document of a web page's main text. Raises Unreadable."""
    from selectolax.lexbor import LexborHTMLParser

    declared = _CHARSET.search(data[:4096])
    text, encoding = decode(data, declared.group(1).decode("ascii") if declared else "")
    deadline = Deadline(limits.max_seconds)
    tree = LexborHTMLParser(text)
    if tree.body is None:
        raise Unreadable("网页里没有正文，请将正文复制到 Word 或文本文件后再上传。")
    properties = _properties(tree)
    properties["encoding"] = encoding
    weights = weigh(tree.body, deadline)
    chosen = _main_nodes(tree, weights)
    blocks = Blocks(deadline)
    headline = _headline(tree)
    for node in chosen:
        blocks.walk(node)
    found = blocks.found
    # Publishing systems keep the headline outside the text; a speech without its title loses its occasion and date.
    if headline and not any(headline in block for block, _ in found[:5]):
        found.insert(0, (headline, "text"))
    return compose(found, "html", properties, limits)


def _main_nodes(tree: Any, weights: Any) -> list[Any]:
    """The nodes that hold the main text, in order, none inside another."""
    for selector in _MAIN:
        # By identity: in a page without doctype "#zoom" and "#Zoom" find the same element twice.
        nodes = list({node.mem_id: node for node in tree.css(selector) if weights.text_of(node) > 0}.values())
        nodes = [node for node in nodes if not _inside(node, nodes)]
        total = sum(weights.text_of(node) for node in nodes)
        if total >= _FEW and total * 3 >= weights.text_of(tree.body):
            return nodes
    return [weights.densest(tree.body)]


def _inside(node: Any, others: list[Any]) -> bool:
    ids = {other.mem_id for other in others}
    above = node.parent
    while above is not None:
        if above.mem_id in ids:
            return True
        above = above.parent
    return False


def _headline(tree: Any) -> str:
    """The page's only h1, when it reads like a headline."""
    heads = tree.css("h1")
    text = " ".join(heads[0].text().split()) if len(heads) == 1 else ""
    return text if 4 <= len(text) <= 100 else ""


def _properties(tree: Any) -> dict[str, object]:
    told: dict[str, str] = {}
    for node in tree.css("meta")[:200]:
        key = node.attributes.get("name") or node.attributes.get("property") or ""
        told.setdefault(key.lower(), (node.attributes.get("content") or "").strip())
    found: dict[str, object] = {}
    titles = [told[key] for key in _TITLES if told.get(key)]
    title = tree.css_first("head > title")
    if title is not None:
        titles.append(" ".join(title.text().split()))
    if any(titles):
        found["title"] = next(one for one in titles if one)[:200]
    days = (property_date(told[key]) for key in _DATES if told.get(key))
    if day := next((day for day in days if day), None):
        found["created"] = day
    return found
