"""What a figure measures: names of quantities in English and Chinese, and which way each is better.

A name counts only beside a figure of a fitting dimension where one is given: "range" is a distance beside
kilometres and nothing beside kelvins. Two figures with different names measure different things, whatever their unit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from hardtech.engines.matching._figures.units import Dimension, dimension_of

_TABLE = """
energy_density | up | | energy densit(?:y|ies)|specific energ(?:y|ies)|能量密度|比能量
power_density | up | | power densit(?:y|ies)|specific power|功率密度|比功率
current_density | | | current densit(?:y|ies)|电流密度
density | | kg m-3 | densit(?:y|ies)|密度
step | | | steps?|increments?|intervals?|步长|步进|间隔
production | up | kg | (?:annual |production )(?:output|capacity)|年产能?|产能|年?产量
payload | up | kg | payloads?|载荷|载重|负载|有效载荷
mass | down | kg | weights?|weigh(?:s|ing|ed)?|mass(?:es)?|重量|质量|自重|净重|整机重|重(?=约|达|为|$)
thickness | | m | thick(?:ness(?:es)?)?|厚度?
diameter | | m | diameters?|直径|口径
length | | m | lengths?|long|长度|长(?=约|达|为|$)
width | | m | widths?|wide|宽度?
height | | m | heights?|tall|altitudes?|高度
depth | | m | depths?|deep|深度
particle_size | | m | (?:particle|grain|feature|pore) sizes?|粒径|粒度|孔径
distance | up | m | (?:detection|operating|driving|flight|stand-?off|effective|communication|maximum) ranges?\
|at (?:a )?ranges?|distances?|stand-?offs?|航程|距离|续航里程|射程|里程
roughness | down | m | roughness|粗糙度
resolution | down | | resolutions?|分辨率|分辨力
detection_limit | down | | detection limits?|limits? of detection|lod|检出限|检测限
error | down | | errors?|uncertaint(?:y|ies)|deviations?|误差|不确定度|偏差
accuracy | down | | accurac(?:y|ies)|precision|repeatability|精确?度|准确度|重复性
correctness | up | ratio | accura(?:cy|te)|precision|准确率|正确率|识别率|精度
false_alarm | down | ratio | false (?:alarm|positive)s?|误报率?|虚警率?|误检率
detected | up | ratio | probabilit(?:y|ies) of detection|detection (?:rate|probabilit(?:y|ies))|recall|sensitivity\
|检出率|召回率
efficiency | up | ratio | efficienc(?:y|ies)|效率
yield | up | ratio | yields?|良率|收率|产率|成品率|合格率
purity | up | ratio | purit(?:y|ies)|pure|纯度
porosity | | ratio | porosit(?:y|ies)|孔隙率
retention | up | ratio | ret(?:ention|ains?|ained)|保持率
removal | up | ratio | removals?|去除率|脱除率
humidity | | ratio | humidit(?:y|ies)|湿度
transmission | up | ratio | transmi(?:ssion|ttance)|透过率|透光率
reflectivity | | ratio | reflect(?:ivity|ance)|反射率
emissivity | | ratio | emissivit(?:y|ies)|发射率
tensile_strength | up | kg m-1 s-2 | (?:ultimate )?tensile strengths?|抗拉强度|拉伸强度
yield_strength | up | kg m-1 s-2 | yield (?:strength|stress)(?:e?s)?|屈服强度
compressive_strength | up | kg m-1 s-2 | compressive strengths?|抗压强度|压缩强度
shear_strength | up | kg m-1 s-2 | shear strengths?|剪切强度
flexural_strength | up | kg m-1 s-2 | (?:flexural|bending) strengths?|抗弯强度|弯曲强度
strength | up | kg m-1 s-2 | strengths?|强度
hardness | up | | hardness|硬度
modulus | | kg m-1 s-2 | modul(?:us|i)|stiffness|模量
toughness | up | | toughness|韧性
pressure | | kg m-1 s-2 | pressures?|压力|压强|气压|真空度
operating_temperature | | K | operat\\w*|working|works?|functions?|service|ambient|environment\\w*|withstands?\
|withstood|surviv\\w*|resistan\\w*|工作|使用|运行|服役|耐温|耐热|耐高温|耐低温|环境|承受
process_temperature | | K | sinter\\w*|anneal\\w*|cur(?:e|ed|ing)|deposit\\w*|gr[eo]wn?|growth|heat[- ]treat\\w*\
|melt\\w*|fired|process\\w*|synthes\\w*|fabricat\\w*|烧结|退火|固化|沉积|热处理|加工|制备|熔炼|熔化|合成
storage_temperature | | K | stor(?:age|ed)|贮存|存储|储存
transition_temperature | | K | melting points?|boiling points?|glass transition|transition|critical temperature|熔点\
|沸点|玻璃化|转变温度
test_temperature | | K | test(?:ed|s|ing)?|measured|characteri[sz]ed|测试|实测|测得
life | up | cycle | cycle li(?:fe|ves)|循环寿命|cycl(?:e|ic|ing)s?|li(?:fe|ves)|lifetimes?|durability|寿命|循环
life | up | s | (?:service |shelf |calendar |operat\\w+ )?li(?:fe|ves)|lifetimes?|durability|寿命
endurance | up | s | endurance|flight times?|run-?times?|续航(?:时间)?|航时
response_time | down | s | response times?|laten(?:cy|cies)|delays?|rise times?|settling times?|响应时间|延迟|时延|延时
charging_time | down | s | charg(?:e|es|ed|ing)(?: times?)?|recharg\\w*|充电(?:时间)?
pulse_width | | s | pulse (?:width|duration|length)s?|pulses?|脉宽|脉冲宽度
processing_time | down | s | (?:cycle|process\\w*|computation|run|turnaround|analysis|measurement) times?|周期|耗时|处理时间
speed | up | m s-1 | speeds?|velocit(?:y|ies)|速度|航速|车速|时速
rotation | | rev s-1 | speeds?|spin\\w*|rotat\\w*|转速
power_consumption | down | kg m2 s-3 | (?:power )?consum(?:ption|es?|ing)|power draw|draws?|功耗|耗电
power | | kg m2 s-3 | power|output|功率
voltage | | kg m2 s-3 A-1 | voltages?|bias|电压
current | | A | currents?|电流
capacity | up | | capacit(?:y|ies)|容量
capacitance | | | capacitances?|电容
thermal_conductivity | | | thermal conductivit(?:y|ies)|导热(?:系数|率|性)?|热导率
conductivity | | | (?:ionic |electrical |electronic )?conductivit(?:y|ies)|(?:离子)?电导率?
resistivity | | | resistivit(?:y|ies)|电阻率
resistance | | kg m2 s-3 A-2 | resistances?|impedances?|电阻|阻抗|内阻
frequency | | s-1 | frequenc(?:y|ies)|carrier|频率|频段
bandwidth | up | s-1 | band-?widths?|带宽
frame_rate | up | s-1 | (?:frame|refresh|update|sampling|sample|repetition) rates?|帧率|帧频|采样率|刷新率|重频|重复频率
data_rate | up | bit s-1 | data rates?|bit rates?|throughputs?|bandwidths?|速率|吞吐量?|带宽
pitch | | m | (?:pixel )?pitch|像元(?:间距|尺寸)
line_width | | m | line-?widths?|线宽
magnetic_field | | kg s-2 A-1 | (?:magnetic )?fields?|磁场|磁感应强度
wavelength | | m | wavelengths?|spectral|波长|波段
gain | up | | gains?|增益
loss | down | | loss(?:es)?|损耗|插损
noise | down | | noise(?: figures?)?|噪声|噪音
signal_to_noise | up | | signal[- ]to[- ]noise(?: ratios?)?|snr|信噪比
isolation | up | dB | isolation|attenuation|suppression|rejection|隔离度|衰减|抑制比?
cost | down | | costs?|prices?|budgets?|成本|价格|造价|售价|投资|费用
volume | | m3 | volumes?|体积|容积
area | | m2 | areas?|面积
flow | | m3 s-1 | flow(?: rates?)?|流量
force | | kg m s-2 | forces?|thrust|loads?|推力|载荷|拉力|压力|力
torque | up | kg m2 s-2 | torques?|扭矩|转矩|力矩
energy | | kg m2 s-2 | (?:stored |pulse |band ?gap )?energ(?:y|ies)|band ?gap|能量|电量|能耗
specific_capacity | up | kg-1 A s | (?:specific )?capacit(?:y|ies)|比容量
field_of_view | | deg | fields? of view|fov|fields? of regard|视场角?
concentration | | | concentrations?|contents?|浓度|含量
mobility | up | | mobilit(?:y|ies)|迁移率
drift | down | | drifts?|漂移
stability | down | | stabilit(?:y|ies)|稳定性|稳定度
uniformity | | | uniformit(?:y|ies)|均匀性|一致性
acceleration | | m s-2 | accelerat\\w*|shocks?|加速度|冲击|过载
sensitivity | | | sensitivit(?:y|ies)|responsivit(?:y|ies)|灵敏度|响应度
fatigue | | | fatigue|疲劳
dose | up | m2 s-2 | dos(?:e|es|age)|radiation|剂量|辐照
"""

_LEVELS = {
    "material": r"materials?|active|anodes?|cathodes?|electrodes?|electrolytes?|正极|负极|电极|材料",
    "cell": r"cells?|电芯|单体",
    "system": r"packs?|modules?|systems?|整机|系统|模组|电池包",
}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A name of what is measured, where it stands in the text searched, and which way it is better ("", up, down)."""

    name: str
    start: int
    end: int
    better: str


@cache
def _patterns(
    dimension: Dimension | None, names: frozenset[str] | None
) -> tuple[re.Pattern[str], dict[str, tuple[str, str]]] | None:
    """One pattern for all names that fit `dimension`, and for each of its groups the name and the better way."""
    groups: dict[str, tuple[str, str]] = {}
    pieces = []
    for number, line in enumerate(_TABLE.strip().splitlines()):
        name, better, formula, words = re.split(r"\s*\|\s*", line, maxsplit=3)
        if formula and dimension is not None and dimension_of(formula) != dimension:
            continue
        if names is not None and name not in names:
            continue
        if name in ("accuracy", "resolution") and dimension == (("ratio", 1),):
            better = "" if name == "resolution" else "up"
        groups[f"g{number}"] = (name, better)
        pieces.append(f"(?P<g{number}>{words})")
    if not pieces:
        return None
    return re.compile(f"(?<![a-z])(?:{'|'.join(pieces)})(?![a-z])", re.IGNORECASE), groups


def quantities(text: str, dimension: Dimension | None, names: frozenset[str] | None = None) -> list[Quantity]:
    """The quantities that `text` names and that a figure of `dimension` can measure (None: any dimension).

    With `names`, only these are looked for.
    """
    patterns = _patterns(dimension, names)
    if patterns is None:
        return []
    pattern, groups = patterns
    return [
        Quantity(groups[str(match.lastgroup)][0], match.start(), match.end(), groups[str(match.lastgroup)][1])
        for match in pattern.finditer(text)
    ]


_LEVEL = re.compile(
    "|".join(rf"(?P<{name}>(?<![a-z])(?:{words})(?![a-z]))" for name, words in _LEVELS.items()), re.IGNORECASE
)


def levels(text: str) -> frozenset[str]:
    """Of what `text` gives figures: material, cell or system."""
    return frozenset(str(match.lastgroup) for match in _LEVEL.finditer(text))
