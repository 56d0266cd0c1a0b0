"""The report of `hardtech match run`: one HTML file that needs nothing else, written need by need.

Every text of the files is escaped. It is readable without JavaScript; the few lines at the end add a filter.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from importlib.resources import files

from hardtech.cli.match.files import Record
from hardtech.cli.match.findings import findings_html, marked
from hardtech.cli.match.types import NeedWithOffers, RankedOffer
from hardtech.engines.matching import Explanation, Passage, share_of_best

_MOST_OPEN = 12
"""Needs up to which a report opens with all of them unfolded."""

_SHOWN_TERMS = 8
_SHOWN_PASSAGES = 2
_NEED_TEXT = 360

_WORDS = {
    "en": {
        "language": "en",
        "lang": "en",
        "title": "Offers for each need",
        "counts": "{needs} needs, {offers} offers",
        "how": "Each need is followed by its best offers. The bar compares an offer with the best one of the same "
        "need; scores of different needs do not compare. A score is the sum of what words, meaning and the company of like "
        "finds add; a term's figure is its share of the score.",
        "index": "All needs",
        "filter": "Filter needs",
        "one_match": "1 offer; {title}",
        "matches": "{count} offers; first: {title}",
        "none": "No offer shares a word or a meaning with this need.",
        "score": "Score",
        "words_part": "words",
        "meaning_part": "meaning",
        "company_part": "like finds",
        "terms": "Terms",
        "gaps": "Not covered",
        "readiness": "Readiness",
        "trl_low": "TRL {offered}; TRL {asked} is asked for",
        "trl_unknown": "not stated; TRL {asked} is asked for",
        "title_part": "title",
        "keywords": "keywords",
        "summary": "summary",
        "body": "text",
        "separator": ", ",
        "made": "Made by hardtech match run. The words of the files are theirs.",
    },
    "zh": {
        "language": "zh",
        "lang": "zh-Hans",
        "title": "供需匹配",
        "counts": "技术需求 {needs} 项，技术供给 {offers} 项",
        "how": "每项需求之下列出最匹配的供给。长条以该需求的最佳供给为基准；"
        "不同需求之间的得分不可比较。得分由词语、语义和相近结果三部分相加而成；词后的百分数是该词在得分中的占比。",
        "index": "全部需求",
        "filter": "筛选需求",
        "one_match": "1 项供给：{title}",
        "matches": "{count} 项供给，首位：{title}",
        "none": "没有供给与此需求有共同的词或相近的含义。",
        "score": "得分",
        "words_part": "词语",
        "meaning_part": "语义",
        "company_part": "相近结果",
        "terms": "匹配词",
        "gaps": "未涉及",
        "readiness": "成熟度",
        "trl_low": "TRL {offered}；要求 TRL {asked}",
        "trl_unknown": "未注明；要求 TRL {asked}",
        "title_part": "标题",
        "keywords": "关键词",
        "summary": "简介",
        "body": "正文",
        "separator": "、",
        "made": "由 hardtech match run 生成。文件中的文字归其作者所有。",
    },
}

_SCRIPT = """
const field = document.querySelector("#filter"), needs = [...document.querySelectorAll(".need")];
document.querySelector(".find").hidden = false;
field.addEventListener("input", () => {
  const words = field.value.toLowerCase().split(/\\s+/);
  for (const need of needs) {
    const text = need.querySelector("summary").textContent.toLowerCase();
    need.hidden = !words.every(word => text.includes(word));
  }
});
const open = () => {
  const need = location.hash && document.getElementById(location.hash.slice(1));
  if (need) { need.open = true; need.scrollIntoView(); }
};
addEventListener("hashchange", open);
open();
"""


def report(
    results: Iterable[NeedWithOffers], *, needs: int, offers: int, language: str
) -> Iterator[tuple[NeedWithOffers | None, str]]:
    """The report in pieces, each with the need that it is about (None for head and foot).

    `needs` and `offers` are how many there are in all; `language` is "en" or "zh".
    """
    words = _WORDS[language]
    yield None, _head(words, needs, offers)
    index = []
    for number, item in enumerate(results, start=1):
        index.append(f'<li><a href="#n{number}">{escape(item.need.heading)}</a>')
        yield item, _need(words, number, item, unfolded=needs <= _MOST_OPEN)
    yield None, _foot(words, index)


def _head(words: dict[str, str], needs: int, offers: int) -> str:
    style = files("hardtech.cli.match").joinpath("report.css").read_text(encoding="utf-8")
    counts = words["counts"].format(needs=f"{needs:,}", offers=f"{offers:,}")
    return (
        f'<!doctype html>\n<html lang="{words["lang"]}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{words['title']}</title><style>{style}</style></head><body>\n"
        f'<header><h1>{words["title"]}</h1><p>{counts} · <a href="#index">{words["index"]}</a></p>'
        f'<p class="soft">{words["how"]}</p></header>\n'
        f'<div class="find" hidden><label for="filter">{words["filter"]}</label>'
        '<input id="filter" type="search" autocomplete="off"></div>\n<main>\n'
    )


def _foot(words: dict[str, str], index: list[str]) -> str:
    return (
        f'</main>\n<details class="index" id="index"><summary>{words["index"]}</summary><ol>\n'
        + "\n".join(index)
        + f'\n</ol></details>\n<footer class="soft">{words["made"]}</footer>'
        f"<script>{_SCRIPT}</script></body></html>\n"
    )


def _need(words: dict[str, str], number: int, item: NeedWithOffers, *, unfolded: bool) -> str:
    need, matches = item.need, item.matches
    if not matches:
        summary = words["none"]
    else:
        summary = words["one_match" if len(matches) == 1 else "matches"]
        summary = summary.format(count=len(matches), title=matches[0].offer.heading)
    text = " ".join((need.summary or need.body).split())
    about = text if len(text) <= _NEED_TEXT else text[:_NEED_TEXT].rstrip() + "…"
    best = matches[0].explanation.score if matches else 1.0
    return (
        f'<details class="need" id="n{number}"{" open" if unfolded else ""}>'
        f"<summary><h2>{escape(need.heading)}</h2>"
        f'<span class="soft">{_facts(need)}{escape(summary)}</span></summary>'
        + (f'<p class="about">{escape(about)}</p>' if about else "")
        + '<ol class="offers">'
        + "".join(_offer(words, match, best) for match in matches)
        + "</ol></details>\n"
    )


def _facts(record: Record) -> str:
    """Id, owner and readiness, as far as they are known, each followed by a dot."""
    trl = f"TRL {record.trl}" if record.trl else ""
    return "".join(f"{escape(fact)} · " for fact in (record.id, record.owner, trl) if fact)


def _offer(words: dict[str, str], match: RankedOffer, best: float) -> str:
    explanation = match.explanation
    width = 100 * share_of_best(explanation.score, best)
    return (
        f'<li><div><h3>{escape(match.offer.heading)}</h3><div class="chips">{_facts(match.offer)[:-3]}</div>'
        f'<div class="bar"><i><b style="width:{width:.0f}%"></b></i>{words["score"]} {explanation.score:,.2f}'
        f"{_score_parts(words, explanation)}</div>"
        + "".join(_passage(passage) for passage in explanation.passages[:_SHOWN_PASSAGES])
        + findings_html(match.findings, words["language"])
        + f"<dl>{_terms(words, explanation)}{_gaps(words, explanation)}</dl></div></li>\n"
    )


def _score_parts(words: dict[str, str], explanation: Explanation) -> str:
    """What the score is made of, where it is more than words."""
    if not explanation.meaning and not explanation.company:
        return ""
    parts = [(name, getattr(explanation, name)) for name in ("words", "meaning", "company")]
    return " = " + " + ".join(f"{words[name + '_part']} {value:,.2f}" for name, value in parts if value)


def _passage(passage: Passage) -> str:
    return f"<blockquote>{marked(passage.text, passage.highlights)}</blockquote>"


def _terms(words: dict[str, str], explanation: Explanation) -> str:
    """The terms that count most, each with its share and the parts of the offer that it stands in."""
    shares: dict[str, float] = {}
    surfaces: dict[str, str] = {}
    parts: dict[str, list[str]] = {}
    for reason in explanation.reasons:
        shares[reason.term] = shares.get(reason.term, 0.0) + reason.share
        pair = f"{reason.via} ↔ {reason.surface}" if reason.via else reason.surface
        surfaces.setdefault(reason.term, pair)
        parts.setdefault(reason.term, []).append(
            words["title_part" if reason.part == "title" else reason.part]
        )
    chosen = sorted(shares, key=lambda term: (-shares[term], term))[:_SHOWN_TERMS]
    shown = "".join(
        f'<span title="{words["separator"].join(parts[term])}">{escape(surfaces[term])}'
        f" <small>{shares[term]:.0%}</small></span>"
        for term in chosen
    )
    return f"<dt>{words['terms']}</dt><dd>{shown}</dd>"


def _gaps(words: dict[str, str], explanation: Explanation) -> str:
    shown = ""
    if explanation.gaps:
        gaps = "".join(f"<span>{escape(gap.surface)}</span>" for gap in explanation.gaps)
        shown = f'<dt>{words["gaps"]}</dt><dd class="gap">{gaps}</dd>'
    if trl := explanation.trl_gap:
        sentence = words["trl_unknown" if trl.offered is None else "trl_low"]
        sentence = sentence.format(offered=trl.offered, asked=trl.asked)
        shown += f'<dt>{words["readiness"]}</dt><dd class="gap"><span>{sentence}</span></dd>'
    return shown
