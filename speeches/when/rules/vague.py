"""At once, soon, when fitting: times with no date. 立即, 尽快, 第一时间, 会后, 近期, 适时."""

from __future__ import annotations

from speeches.when.rule import Found, Reading, Rule, Yes


def asap(found: Found) -> Reading | None:
    """立即, 尽快: without a date; the office's default is taken only when a person confirms."""
    return Reading("asap", "asap", modality="by", trace=("没有确定的期限，由承办部门约定",))


RULES = (
    Rule(
        "at_once",
        "立即|立刻|立马|即刻|即行(?!政)|马上|第一时间|尽快|尽早|尽速|(?<!不)抓紧(?!时间节)(?:时间)?|加紧|迅速(?!发展|增长|崛起|传播|蔓延)|火速|从速|从快|早日|随即|当即|即知即改|立行立改|立说立行",
        asap,
        yes=(
            Yes("发现隐患立即整改", "立即", to=None, kind="asap"),
            Yes("情况要第一时间上报", "第一时间", to=None, kind="asap"),
            Yes("尽快拿出方案", "尽快", kind="asap"),
        ),
        no=("经济迅速发展", "即行政许可"),
        rank=-2,
    ),
    Rule(
        "after_meeting",
        "(?:今天|本次|这次|此次|本)?(?:(?<![机社])会后|散会后|会议结束(?:之?后|以后)|会议之后|会议后|开完会后?|回去(?:之?后|以后)|这次会后)(?!续|勤)",
        asap,
        yes=(
            Yes("会后各单位要抓好传达", "会后", to=None, kind="asap"),
            Yes("今天会议结束后要立即部署", "今天会议结束后", kind="asap"),
            Yes("回去后要开专题会", "回去后", kind="asap"),
        ),
        no=("机会后来丢了", "会后续报道"),
        rank=-1,
    ),
    Rule(
        "soon",
        "(?<![附临邻相])近期(?!以来)|(?<![附临邻相])近日|近几天|近段时间|最近一段时间|不久的?将来|适时|择机|择日|视情|短期内|短时间内|一段时间内|(?<!不)适当时候",
        asap,
        yes=(
            Yes("近期要召开专题会", "近期", to=None, kind="asap"),
            Yes("适时组织回头看", "适时", to=None, kind="asap"),
            Yes("择机开展演练", "择机", kind="asap"),
        ),
        no=("临近期末", "附近日照充足"),
        rank=-2,
    ),
)
