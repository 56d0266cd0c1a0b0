"""The spellings of units: symbols, English names, Chinese names. Data only; `_figures/units.py` reads it.

Base units: m kg s A K mol cd deg (angle) bit, rev (turns), CNY USD EUR, and one for each scale that converts into
nothing else (dB, dBm, HRC, Mach, pH …). Ratios (%, ppm) have the base "ratio", multiples (fold, 倍) the base "fold".
"""

from __future__ import annotations

PREFIXES = {
    "": "1", "f": "1e-15", "p": "1e-12", "n": "1e-9", "µ": "1e-6", "u": "1e-6", "m": "1e-3", "c": "1e-2", "d": "1e-1",
    "k": "1e3", "K": "1e3", "M": "1e6", "G": "1e9", "T": "1e12", "P": "1e15",
    "Ki": "1024", "Mi": "1048576", "Gi": "1073741824", "Ti": "1099511627776",
}  # fmt: skip

NAME_PREFIXES = {
    "": "1", "femto": "1e-15", "pico": "1e-12", "nano": "1e-9", "micro": "1e-6", "milli": "1e-3", "centi": "1e-2",
    "deci": "1e-1", "kilo": "1e3", "mega": "1e6", "giga": "1e9", "tera": "1e12", "peta": "1e15",
}  # fmt: skip

CHINESE_PREFIXES = {
    "": "1", "飞": "1e-15", "皮": "1e-12", "纳": "1e-9", "微": "1e-6", "毫": "1e-3", "厘": "1e-2", "分": "1e-1",
    "百": "1e2", "千": "1e3", "兆": "1e6", "吉": "1e9", "太": "1e12",
}  # fmt: skip

SYMBOLS = """
m | 1 | m | f p n µ u m c d k
g | 1/1000 | kg | n µ u m k
s | 1 | s | f p n µ u m
A | 1 | A | p n µ u m k M
K | 1 | K | µ u m
mol | 1 | mol | n µ u m k
cd | 1 | cd | m k
L | 1/1000 | m3 | n µ u m d
l | 1/1000 | m3 | µ u m d
Hz | 1 | s-1 | m k K M G T P
N | 1 | kg m s-2 | µ u m k M
Pa | 1 | kg m-1 s-2 | µ u m k K M G T
bar | 100000 | kg m-1 s-2 | m k
J | 1 | kg m2 s-2 | f p n µ u m k K M G T
W | 1 | kg m2 s-3 | f p n µ u m k K M G T
Wh | 3600 | kg m2 s-2 | m k K M G T
Ws | 1 | kg m2 s-2 | k M
VA | 1 | kg m2 s-3 | k K M
eV | 1.602176634e-19 | kg m2 s-2 | m k K M G T
V | 1 | kg m2 s-3 A-1 | n µ u m k K M
Ω | 1 | kg m2 s-3 A-2 | µ u m k K M G
F | 1 | kg-1 m-2 s4 A2 | f p n µ u m
H | 1 | kg m2 s-2 A-2 | n µ u m
Ah | 3600 | A s | m k
T | 1 | kg s-2 A-1 | p n µ u m
S | 1 | kg-1 m-2 s3 A2 | n µ u m
lm | 1 | lm | k
lx | 1 | lx | k
Gy | 1 | m2 s-2 | m k
Bq | 1 | Bq | k M G T
Sv | 1 | Sv | µ u m
rad | 57.295779513082320876798154814105 | deg | n µ u m
bit | 1 | bit | k K M G T P
bps | 1 | bit s-1 | k K M G T
b | 1 | bit | k K M G T P
B | 8 | bit | k K M G T P Ki Mi Gi Ti
FLOPS | 1 | flop s-1 | G T P
OPS | 1 | op s-1 | G T P
torr | 101325/760 | kg m-1 s-2 | m µ u
Torr | 101325/760 | kg m-1 s-2 | m µ u
px | 1 | pixel | M
Pas | 1 | kg m-1 s-1 | m
lb | 0.45359237 | kg | k
sps | 1 | sample s-1 | k M G
Wp | 1 | Wp | k M G
"""
"""Symbol, factor, dimension, the prefixes that it takes."""

UNPREFIXED = """
Å | 1e-10 | m | 0
°C ℃ | 1 | K | 273.15
°F ℉ | 5/9 | K | 45967/180
°K | 1 | K | 0
° | 1 | deg | 0
arcmin | 1/60 | deg | 0
arcsec ″ | 1/3600 | deg | 0
min mins | 60 | s | 0
h hr hrs | 3600 | s | 0
sec | 1 | s | 0
msec | 1/1000 | s | 0
nsec | 1e-9 | s | 0
yr yrs | 31557600 | s | 0
t | 1000 | kg | 0
cc ml | 1e-6 | m3 | 0
㎏ | 1 | kg | 0
㎜ | 1e-3 | m | 0
㎝ | 1e-2 | m | 0
㎞ | 1e3 | m | 0
㎡ | 1 | m2 | 0
㎥ | 1 | m3 | 0
atm | 101325 | kg m-1 s-2 | 0
psi psia psig | 6894.757293168361 | kg m-1 s-2 | 0
ksi | 6894757.293168361 | kg m-1 s-2 | 0
Msi | 6894757293.168361 | kg m-1 s-2 | 0
mmHg | 133.322387415 | kg m-1 s-2 | 0
ft | 0.3048 | m | 0
inch | 0.0254 | m | 0
mph | 0.44704 | m s-1 | 0
kph kmh | 5/18 | m s-1 | 0
kts | 463/900 | m s-1 | 0
lbs | 0.45359237 | kg | 0
oz | 0.028349523125 | kg | 0
lbf | 4.4482216152605 | kg m s-2 | 0
gal | 0.003785411784 | m3 | 0
hp | 745.69987158227022 | kg m2 s-3 | 0
BTU Btu | 1055.05585262 | kg m2 s-2 | 0
kcal | 4184 | kg m2 s-2 | 0
cal | 4.184 | kg m2 s-2 | 0
nmi | 1852 | m | 0
rpm RPM | 1/60 | rev s-1 | 0
r | 1 | rev | 0
krad | 10 | m2 s-2 | 0
Mrad | 10000 | m2 s-2 | 0
% percent pct wt% vol% at% | 1/100 | ratio | 0
‰ | 1/1000 | ratio | 0
ppm | 1e-6 | ratio | 0
ppb | 1e-9 | ratio | 0
ppt | 1e-12 | ratio | 0
cP | 1/1000 | kg m-1 s-1 | 0
dB | 1 | dB | 0
dBm | 1 | dBm | 0
dBi | 1 | dBi | 0
dBA | 1 | dBA | 0
dBc | 1 | dBc | 0
HRC | 1 | HRC | 0
HV | 1 | HV | 0
HB | 1 | HB | 0
nit nits | 1 | cd m-2 | 0
fps | 1 | fps | 0
dpi | 1 | dpi | 0
Mbit | 1e6 | bit | 0
lux | 1 | lx | 0
ohm ohms | 1 | kg m2 s-3 A-2 | 0
CNY RMB | 1 | CNY | 0
USD | 1 | USD | 0
EUR | 1 | EUR | 0
"""
"""Spellings without prefixes, factor, dimension, offset."""

NAMES = """
meter metre | 1 | m | prefixed
gram gramme | 1/1000 | kg | prefixed
second | 1 | s | prefixed
ampere amp | 1 | A | prefixed
kelvin | 1 | K | prefixed
mole | 1 | mol | prefixed
candela | 1 | cd |
liter litre | 1/1000 | m3 | prefixed
hertz | 1 | s-1 | prefixed
newton | 1 | kg m s-2 | prefixed
pascal | 1 | kg m-1 s-2 | prefixed
joule | 1 | kg m2 s-2 | prefixed
watt | 1 | kg m2 s-3 | prefixed
volt | 1 | kg m2 s-3 A-1 | prefixed
ohm | 1 | kg m2 s-3 A-2 | prefixed
farad | 1 | kg-1 m-2 s4 A2 | prefixed
henry | 1 | kg m2 s-2 A-2 | prefixed
tesla | 1 | kg s-2 A-1 | prefixed
siemens | 1 | kg-1 m-2 s3 A2 | prefixed
lumen | 1 | lm |
bit | 1 | bit | prefixed
byte | 8 | bit | prefixed
gray | 1 | m2 s-2 |
sievert | 1 | Sv | prefixed
electronvolt | 1.602176634e-19 | kg m2 s-2 | prefixed
radian | 57.295779513082320876798154814105 | deg | prefixed
bar | 100000 | kg m-1 s-2 | prefixed
minute | 60 | s |
hour | 3600 | s |
day | 86400 | s |
week | 604800 | s |
month | 2629800 | s |
year | 31557600 | s |
tonne ton | 1000 | kg |
micron | 1e-6 | m |
angstrom | 1e-10 | m |
inch inches | 0.0254 | m |
foot feet | 0.3048 | m |
yard | 0.9144 | m |
mile | 1609.344 | m |
mil | 2.54e-5 | m |
pound | 0.45359237 | kg |
ounce | 0.028349523125 | kg |
gallon | 0.003785411784 | m3 |
horsepower | 745.69987158227022 | kg m2 s-3 |
knot | 463/900 | m s-1 |
acre | 4046.8564224 | m2 |
hectare | 10000 | m2 |
revolution | 1 | rev |
turn | 1 | rev |
decibel | 1 | dB |
yuan renminbi | 1 | CNY |
dollar | 1 | USD |
euro | 1 | EUR |
cycle | 1 | cycle |
time | 1 | fold |
fold | 1 | fold |
pixel | 1 | pixel |
frame | 1 | frame |
channel | 1 | channel |
sample | 1 | sample |
layer | 1 | layer |
qubit | 1 | qubit |
node | 1 | node |
core | 1 | core |
pulse | 1 | pulse |
element | 1 | element |
sensor | 1 | sensor |
user | 1 | user |
axis axes | 1 | axis |
people person | 1 | person |
unit | 1 | piece |
piece | 1 | piece |
"""
"""English names in the singular (irregular plurals, too), factor, dimension, whether prefixes may stand before them."""

CHINESE_UNITS = """
米 | 1 | m | 0 | prefixed
克 | 1/1000 | kg | 0 | prefixed
秒 | 1 | s | 0 | prefixed
安 安培 | 1 | A | 0 | prefixed
摩尔 | 1 | mol | 0 | prefixed
升 | 1/1000 | m3 | 0 | prefixed
赫 赫兹 | 1 | s-1 | 0 | prefixed
牛 牛顿 | 1 | kg m s-2 | 0 | prefixed
帕 帕斯卡 | 1 | kg m-1 s-2 | 0 | prefixed
巴 | 100000 | kg m-1 s-2 | 0 | prefixed
焦 焦耳 | 1 | kg m2 s-2 | 0 | prefixed
瓦 瓦特 | 1 | kg m2 s-3 | 0 | prefixed
瓦时 瓦·时 瓦小时 | 3600 | kg m2 s-2 | 0 | prefixed
伏 伏特 | 1 | kg m2 s-3 A-1 | 0 | prefixed
欧 欧姆 | 1 | kg m2 s-3 A-2 | 0 | prefixed
法 法拉 | 1 | kg-1 m-2 s4 A2 | 0 | prefixed
特 特斯拉 | 1 | kg s-2 A-1 | 0 | prefixed
西门子 | 1 | kg-1 m-2 s3 A2 | 0 | prefixed
安时 安·时 安小时 | 3600 | A s | 0 | prefixed
电子伏 电子伏特 | 1.602176634e-19 | kg m2 s-2 | 0 | prefixed
比特 | 1 | bit | 0 | prefixed
字节 | 8 | bit | 0 | prefixed
流明 | 1 | lm | 0 |
弧度 | 57.295779513082320876798154814105 | deg | 0 | prefixed
摄氏度 度C | 1 | K | 273.15 |
华氏度 | 5/9 | K | 45967/180 |
开尔文 开 | 1 | K | 0 |
角秒 | 1/3600 | deg | 0 |
分钟 | 60 | s | 0 |
小时 时 个小时 | 3600 | s | 0 |
天 日 | 86400 | s | 0 |
周 | 604800 | s | 0 |
个月 | 2629800 | s | 0 |
年 | 31557600 | s | 0 |
公里 | 1000 | m | 0 |
公斤 | 1 | kg | 0 |
吨 | 1000 | kg | 0 |
万吨 | 1e7 | kg | 0 |
斤 | 1/2 | kg | 0 |
英寸 | 0.0254 | m | 0 |
英尺 | 0.3048 | m | 0 |
海里 | 1852 | m | 0 |
节 | 463/900 | m s-1 | 0 |
马力 | 735.49875 | kg m2 s-3 | 0 |
平米 | 1 | m2 | 0 |
公顷 | 10000 | m2 | 0 |
亩 | 2000/3 | m2 | 0 |
大气压 | 101325 | kg m-1 s-2 | 0 |
元 元人民币 圆 | 1 | CNY | 0 |
美元 | 1 | USD | 0 |
欧元 | 1 | EUR | 0 |
度电 | 3600000 | kg m2 s-2 | 0 |
转 | 1 | rev | 0 |
分贝 | 1 | dB | 0 |
马赫 | 1 | Mach | 0 |
倍 | 1 | fold | 0 |
次 个循环 次循环 周次 循环 | 1 | cycle | 0 |
像素 | 1 | pixel | 0 |
帧 | 1 | frame | 0 |
通道 路 个通道 | 1 | channel | 0 |
层 | 1 | layer | 0 |
量子比特 个量子比特 | 1 | qubit | 0 |
个节点 节点 | 1 | node | 0 |
轴 | 1 | axis | 0 |
人 名 | 1 | person | 0 |
台 套 件 只 片 颗 架 辆 | 1 | piece | 0 |
目 | 1 | mesh | 0 |
"""
"""Chinese names, factor, dimension, offset, whether prefixes may stand before them."""

MARKS_BEFORE = {
    "us$": "USD",
    "$": "USD",
    "usd": "USD",
    "€": "EUR",
    "eur": "EUR",
    "¥": "CNY",
    "￥": "CNY",
    "rmb": "CNY",
    "cny": "CNY",
    "mach": "Mach",
    "马赫数": "Mach",
    "ph": "pH",
    "ph值": "pH",
}
"""What stands before the number (a currency, Mach, pH) and its base unit."""
