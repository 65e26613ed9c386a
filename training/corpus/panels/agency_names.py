"""Draws names of agencies over several years, with reforms, short forms and varying place names.

Each agency has one name for each year. Other agencies, in other places and in the same place,
have similar names.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from gouji.training.corpus.damage.words import to_traditional

Era = tuple[str, ...]  # names in use between two reforms, the full name first
Kind = tuple[Era, ...]  # the names of one kind of agency, from one reform to the next

_KINDS: tuple[Kind, ...] = (
    (("人民政府", "人民政府办公室", "政府办公室", "政府办"),),
    (("财政局",),),
    (("审计局",),),
    (("司法局",),),
    (("公安局",),),
    (("统计局",),),
    (("档案局", "档案馆"),),
    (("退役军人事务局", "退役军人局"),),
    (("残疾人联合会", "残联"),),
    (("医疗保障局", "医保局"),),
    (("人力资源和社会保障局", "人社局", "人力资源与社会保障局"),),
    (("住房和城乡建设局", "住建局", "住房与城乡建设局", "住房和城乡建设委员会"),),
    (("交通运输局", "交通局"),),
    (("信访局",),),
    (("教育局",), ("教育和体育局", "教体局", "教育体育局")),
    (("水利局",), ("水务局", "水利局")),
    (("国土资源局",), ("自然资源局", "自然资源和规划局", "自然资源与规划局", "自然资源和林业局")),
    (("环境保护局", "环保局"), ("生态环境局",)),
    (
        ("卫生和计划生育委员会", "卫计委", "卫生和计划生育局"),
        ("卫生健康委员会", "卫健委", "卫生健康局", "卫生健康和医疗保障局"),
    ),
    (("安全生产监督管理局", "安监局"), ("应急管理局", "应急局", "应急管理和消防安全局")),
    (("扶贫开发办公室", "扶贫办", "扶贫开发领导小组办公室"), ("乡村振兴局",)),
    (("农业局", "农牧局"), ("农业农村局", "农业农村和水务局")),
    (("林业局",), ("林业和草原局", "林草局", "林业和园林局")),
    (("工商行政管理局", "工商局"), ("市场监督管理局", "市场监管局", "市场监督管理局(知识产权局)")),
    (
        ("文化广电新闻出版局", "文广新局"),
        ("文化和旅游局", "文旅局", "文化广电和旅游局", "文化广电旅游体育局", "文体广电和旅游局"),
    ),
    (("经济和信息化局", "经信局"), ("工业和信息化局", "工信局", "工业信息化和商务局")),
    (("发展和改革局", "发改局"), ("发展和改革委员会", "发改委")),
    (("金融工作办公室", "金融办"), ("地方金融监督管理局",), ("地方金融管理局",)),
    (("大数据发展管理局", "大数据局"), ("数据局", "数据管理局", "数据和信息化局")),
    (
        ("行政审批局", "行政审批服务局"),
        ("行政审批和政务服务局", "政务服务管理局", "审批服务和营商环境局"),
    ),
    (
        ("城市管理行政执法局", "城管局"),
        ("城市管理局", "综合行政执法局", "城市管理和综合执法局", "城市综合执法局"),
    ),
    (("人民防空办公室", "人防办"), ("国防动员办公室",)),
    (("粮食局",), ("粮食和物资储备局",)),
    (("民族宗教事务局", "民宗局"), ("民族和宗教事务局",)),
    (("科学技术局", "科技局"),),
    (("招商局",), ("投资促进局", "招商和投资促进局")),
    (("商务局",),),
    (("房产管理局", "房管局"), ("住房保障和房产管理局", "住房保障局")),
)  # fmt: skip
_TOWN_KINDS: tuple[Kind, ...] = ((("人民政府", "人民政府办公室", "人民政府党政综合办公室"),),)
_STREET_KINDS: tuple[Kind, ...] = ((("街道办事处", "街道办", "街道"),),)
# Places from the largest to the smallest.
_COUNTIES = (
    *(("江北省", "云州市", name) for name in ("岚坪县", "砚湖县", "鼓楼区", "河东区")),
    *(("江北省", "安陵市", name) for name in ("青石县", "鼓楼区", "平丘市")),
    *(("海西省", "永和市", name) for name in ("河东区", "临泉县", "金沙县")),
    *(("海西省", "宁川地区", name) for name in ("石桥县", "源口县")),
)
_TOWNS = (
    *(("云州市", "岚坪县", name) for name in ("城关镇", "白塔镇", "杨树乡")),
    *(("云州市", "砚湖县", name) for name in ("城关镇", "柳林乡")),
    *(("永和市", "临泉县", name) for name in ("城关镇", "白塔镇")),
)
_STREETS = (
    *(("云州市", "鼓楼区", name) for name in ("中山路", "湖滨")),
    ("安陵市", "鼓楼区", "中山路"),
)
# Several places have these names, so a larger place is named before them.
_AMBIGUOUS_PLACES = ("鼓楼区", "河东区", "城关镇", "白塔镇", "中山路")


def draw_names(rng: Random, count: int, years: int) -> list[tuple[str, ...]]:
    """The names of `count` different agencies, one name for each of `years` years."""
    agencies = [(place, kind) for place in _COUNTIES for kind in _KINDS]
    agencies += [(place, kind) for place in _TOWNS for kind in _TOWN_KINDS]
    agencies += [(place, kind) for place in _STREETS for kind in _STREET_KINDS]
    chosen = rng.sample(agencies, count)
    return [tuple(_draw_names(rng, place, kind, years)) for place, kind in chosen]


def _draw_names(rng: Random, place: tuple[str, ...], kind: Kind, years: int) -> Iterator[str]:
    """The name of one agency in each year.

    `place_parts` is the number of places that the name includes; it changes at most once. One
    name in eight is another variant of the usual one.
    """
    least_parts = next(
        (len(place) - i + 1 for i, name in enumerate(place) if name in _AMBIGUOUS_PLACES), 1
    )
    place_parts, change_year = rng.randint(least_parts, len(place)), rng.randint(1, 3 * years)
    usual_names = [rng.choice(era) for era in kind]
    reform_years = sorted(rng.sample(range(1, years + 1), len(kind) - 1))
    for year in range(years):
        if year == change_year:
            place_parts = rng.randint(least_parts, len(place))
        era = sum(year >= reform_year for reform_year in reform_years)
        name = rng.choice(kind[era]) if rng.random() < 0.12 else usual_names[era]
        yield _spell(rng, "".join(place[-place_parts:]) + name)


def _spell(rng: Random, name: str) -> str:
    """The name as printed: sometimes in traditional script, with wide brackets or with a space."""
    name = name.replace("(", "（").replace(")", "）") if rng.random() < 0.5 else name
    if rng.random() < 0.04:
        return to_traditional(rng, name)
    index = rng.randrange(1, len(name))
    return name[:index] + " " + name[index:] if rng.random() < 0.04 else name
