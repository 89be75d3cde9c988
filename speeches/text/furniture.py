"""Find what a web page or an archive put around a speech: navigation, keywords, abstracts, notices. Found, never deleted.

`furniture(text, lines) -> tuple[Span, ...]` in folded offsets, in order, not overlapping. When in doubt a line stays: a page
mark read as speech costs a glance, an order dropped as a page mark is lost.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from speeches.document import Span

from .lines import Line

_SHORT = 70
# Whole lines; the line must be short and give no order.
_LINE = re.compile(
    r"^(?:当前位置|您?现在的?位置|首页\W|首页$|网站导航|导航|上一[篇页条]|下一[篇页条]|相关(?:文章|推荐|阅读|范文|资料|链接)|推荐(?:阅读|文章)|热门|猜你喜欢"
    r"|版权(?:所有|声明)|免责声明|责任编辑|责编|编辑:|作者:|来源:|文章来源|信息来源|稿源|发布(?:时间|日期|人|者)|更新时间|点击(?:数|次数|下载|量)|浏览(?:次数|量)"
    r"|阅读(?:次数|量|数|全文)|字体:|打印本页|关闭窗口|返回(?:顶部|首页|列表)|分享到|收藏|关键[词字][】\]]?[:\s】]|【关键[词字]】|标签:|本文(?:关键词|地址|链接|网址|标题|由)|扫一扫|扫码|微信(?:公众号|扫)"
    r"|时间:\s*[0-9]{4}|日期:\s*[0-9]{4}|登录|注册|开通会员|下载(?:文档|本文|全文|word)|全文(?:下载|阅读)|未经(?:授权|许可)|ICP备|Copyright|https?:|www[.]"
    r"|-?\s*第?\s*[0-9]{1,3}\s*/\s*[0-9]{1,3}\s*页?\s*-?$|[-—]+\s*[0-9]{1,3}\s*[-—]+$|第\s*[0-9]{1,3}\s*页(?:[,\s]*共\s*[0-9]{1,3}\s*页)?$|第\s*[0-9]{1,3}\s*页\s*[/／]\s*共?\s*[0-9]{1,3}\s*页?$|文档下载|共\s*[0-9]{1,3}\s*页$|[0-9]{1,3}$)",
    re.I,
)
# Anywhere in a line that an archive's editor wrote about the text.
_EDITOR = re.compile(
    r"(?:小编|为(?:大家|您|你))[^。]{0,12}(?:整理|收集|带来|准备|分享)|以下是[^。]{0,20}(?:整理|收集|欢迎|范文)|下面是[^。]{0,16}(?:整理|收集|范文)"
    r"|(?:供|仅供)(?:大家|您|各位)?(?:参考|阅读|借鉴|学习)|欢迎(?:阅读|品鉴|下载|参考|借鉴|大家阅读|查看)|希望(?:对|能帮)(?:大家|您|你)有?|预览(?:阅读)?已?结束|剩余[0-9]*页?未读"
)
_ABSTRACT = re.compile(r"本文(?:关键词|简介|摘要|导读)|^(?:摘要|内容提要|内容摘要|导读|核心提示|简介)[:\s]")
_CONTENT = re.compile(r"(?:本文|正文)内容:\s*")
_INLINE = re.compile(
    r"[(]?(?:当前)?隐藏内容(?:免费)?(?:查看|阅读)[)]?|此处隐藏[0-9]*字?|[(【]?点击(?:查看|阅读)(?:全文|更多)[)】]?|预览(?:阅读)?已结束[^。\n]{0,40}"
    r"|[(]?(?:未完待续|阅读全文|展开全文|查看更多)[)]?|\[(?:[Pp][Aa][Gg][Ee]|分页)[^\]\n]{0,10}\]"
)
# One of these stands in whatever _INLINE finds.
_INLINE_WORDS = ("隐藏", "点击", "预览", "未完待续", "阅读全文", "展开全文", "查看更多", "[")
_LINKS = re.compile(
    r"(?:相关(?:文章|推荐|阅读|范文|资料|链接)|推荐(?:阅读|文章)|猜你喜欢|热门(?:文章|推荐))[:：]?$"
)
# A numbered line or the mark of the next speech ends a list of links.
_MARKED = re.compile(r"[(【]?(?:[一二三四五六七八九十0-9]{1,3}[)、.】]|篇|第|范文)")
_ORDERS = re.compile(r"要|必须|应当|负责|务必")


def furniture(text: str, lines: Sequence[Line]) -> tuple[Span, ...]:
    """The stretches that are no speech: "上一篇:…", "… 本文关键词:…", "当前隐藏内容免费查看" inside a sentence."""
    found: list[Span] = []
    links = False
    # A text without any of these words is asked once, not line by line.
    inside = "文内容:" in text or any(word in text for word in _INLINE_WORDS)
    for number, line in enumerate(lines):
        # Below 相关文章 the titles of other texts follow, one a line.
        links = bool(_LINKS.match(line.text)) or (links and _is_link(line.text))
        if links or _is_furniture(line, number, lines):
            found.append(Span(line.start, line.end))
            continue
        if not inside:
            continue
        content = _CONTENT.search(line.text)
        if content:
            found.append(Span(line.start, line.start + content.end()))
        found.extend(
            Span(line.start + hit.start(), line.start + hit.end())
            for hit in _INLINE.finditer(line.text, content.end() if content else 0)
        )
    return tuple(found)


def _is_link(line: str) -> bool:
    """Whether a line may be another text's title: short, no sentence, no order."""
    return (
        len(line) <= 40 and line[-1] not in "。;:!?" and not _ORDERS.search(line) and not _MARKED.match(line)
    )


def _is_furniture(line: Line, number: int, lines: Sequence[Line]) -> bool:
    if _ABSTRACT.search(line.text, 0, 120):
        # An abstract that runs on without repeating what follows is somebody's own summary, and stays if it is long.
        return len(line.text) < 400 or _is_repeated_below(line, number, lines)
    if "文内容:" in line.text:
        content = _CONTENT.search(line.text)
        if content and content.end() == len(line.text):
            return True
    if len(line.text) <= _SHORT and _LINE.match(line.text) and not _ORDERS.search(line.text):
        return True
    return len(line.text) <= 160 and bool(_EDITOR.search(line.text))


def _is_repeated_below(line: Line, number: int, lines: Sequence[Line]) -> bool:
    """Whether the end of an abstract stands again in the next lines."""
    sample = line.text[-60:-30]
    return any(sample in below.text for below in lines[number + 1 : number + 20])
