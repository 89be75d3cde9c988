"""Who has the floor: speaker labels at a line's head (张县长:…), hand-overs (下面请王局长讲话), a name under the title.

Each function takes one folded line and gives the speaker's name as written, or None. A ledger field (责任领导:…) is no speaker.
"""

from __future__ import annotations

import re

_POST = "书记|县长|市长|区长|镇长|乡长|州长|省长|局长|主任|院长|校长|处长|科长|部长|厅长|所长|站长|队长|总经理|经理|董事长|总工|指挥长|主席|组长|会长|厂长|矿长|总监"
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫雷龙段史陶贺毛郝顾龚邵万覃武钱戴严欧莫孔向常汤"
# 县委副书记、县长 段永和: two posts need the name, or 县长、局长: in a list would speak.
_TWO_POSTS = rf"(?:[\u4e00-\u9fff]{{0,10}}?(?:常委|委员|{_POST})[、,]){{1,2}}(?!各)[\u4e00-\u9fff]{{0,10}}?(?:{_POST})\s?[\u4e00-\u9fff]{{2,4}}"
_LABEL = re.compile(
    rf"^[【\[]?(?!各位)({_TWO_POSTS}|(?:主持人|[\u4e00-\u9fff]{{0,10}}?(?:{_POST}|同志|主持人))(?:[(][\u4e00-\u9fff]{{2,8}}[)]|\s?[\u4e00-\u9fff]{{2,4}})?)[】\]]?:"
)
_FIELD = re.compile(
    r"责任|牵头|配合|联系|包保|分管|要求|包联|挂钩|挂点|负责|成员|副组长|^组长|指出|强调|安排|人员"
)
_HAND = re.compile(
    rf"(?:请|掌声[^,。]{{0,6}}欢迎|(?:接下来|下面|现在|首先|最后),?由)([\u4e00-\u9fff]{{1,16}}?(?:{_POST}|同志)(?:[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}?(?:同志)?)?)(?:给我们|为我们|为大家|给大家|就[\u4e00-\u9fff]{{2,10}})?(?:作|做|进行)?[\u4e00-\u9fff]{{0,8}}?(?:讲话|发言|讲|通报|部署|传达|汇报|表态|上台)"
)
# 院长:李明 in a list of names is no turn.
_ONLY_NAMES = re.compile(rf"[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}(?:[、 ][{_SURNAMES}][\u4e00-\u9fff]{{1,2}})*")
_LINE = re.compile(
    rf"^(?:([\u4e00-\u9fff、,]{{0,20}}?(?:{_POST})|主持人|讲话人|发言人|主讲人):?)\s*[:]?\s*([{_SURNAMES}][\u4e00-\u9fff]{{1,2}}|[×xX某]{{1,3}})$"
)
_DATE_TAIL = re.compile(r"[(]?(?:[0-9]{4}|二[〇○0零]..)年.{2,12}日?[)]?$")


def speaker_label(line: str) -> str | None:
    """The speaker of a line that opens a turn: "张县长:同志们,…" → "张县长", "责任领导:张副县长" → None."""
    hit = _LABEL.match(line)
    if not hit or _FIELD.search(hit.group(1)) or _ONLY_NAMES.fullmatch(line, hit.end()):
        return None
    return hit.group(1)


def handed_to(line: str) -> str | None:
    """Who gets the floor next: "下面,请县应急局王局长讲话。" → "县应急局王局长"."""
    hit = _HAND.search(line, max(0, len(line) - 80)) or _HAND.search(line, 0, 80)
    return hit.group(1) if hit else None


def speaker_line(line: str) -> str | None:
    """The speaker named on a line of its own below the title: "县长 李平" → "县长李平"."""
    if len(line) > 30:
        return None
    hit = _LINE.match(_DATE_TAIL.sub("", line).strip())
    return f"{hit.group(1) or ''}{hit.group(2)}" if hit else None
