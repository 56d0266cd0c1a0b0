"""What a broker would say: a need's sentence, an offer's sentence, and what the second does to the first.

Statuses: met, contradicted, unclear, addressed (in words only), not_addressed. A wrong "met" is the worst mistake.
"""

from __future__ import annotations

# Written before there was any code to look at.
WRITTEN_FIRST = [
    # units and orders of magnitude
    ("The energy density must be at least 300 Wh/kg.", "The cell has an energy density of 350 Wh/kg.", "met"),
    (
        "The energy density must be at least 300 Wh/kg.",
        "The cell has an energy density of 0.35 kWh/kg.",
        "met",
    ),
    (
        "The energy density must be at least 300 Wh/kg.",
        "The cell has an energy density of 35 Wh/kg.",
        "contradicted",
    ),
    ("The energy density must be at least 300 Wh/kg.", "Energy density: 1.26 MJ/kg.", "met"),
    ("Thickness shall not exceed 0.5 mm.", "The coating has a thickness of 400 μm.", "met"),
    ("Thickness shall not exceed 0.5 mm.", "The coating has a thickness of 0.8 mm.", "contradicted"),
    ("The pressure must be at least 10 MPa.", "The vessel holds a pressure of 120 bar.", "met"),
    ("The pressure must be at least 10 MPa.", "The vessel holds a pressure of 1,200 psi.", "contradicted"),
    ("Speed of at least 100 km/h is required.", "The vehicle runs at a speed of 30 m/s.", "met"),
    ("Speed of at least 100 km/h is required.", "The vehicle runs at a speed of 20 m/s.", "contradicted"),
    ("Weight must be less than 5 kg.", "The unit has a weight of 4,500 g.", "met"),
    ("Weight must be less than 5 kg.", "The unit has a weight of 5 kg.", "contradicted"),
    ("Weight must not exceed 5 kg.", "The unit has a weight of 5 kg.", "met"),
    # ranges and tolerances
    (
        "The operating temperature must be from -40 °C to 85 °C.",
        "Operating temperature: -55 to 125 °C.",
        "met",
    ),
    (
        "The operating temperature must be from -40 °C to 85 °C.",
        "Operating temperature: -20 to 60 °C.",
        "contradicted",
    ),
    ("The film thickness must be between 10 and 20 μm.", "The film thickness is 15 μm.", "met"),
    ("The film thickness must be between 10 and 20 μm.", "The film thickness is 25 μm.", "contradicted"),
    ("The diameter must be 5 ± 0.2 mm.", "The diameter is 5.1 mm.", "met"),
    ("The diameter must be 5 ± 0.2 mm.", "The diameter is 5.5 mm.", "contradicted"),
    ("Positioning accuracy must be better than 0.1 mm.", "Positioning accuracy is ±0.05 mm.", "met"),
    ("The wavelength deviation must not exceed 1 nm.", "The wavelength is locked at 976 nm.", "unclear"),
    ("波长偏差不超过 1 nm。", "中心波长为 976 nm。", "unclear"),
    # the wrong quantity
    ("The operating temperature must reach 800 °C.", "The ceramic is sintered at 900 °C.", "not_addressed"),
    (
        "The operating temperature must be at least 85 °C.",
        "The cell has an energy density of 350 Wh/kg.",
        "not_addressed",
    ),
    # negation, aims, others
    (
        "The energy density must be at least 300 Wh/kg.",
        "The energy density does not reach 300 Wh/kg.",
        "contradicted",
    ),
    (
        "The energy density must be at least 300 Wh/kg.",
        "We aim at an energy density of 350 Wh/kg.",
        "unclear",
    ),
    (
        "The energy density must be at least 300 Wh/kg.",
        "Conventional cells have an energy density of 250 Wh/kg.",
        "unclear",
    ),
    ("The energy density must be at least 300 Wh/kg.", "Energy density of up to 350 Wh/kg.", "unclear"),
    ("The energy density must be at least 300 Wh/kg.", "Energy density of up to 250 Wh/kg.", "contradicted"),
    ("The energy density must be at least 300 Wh/kg.", "It has a high energy density.", "addressed"),
    # several figures in one sentence
    (
        "The cycle life must be at least 1,000 cycles.",
        "At 25 °C the cell has an energy density of 350 Wh/kg and a cycle life of 2,000 cycles.",
        "met",
    ),
    (
        "The weight must be below 10 kg.",
        "The system has a power of 12 kW, a weight of 14 kg and an efficiency of 95 %.",
        "contradicted",
    ),
    # Chinese
    ("能量密度不低于300 Wh/kg。", "电池能量密度达到350 Wh/kg。", "met"),
    ("能量密度不低于300 Wh/kg。", "电池能量密度为280瓦时/千克。", "contradicted"),
    ("能量密度不低于300 Wh/kg。", "能量密度未达到300 Wh/kg。", "contradicted"),
    ("厚度应小于0.5毫米。", "涂层厚度为300微米。", "met"),
    ("重量不超过五公斤。", "整机重量4.5千克。", "met"),
    ("工作温度须为-40℃至85℃。", "工作温度：-55℃～125℃。", "met"),
    ("抗拉强度必须大于800兆帕。", "抗拉强度约为810 MPa。", "unclear"),
    ("抗拉强度必须大于800兆帕。", "抗拉强度达0.9 GPa。", "met"),
    ("成本应控制在50万元以内。", "设备成本为48万元。", "met"),
    ("循环寿命应在1000次以上。", "预期循环寿命可达2000次。", "unclear"),
    ("效率不低于百分之九十。", "转换效率为93%。", "met"),
    # both languages
    ("The energy density must be at least 300 Wh/kg.", "能量密度为350瓦时/千克。", "met"),
    ("重量不超过5千克。", "The device has a weight of 12 lb.", "contradicted"),
]

# Written while the code took shape.
WRITTEN_LATER = [
    # compound and odd units
    (
        "Thermal conductivity must be at least 400 W/(m·K).",
        "The film has a thermal conductivity of 520 W/m-K.",
        "met",
    ),
    (
        "Thermal conductivity must be at least 400 W/(m·K).",
        "Thermal conductivity: 3.9 W/cm·K.",
        "contradicted",
    ),
    (
        "Ionic conductivity must exceed 1 mS/cm.",
        "The electrolyte has an ionic conductivity of 0.2 S/m.",
        "met",
    ),
    ("The density shall be less than 3 g/cm³.", "A density of 2,700 kg/m3 was measured.", "met"),
    ("Rotation speed must be at least 10,000 rpm.", "The spindle rotates at a speed of 200 r/s.", "met"),
    (
        "The laser must deliver an output power of at least 1 kW.",
        "Output power of the laser: 1.2e3 W.",
        "met",
    ),
    (
        "The laser must deliver an output power of at least 1 kW.",
        "The laser has an output power of 3×10^2 W.",
        "contradicted",
    ),
    ("The detection limit must be below 10 ppb.", "The sensor has a detection limit of 0.005 ppm.", "met"),
    ("The tensile strength must be at least 100 ksi.", "Tensile strength of 800 MPa was measured.", "met"),
    ("The unit cost must be less than 500 USD.", "The cost is 400 CNY.", "unclear"),
    ("The unit cost must be less than $500.", "The unit cost is $420.", "met"),
    ("The data rate must be at least 1 Gbit/s.", "The data rate is 150 MB/s.", "met"),
    # relations
    ("Charging time must not exceed 30 minutes.", "The charging time is 0.4 h.", "met"),
    ("The latency shall be no more than 5 ms.", "A latency of less than 3 ms has been measured.", "met"),
    (
        "The latency shall be no more than 5 ms.",
        "A latency of more than 8 ms has been measured.",
        "contradicted",
    ),
    ("The latency shall be no more than 5 ms.", "A latency of more than 3 ms has been measured.", "unclear"),
    ("The efficiency must be 90 % or more.", "Its efficiency exceeds 92 %.", "met"),
    ("The efficiency must be 90 % or more.", "Its efficiency is about 91 %.", "unclear"),
    ("The efficiency must be 90 % or more.", "Its efficiency is about 70 %.", "contradicted"),
    ("The efficiency must be 90 % or more.", "The efficiency was improved by 95 %.", "addressed"),
    ("The roughness must be better than 5 nm.", "A roughness of 3 nm was measured.", "met"),
    ("The system must survive temperatures up to 600 °C.", "It survives temperatures of 650 °C.", "met"),
    (
        "The system must survive temperatures up to 600 °C.",
        "It survives temperatures up to 500 °C.",
        "contradicted",
    ),
    ("The output voltage must be exactly 48 V.", "The output voltage is 48 V.", "met"),
    ("The output voltage must be exactly 48 V.", "The output voltage is 24 V.", "contradicted"),
    ("The system must deliver an output power of 5 kW.", "The output power is 7 kW.", "unclear"),
    # tolerances
    ("The voltage must be 400 V ± 5 %.", "The voltage is 410 V.", "met"),
    ("The voltage must be 400 V ± 5 %.", "The voltage is 430 V.", "contradicted"),
    ("Temperature accuracy must be ±0.5 °C.", "Temperature accuracy of ±0.2 °C.", "met"),
    ("Temperature accuracy must be ±0.5 °C.", "Temperature accuracy of ±1 °C.", "contradicted"),
    # what is measured
    ("The motor efficiency must be at least 95 %.", "The inverter has an efficiency of 97 %.", "unclear"),
    ("The efficiency must be at least 95 %.", "The cell has a coulombic efficiency of 99 %.", "unclear"),
    (
        "The energy density of the cell must be at least 300 Wh/kg.",
        "The cathode has an energy density of 600 Wh/kg.",
        "unclear",
    ),
    ("The weight must be less than 5 kg.", "It carries a payload of 3 kg.", "not_addressed"),
    (
        "The yield strength must be at least 900 MPa.",
        "A tensile strength of 1,100 MPa was measured.",
        "not_addressed",
    ),
    (
        "The operating temperature must be at least 600 °C.",
        "The samples were annealed at 700 °C.",
        "not_addressed",
    ),
    ("The service life must be at least 10 years.", "The service life is 12 years.", "met"),
    (
        "The service life must be at least 10 years.",
        "The company has worked on it for 12 years.",
        "not_addressed",
    ),
    # who claims it
    (
        "The energy density must be at least 300 Wh/kg.",
        "The Army requires an energy density of 300 Wh/kg.",
        "unclear",
    ),
    (
        "The energy density must be at least 300 Wh/kg.",
        "An energy density of 310 Wh/kg has not been shown.",
        "unclear",
    ),
    ("The weight must not exceed 5 kg.", "The weight does not exceed 4 kg.", "met"),
    # several figures
    (
        "The energy density must be at least 300 Wh/kg.",
        "Energy density is 350 Wh/kg in one cell and energy density is 250 Wh/kg in another.",
        "unclear",
    ),
    (
        "The operating temperature must be from -20 °C to 60 °C.",
        "Sintered at 900 °C, stored at 5 °C, the part has an operating temperature of -40 to 85 °C.",
        "met",
    ),
    # words
    (
        "The coating must be flame retardant and halogen free.",
        "Our coating is halogen free and flame retardant.",
        "addressed",
    ),
    (
        "The coating must be flame retardant and halogen free.",
        "Our coating is not flame retardant nor halogen free.",
        "unclear",
    ),
    ("The coating must be flame retardant and halogen free.", "A radar finds mines.", "not_addressed"),
    # Chinese
    ("导热系数应大于400 W/(m·K)。", "薄膜导热系数为520瓦/（米·开）。", "met"),
    ("定位精度应优于0.01毫米。", "定位精度为±5微米。", "met"),
    ("定位精度应优于0.01毫米。", "定位精度为20微米。", "contradicted"),
    ("响应时间不得超过10毫秒。", "响应时间小于8毫秒。", "met"),
    ("续航时间不少于两小时。", "续航时间为150分钟。", "met"),
    ("续航时间不少于两小时。", "续航时间90分钟左右。", "contradicted"),
    ("产品合格率应达到99%以上。", "合格率为百分之九十九点五。", "met"),
    ("设备价格不超过120万元。", "设备售价1.5百万元。", "contradicted"),
    ("功率密度应在3 kW/kg以上。", "电机功率密度可达3.5千瓦/千克。", "unclear"),
    ("孔隙率须在30%至40%之间。", "材料孔隙率为35%。", "met"),
    ("孔隙率须在30%至40%之间。", "材料孔隙率为20%～25%。", "contradicted"),
    ("转速不低于12000转/分。", "主轴转速为15000 rpm。", "met"),
    ("转速不低于１２０００转/分。", "主轴转速为１００００转/分钟。", "contradicted"),
    ("密度不大于2.0 g/cm3。", "材料密度1800千克/立方米。", "met"),
    ("工作温度应不低于600℃。", "材料在900℃下烧结。", "not_addressed"),
    ("效率不低于95%。", "效率提高了20%。", "addressed"),
    ("噪声应低于60分贝。", "传统设备的噪声为75 dB。", "unclear"),
    ("重量应小于10公斤。", "目标重量为8公斤。", "unclear"),
    ("能量密度不低于400 Wh/kg。", "目前尚未达到400 Wh/kg的能量密度。", "contradicted"),
    ("阻燃等级须满足无卤要求。", "产品无卤，阻燃等级高。", "addressed"),
]

# Written when the code was done, and run once for the score that docs/engines/matching.md tells.
WRITTEN_LAST = [
    ("The battery shall weigh no more than 20 kg.", "The battery weighs 18.5 kg.", "met"),
    ("The battery shall weigh no more than 20 kg.", "Our battery pack weighs in at 50 lbs.", "contradicted"),
    ("Battery capacity must be at least 100 Ah.", "The battery capacity is 120,000 mAh.", "met"),
    ("Drone | The drone must have a flight time of at least 45 minutes.", "Flight time is one hour.", "met"),
    (
        "Drone | The drone must have a flight time of at least 45 minutes.",
        "It offers up to 30 min of flight time.",
        "contradicted",
    ),
    (
        "Drone | The drone must have a flight time of at least 45 minutes.",
        "Flight times of up to 60 minutes.",
        "unclear",
    ),
    ("Insertion loss shall be less than 1.5 dB.", "Insertion loss: < 1.2 dB.", "met"),
    ("Insertion loss shall be less than 1.5 dB.", "The insertion loss is 2 dB.", "contradicted"),
    (
        "Camera | The camera must have a frame rate of at least 120 Hz.",
        "Its frame rate reaches 200 Hz.",
        "met",
    ),
    (
        "Bearing | The bearing must operate at temperatures down to -60 °C.",
        "It operates from -70 °C to 150 °C.",
        "met",
    ),
    (
        "Bearing | The bearing must operate at temperatures down to -60 °C.",
        "It operates from -40 °C to 150 °C.",
        "contradicted",
    ),
    ("The frequency must cover 2 to 18 GHz.", "The frequency range is 1-20 GHz.", "met"),
    ("The frequency must cover 2 to 18 GHz.", "The frequency range is 4-12 GHz.", "contradicted"),
    ("Surface roughness must be below 10 nm.", "Surface roughness of 0.5 µm was obtained.", "contradicted"),
    ("The purity must be at least 99.9 %.", "Purity: 99.95%.", "met"),
    ("The purity must be at least 99.9 %.", "Purity is typically 98 %.", "unclear"),
    (
        "The pump must provide a flow rate of at least 10 L/min.",
        "The pump has a flow rate of 0.8 m³/h.",
        "met",
    ),
    (
        "The system shall detect methane at concentrations below 5 ppm.",
        "It detects ethanol vapour.",
        "not_addressed",
    ),
    ("The price must stay under 2 million RMB.", "The price is RMB 1.8 million.", "met"),
    ("The coating must withstand 1,200 °C.", "The coating was deposited at 1,300 °C.", "not_addressed"),
    ("Sensor | The sensor should preferably consume less than 10 mW.", "Power consumption is 3 mW.", "met"),
    ("The wall thickness must be 2 ± 0.1 mm.", "The wall thickness is 2.3 mm.", "contradicted"),
    (
        "Gripper | The gripper must lift a payload of 12 kg or more.",
        "Payload 15 kg, reach 900 mm, weight 28 kg.",
        "met",
    ),
    ("Gripper | The gripper must lift a payload of 12 kg or more.", "Its weight is 15 kg.", "not_addressed"),
    ("Film | The film must have a transmittance above 85 %.", "Transmittance is no less than 90 %.", "met"),
    ("抗压强度不低于50MPa。", "试样抗压强度为62.5 MPa。", "met"),
    ("抗压强度不低于50MPa。", "试样抗拉强度为62.5 MPa。", "not_addressed"),
    ("充电时间应不超过30分钟。", "充电时间仅需18分钟。", "met"),
    ("电压等级须达到10千伏。", "额定电压为35 kV。", "met"),
    ("探测距离应大于5公里。", "探测距离不超过3公里。", "contradicted"),
    ("误差应控制在±1%以内。", "测量误差小于0.5%。", "met"),
    ("误差应控制在±1%以内。", "测量误差约3%。", "contradicted"),
    ("使用寿命应达到10年以上。", "预计使用寿命15年。", "unclear"),
    ("比容量应高于180 mAh/g。", "正极材料比容量达到205毫安时/克。", "met"),
    ("年产能不少于三千吨。", "建成年产5000吨生产线。", "met"),
    ("体积应小于20升。", "设备体积0.015立方米。", "met"),
]
