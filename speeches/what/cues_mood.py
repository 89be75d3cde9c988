"""Cues of obligation: moods, who is charged, haste, and the shape of an order.

Each cue carries phrases it must fire on and phrases it must leave alone; a test runs them all. After a change retrain
(`python -m speeches train`); nothing else has to change.
"""

from __future__ import annotations

from .cue import Cue, listed

MOOD_CUES = (
    Cue(
        "must",
        words=listed("要"),
        guard=r"(?<![主重需首扼纪摘概次提紧将简索撮])要(?![求素点件害闻塞义道么是挟旨账价命脉略冲紧]|领(?!导)|强(?![化力制调攻])|职(?![能责工])|务(?![必实])|人(?![人防手员]))",
        yes=("各乡镇要成立专班", "还要明确联络员", "护林员要强化火源监管", "县里要领导带头", "要务必办好"),
        no=("主要领导讲话", "会议要求", "重要讲话", "这件事很要紧", "工作要领", "性格要强", "第一要务"),
    ),
    Cue(
        "must_strong",
        words=listed("必须 务必 务须 一定要 一律 须 得要 应当 不得不 坚决 限期 限时 不折不扣"),
        yes=("务必于月底前完成", "一律停产整顿"),
        no=("各乡镇要上报",),
    ),
    Cue(
        "should",
        words=listed("应 应该 理应"),
        guard=r"(?<![相对适反响供效呼顺])应(?![用急对付届邀聘酬答收变有尽转急允征])|应该|理应",
        yes=("各单位应于周五前报送", "村委会应指定专人"),
        no=("应急预案", "相应措施", "适应形势", "应对汛情"),
    ),
    Cue(
        "please",
        words=listed("请 希望 要求"),
        guard=r"请(?![示假缨战功求])|希望|要求(?=[^,，。]{2,14}(?:迅速|立即|尽快|于|在|务必|必须))",
        yes=("请各科室于明天上报",),
        no=("请示汇报", "请假制度"),
    ),
    Cue(
        "by_agent",
        words=listed("由"),
        guard=r"由(?=[^,。;]{2,40}?(?:负责|牵头|主办|承办|落实|组织|汇总|组建|制定|会同|完成|督促|实施|验收|审核|审批|复核|初验|收集|统筹))",
        yes=("由教务处牵头",),
        no=("理由充分",),
    ),
    Cue(
        "in_charge",
        words=listed("负责 牵头 主办 承办 包干 包抓 兜底 分片 会同 配合 协助 责任单位 责任人"),
        yes=("财政局负责资金",),
        no=("资金到位",),
    ),
    Cue(
        "ban",
        words=listed("严禁 不得 禁止 不准 不许 严防 杜绝 一律不 决不允许 绝不允许 不能 不可"),
        yes=("严禁烟火",),
        no=("得到表扬",),
    ),
    Cue(
        "ensure",
        words=listed("确保 保证 力争 争取 保障"),
        yes=("确保月底前完工",),
        no=("社会保险",),
    ),
    Cue(
        "soon",
        words=listed("立即 马上 尽快 抓紧 迅速 第一时间 即刻 及时 从速 加紧 尽早 会后 回去后 当天 即日起"),
        guard=r"(?<![不未])",
        yes=("会后立即传达",),
        no=("月底前传达",),
    ),
    Cue(
        "shall",
        words=listed("将"),
        guard=r"将(?=[^,。;]{0,16}(?:印发|下发|组织|组建|开展|通报|召开|进行|约谈|派出|成立|报|发|纳入|启动|严格|严肃))",
        yes=("县里将派出督查组",),
        no=("将军",),
    ),
    Cue(
        "ba",
        words=listed("把 将"),
        guard=r"把(?![握关脉控持柄])(?=[^,。;]{2})|将(?=[^,。;]{2,40}?(?:报|交|送|纳入|录入|列入|发|移|转|作为|分解|落实))",
        yes=("把名单报到应急办", "将结果报县委办"),
        no=("把握机遇",),
    ),
    Cue(
        "result",
        words=listed("完 清 齐 到位 出来 起来 上墙 归位 清零 到底 见底 落地 为止 到人 到户 到岗 好"),
        guard=r"(?:完|清|齐|到位|出来|起来|上墙|归位|清零|到底|见底|落地|为止|到人|到户|到岗|好)(?=$|[,。;:、!])",
        yes=("月底前全部清零", "把校车查完。"),
        no=("好消息传来",),
    ),
    Cue(
        "each",
        words=listed(
            "每个 每名 每位 每户 每村 每班 每周 每月 每天 每季 逐个 逐一 逐户 逐项 逐条 逐村 分片 分级 分类"
        ),
        yes=("逐户登记",),
        no=("每况愈下",),
    ),
    Cue(
        "sole",
        words=listed("一把手 主要负责人 主要领导 分管领导 带班 值班"),
        yes=("一把手负总责",),
        no=("人员到位",),
    ),
)
