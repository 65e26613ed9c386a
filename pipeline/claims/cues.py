"""Cues: words that show what a figure counts, whose figure it is, and for which period.

They are evidence for the models; nothing is decided here. 收到 may also be about letters, 办理
about licences, and 其中 may open a breakdown or introduce two examples.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from gouji.pipeline.language.numerals import DIGIT_BY_CHARACTER

# The words of each kind. Letters: V verb, O object, C category, F function word, S scope, T time.
_WORDS = {
    # V: what happened
    "V:receive": "收到|新收|来件|接收|接到|收悉|收|受理|收件|登记|提交|提出",
    "V:handle": "办结|答复|答覆|办复|办毕|办完|作答|已办|回复|办理结果|办理|处理|处置|办|审结|结案",
    "V:carry": "结转|转入|转至|转到|转下年|延至|跨年度|跨年|延续|顺延|遗留|留存|留待",
    "V:open": (
        "正在办理|尚在办理|在办|未办结|待办|继续办理|未到期|尚未办结|正在审查|尚在法定|未办完|未办理完|"
        "未答复|尚未|正在处理|征求意见阶段|正在征求|尚有|还有|仍有|剩下|余下|剩余"
    ),
    "V:publish": (
        "新发|发稿|刊载|登载|推文|主动公开|对外公开|公开发布|公开|发布|公布|公示|刊登|刊发|推送|更新|上传|发表|转载|"
        "推出|录入|报送"
    ),
    "V:issue": "制发|印发|出台|制定|修订|废止|清理|撰写|编写|采用|采纳",
    "V:hold": "举办|召开|开展|组织|参加|培训|检查|抽查|约谈|通报",
    "V:happen": "发生|引发|产生|出现|提起|涉及|被申请|引起|导致",
    # O: what it happened to
    "O:reconsider": "申请行政复议|申请复议|行政复议|复议",
    "O:litigate": "行政诉讼|行政应诉|诉讼|起诉|应诉",
    "O:request": (
        "政府信息依申请公开|依申请公开|依申请|公开请求|信息申请公开|申请表|申请书|要求公开|获取政府信息|"
        "要求获取|公开的请求|依申请件|信息公开类申请|政府信息公开申请|信息公开申请|公开申请|"
        "申请公开|依法申请公开|申请政府信息公开|信息公开件|依公开|公开政府信息的申请|"
        "信息公开的申请"
    ),
    "O:apply": "申请|请求",
    "O:fee": "收取|信息处理费|处理费|费用|缴费|收费",
    "O:mail": (
        "信件|来信|信箱|留言|咨询|投诉|举报|热线|诉求|工单|来电|来访|信访|网民|意见|问政|"
        "求助|转办件|互动|办件|督办|转办|市民|纠纷|求决|民情"
    ),
    "O:motion": "建议|提案|议案",
    "O:licence": (
        "行政许可申请|许可申请|登记申请|救助申请|审批申请|复议申请|补贴申请|开办申请|"
        "行政许可|行政处罚|行政强制|许可|处罚|审批|证照|政务服务事项|服务事项|行政确认|"
        "不动产|企业开办|开办业务|登记业务"
    ),
    "O:document": (
        "答复书|告知书|决定书|通知书|规范性文件|规章|公文|解读|政策文件|文件|方案|制度|"
        "通知|专栏|专题|目录|指南|公报"
    ),
    "O:info": "政府信息|政务信息|公开信息|信息|稿件|图文|动态|消息|资讯|文章",
    "O:media": "媒体|新闻|报刊|记者",
    "O:video": "短视频|视频",
    "O:case": (
        "案件|案|败诉|胜诉|维持|纠正|驳回|撤诉|撤销|审结|责令|重作|重新答复|确认违法|终止|调解|和解|"
        "判决|裁定|不予受理|履行"
    ),
    "O:visit": "点击|浏览|访问|阅读|关注|粉丝|转发|点赞",
    # C: channel, applicant, result
    "C:channel": (
        "网站|来信|邮递|上门|来访|依申请公开系统|申请系统|政务服务网|大厅|网站留言|网络平台|线下邮件|线下|邮政快递|邮政信函|挂号信|自助终端|网络申请|网上申请|在线申请|网上|网络|在线|线上|信函|邮寄|书面|纸质|当面|现场|窗口|"
        "官网|官方网站|快件|挂号|信息平台|申请平台|信件申请|信函申请|邮件申请|"
        "传真|电子邮件|电子邮箱|邮箱|邮件|微信|平台申请|网站申请|网页|政府网站|门户网站|来函|"
        "来人|口头|电话|邮政|快递|其他方式|其他渠道"
    ),
    "C:applicant": (
        "自然人|公民|法人|企业|科研机构|社会公益组织|公益组织|法律服务机构|律师|其他组织|"
        "个人|单位申请"
    ),
    "C:partly": "只公开一部分|公开一部分|区分公开|部分公开|部分予以公开|区分处理|部分提供",
    "C:refused": "决定不公开|不同意|不能公开|不予公开|不公开|拒绝公开|不同意公开|免予公开|不予提供",
    "C:granted": (
        "予以公开|同意公开|全部公开|全部予以公开|准予公开|给予公开|属于主动公开|已主动公开|完全公开"
    ),
    "C:unavailable": (
        "无法提供|不能提供|未能提供|信息不存在|政府信息不存在|不存在|不掌握|未制作|未保存|无此信息|未掌握|没有现成|非本机关|不属于本"
    ),
    "C:unprocessed": (
        "不予处理|不再处理|其他处理|其它处理|其他情形|非政府信息|重复申请|信访举报|补正|告知|"
        "撤回|作其他"
    ),
    "C:reason": "国家秘密|商业秘密|个人隐私|第三方|过程性|内部事务|行政查询|执法案卷|三安全一稳定",
    # F: words that relate a figure to others
    "F:change": (
        "增至|减至|升至|降至|减为|降为|增为|变为|增加到|减少到|下降到|上升到|同比|环比|较上年|较去年|比上年|比去年|相比|增长|增加|减少|下降|上升|提高|增幅|多了|"
        "少了|新增"
    ),
    "F:of": "其中|包括|包含|涵盖|分别|含|涉及|分为|构成",
    "F:sum": "共计|合计|总计|总共|累计|总数|总量|总|共|计",
    "F:share": "占比|占|比例|率|平均|人均|日均|每",
    "F:many": "主要|重点|如|例如|特别是|尤其",
    "F:plan": "计划|拟|力争|预计|目标|不少于|不低于|将于|下一步",
    "F:rest": "余|其他|其它|其余|剩余|另|等",
    "F:each": "均|各|都|全部|也",
    "F:not": "不|无|未|没",
    # S: whose figures
    "S:whole": (
        "全区各|全市各|全县各|全省各|全州各|本市各|各街镇|各地|各乡镇街道|各区县|各市县|全县|全市|全省|全州|全盟|全旗|全系统|全行业|全区|全辖区|各级各部门|各级行政机关|"
        "各级政府|各级机关|各地各部门|各县区|各县市区|各县|各乡镇|各镇街|各镇|各街道|各部门|"
        "各单位|市县两级|县乡两级|各行政机关|本市行政机关"
    ),
    "S:own": (
        "我局|我办|我县|我市|我区|我镇|我乡|我街道|我委|我厅|我院|我中心|我单位|我机关|"
        "本机关|本单位|本局|本级|本办|本镇|本乡|本街道|本委|本部门|本行政机关|全局|全镇|全乡|"
        "全街道|全办|全委|全厅|我|办公室|局机关|机关本级"
    ),
    "S:part": (
        "县级部门|市级部门|区级部门|乡镇街道|各社区|各村|各分局|各科室|派出所|中队|所属单位|下级|县直|区直|市直|各所|各站|二级机构|下属|所属|直属|二级单位|事业单位|"
        "派出机构|分局|基层|站所"
    ),
    "S:site": (
        "门户网站|政府网站|政府网|官方网站|官网|网站|微信公众号|公众号|微信|官方微博|微博|"
        "客户端|头条号|今日头条|抖音|公开栏|公示栏|信息公开平台|公开平台|融媒体|新媒体|"
        "政府公报|专栏|政务网|政务平台|抖音号|电视台|广播|报纸|APP|显示屏|视频号|平台|栏目|信息公开网"
    ),
    "S:ways": (
        "等方式|等渠道|等平台|等载体|等形式|等多种|等途径|多种|各类平台|各种渠道|各渠道|"
        "各平台|多渠道|多个渠道|等媒体|等"
    ),
    # T: which period
    "T:last": "上一年度|上一年|上年度|上年|去年同期|去年|往年|前一年|上年同期",
    "T:this": "本年度|本年|今年|全年|年内|当年|一年来|年度",
    "T:next": "下一年度|下年度|下一年|次年|明年|下年|来年",
    "T:since": (
        "以来|历年累计|历年|开通至今|至今|历史|建站|开通|成立|实施起|施行起|起累计|存量|现有|在库|库存"
    ),
    "T:total": "累计|截至|截止|总",
}
# A year in digits, or spelt in Chinese digits.
_YEAR = r"(?:19|20)\d\d(?=\s?(?:年|[-—至]))|二[〇零○O][一二][〇零○一二三四五六七八九](?=年)"
# The name of a public body in front of a verb or a mark.
_BODY = (
    r"[一-鿿]{2,14}?(?:人民政府办公[室厅]|人民政府|街道办事处|办事处|管委会|管理委员会|委员会|教育局|财政局|公安局|"
    r"民政局|住建局|分局|局|镇|乡|街道|中心|税务所)(?=共|新|全|在|收|受|未|发|公|主|通|累|办|接|登|答|没|无|本|年|依|已|[,，、12])"
)
# Characters of the longest short name, which several bodies may share: 县教育局, 河口乡.
_LONGEST_SHORT_NAME = 7
# Several bodies by their number: 28家单位, 三十一个乡镇.
_SEVERAL = re.compile(
    r"(?:\d+|[一二两三四五六七八九十百]+)[个家](?:[一-鿿]{0,4}?)(?:单位|部门|乡镇|镇街|街道|乡|镇|行政机关|机关|县区|县市)"
)


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue word at text[start:end] and its kind, such as `V:receive`."""

    kind: str
    start: int
    end: int


class _Vocabulary(NamedTuple):
    """The kinds of each cue word, and a pattern that finds the longest word at a position."""

    kinds: dict[str, list[str]]
    pattern: re.Pattern[str]


@cache
def _vocabulary() -> _Vocabulary:
    kinds: dict[str, list[str]] = {}
    for kind, joined_words in _WORDS.items():
        for word in joined_words.split("|"):
            kinds.setdefault(word, []).append(kind)
    tails_by_first: dict[str, list[str]] = {}
    for word in sorted(kinds, key=len, reverse=True):
        tails_by_first.setdefault(word[0], []).append(re.escape(word[1:]))
    words = (f"{first}(?:{'|'.join(tails)})" for first, tails in tails_by_first.items())
    first_characters = "".join(tails_by_first)
    return _Vocabulary(kinds, re.compile(f"(?=[{first_characters}])(?:{'|'.join(words)})"))


def find_cues(
    text: str, start: int, end: int, year: int | None, agency: str | None
) -> tuple[Cue, ...]:
    """Return the cues of the folded text[start:end] in reading order.

    Years in the text are cues relative to the report's `year`, their kinds end with #. Names of
    bodies are cues relative to the report's `agency`.
    """
    kinds, pattern = _vocabulary()
    cues = [
        Cue(kind, match.start(), match.end())
        for match in pattern.finditer(text, start, end)
        for kind in kinds[match[0]]
    ]
    cues += _find_years(text, start, end, year)
    cues += _find_bodies(text, start, end, agency)
    return tuple(sorted(cues, key=lambda cue: cue.start))


_YEARS, _BODIES = re.compile(_YEAR), re.compile(_BODY)


def _find_years(text: str, start: int, end: int, year: int | None) -> Iterator[Cue]:
    for match in _YEARS.finditer(text, start, end):
        named_year = int(match[0].translate(DIGIT_BY_CHARACTER))
        yield Cue(f"T:{_relative_year(named_year, year)}", match.start(), match.end())


def _relative_year(named_year: int, year: int | None) -> str:
    if year is None:
        return "some"
    return {0: "this#", -1: "last#", 1: "next#"}.get(named_year - year, "far#")


def _find_bodies(text: str, start: int, end: int, agency: str | None) -> Iterator[Cue]:
    """Yield the bodies that do something: several of them, the report's own, or another.

    Without a known agency a name is `S:named`, or `S:short` if several bodies may share it.
    """
    for match in _SEVERAL.finditer(text, start, end):
        yield Cue("S:several", match.start(), match.end())
    for match in _BODIES.finditer(text, start, end):
        name = match[0]
        if name[0] == "全" or "各" in name:  # 全区各街镇 are many
            continue
        kind = "S:named" if len(name) > _LONGEST_SHORT_NAME else "S:short"
        if agency is not None:
            is_own = name[-4:] in agency or agency[-4:] in name
            kind = "S:own" if is_own else "S:body"
        yield Cue(kind, match.start(), match.end())
