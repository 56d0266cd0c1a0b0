"""Forty spellings of sums of yuan: what each is worth in fen, or the code with which every door refuses it."""

from __future__ import annotations

WORTH: dict[str, int] = {
    "0": 0,
    "7": 700,
    "0.01": 1,
    "12.5": 1250,
    "1200000": 120_000_000,
    "1200000.50": 120_000_050,
    "1,200,000": 120_000_000,
    "1,200,000.00": 120_000_000,
    "1，200，000.5": 120_000_050,
    "1 200 000": 120_000_000,
    "1'200'000": 120_000_000,
    "１２００": 120_000,
    "120万": 120_000_000,
    "120 万元": 120_000_000,
    "1.2亿": 12_000_000_000,
    "3千万元": 3_000_000_000,
    "860.46亿元": 8_604_600_000_000,
    "1.2 million": 120_000_000,
    "RMB 1.2 million": 120_000_000,
    "CNY 1.2m": 120_000_000,
    "5 M yuan": 500_000_000,
    "500,000 yuan": 50_000_000,
    "500000元": 50_000_000,
    "￥500000": 50_000_000,
    "¥1,200.50": 120_050,
    "￥５００，０００．０１": 50_000_001,
    "人民币120万元": 120_000_000,
}
PLAIN = frozenset(list(WORTH)[:12])
"""Numbers without a unit: yuan where a person writes them, refused in JSON unless they are 0."""

REFUSED: dict[str, str] = {
    "50,00": "separator",
    "1.200": "separator",
    "1.200.000,00": "separator",
    "12,00,000": "separator",
    "1200,000 yuan": "separator",
    "0.001": "decimals",
    "1.2345678万元": "decimals",
    "1" + "0" * 17: "too_large",
    "USD 1.2 million": "currency_differs",
    "500 persons": "unit_unknown",
    "1e6": "unit_unknown",
    "about 5 million": "not_a_sum",
    "一百万元": "not_a_sum",
}
"""Refused with the same code by all. (Whether a sum may be negative is each door's own matter.)"""
