"""Row labels and column heads in the words of an agency, in place of those of the form."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from gouji.training.corpus.house_styles.blocks import PlainBlock

# For a part of a label of the form what an agency may write in place of the whole label.
_WORDS: dict[str, tuple[str, ...]] = {
    "本年新收": ("当年受理申请", "收到公民申请情况"),
    "上年结转": ("去年未办完带入", "以前年度留存"),
    "予以公开": ("同意提供", "给了申请人的"),
    "部分公开": ("同意提供一部分", "区分后给一部分"),
    "属于国家秘密": ("涉密的", "定密事项"),
    "其他法律": ("法律不让公开的", "另有法律限制"),
    "危及": ("影响安全稳定的", "有安全风险"),
    "保护第三方": ("牵涉他人权益", "第三人不同意"),
    "三类内部": ("机关内部事务", "内部管理材料"),
    "四类过程": ("讨论稿过程稿", "尚在研究的材料"),
    "行政执法案卷": ("执法卷宗", "办案材料"),
    "行政查询": ("应走查询渠道的", "可自行查询事项"),
    "本机关不掌握": ("我单位没有的", "不归我们保管"),
    "没有现成信息": ("要重新加工的", "需汇总整理才有"),
    "补正后": ("补充材料后仍不清楚", "说不明白要什么"),
    "信访举报": ("反映诉求的", "投诉建议一类"),
    "重复申请": ("反复提出的", "提过多次的"),
    "要求提供公开出版物": ("要书报刊的", "索取出版物"),
    "无正当理由大量": ("大批量且说不出理由", "频繁索要"),
    "要求行政机关确认": ("要求再盖章证明", "重新出证明的"),
    "逾期不补正": ("超期没补材料", "到期未补充"),
    "逾期未按": ("没按时交费的", "未缴费视为放弃"),
    "其他": ("其余情形", "上面没列到的"),
    "总计": ("加起来", "全部"),
    "结转下年度": ("留到明年", "还没办完的"),
    "自然人": ("个人", "老百姓"),
    "商业企业": ("公司类", "工商户"),
    "科研机构": ("院所", "研究单位"),
    "社会公益组织": ("公益团体", "社团"),
    "法律服务机构": ("律所", "法律工作者"),
    "结果维持": ("没有变动", "维持原状"),
    "结果纠正": ("被改正", "要求改"),
    "尚未审结": ("还在审", "没有结论"),
    "规章": ("制定的规定类", "政府令"),
    "规范性文件": ("红头文件", "发文"),
    "行政许可": ("审批办件", "发证"),
    "行政处罚": ("罚款等处理", "查处"),
    "行政强制": ("强制类事项", "查封扣押等"),
    "行政事业性收费": ("收的费", "代收费用"),
    "行政复议": ("向上级申诉", "申请上级审查"),
    "未经复议": ("直接打官司", "直接到法院"),
    "复议后起诉": ("申诉后打官司", "审查后又到法院"),
}


def use_own_words(rng: Random, block: PlainBlock) -> PlainBlock:
    """The block with most of its labels and heads in other words."""
    labels = tuple(_reword(rng, label) for label in block.labels)
    return replace(block, labels=labels, heads=tuple(_reword(rng, head) for head in block.heads))


def _reword(rng: Random, label: str) -> str:
    for part, words in _WORDS.items():
        if part in label:
            return rng.choice(words)
    return label
