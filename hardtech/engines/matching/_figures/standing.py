"""Who claims a figure: the sentence offers it, aims at it, tells it of others, asks for it, or denies it."""

from __future__ import annotations

import re

FARTHEST = 300
"""Characters of a sentence that are searched on either side of a figure."""

_OTHERS = re.compile(
    r"\b(?:conventional|traditional(?:ly)?|existing|currently available|current(?:ly)?|state[- ]of[- ]the[- ]art"
    r"|today['’]?s?|compet(?:ing|itors?|itive)|"
    r"commercially available|other|others|previous(?:ly)?|prior|legacy|versus|vs|whereas|unlike|instead of"
    r"|rather than|typical(?:ly)?|baseline|contemporary|heritage|limited to|present(?:ly)?|present-day|popular|they|those|"
    r"compared (?:to|with)|than (?:the|those|conventional|current|existing)|literature|reported by|theoretical(?:ly)?"
    r"|simulat\w+)\b"
    r"|现有|传统|常规|国外|同类|竞品|对比|相比|一般|普通|进口|文献|理论|仿真",
    re.IGNORECASE,
)
_AIMED = re.compile(
    r"\b(?:will|would|aims?|aiming|aimed|goals?|target(?:s|ing|ed)?|objectives?"
    r"|propos\w+|plan(?:s|ned|ning)?|expect\w*|"
    r"anticipat\w+|intend\w*|potential(?:ly)?|projected|could|may|might|should|seek\w*|to be|future|promis\w+"
    r"|estimat\w+|hop(?:e|es|ing)|"
    r"predict\w*|envision\w*|scalable to|towards?|if|once|need(?:ed)? to|designed to)\b"
    r"|计划|预期|预计|目标|拟|将(?=[达实开研为在使])|有望|力争|争取|可望|希望|设想|估计|下一步|未来|若|如果",
    re.IGNORECASE,
)
_DEMANDED = re.compile(
    r"\b(?:requires?|required|requirements?|must|shall|needs?|needed|demands?|demanded|solicitation|threshold"
    r"|specifications?|wants?|desir\w+|looking for|seeks|is seeking|interested in|user community|ha(?:s|ve) stated)\b"
    r"|要求|需要|须|(?<![响反适效供对相])应(?![用力变急对答激性])|必须|需求|希望",
    re.IGNORECASE,
)
_DENIED = re.compile(
    r"\b(?:not|never|no longer|cannot|unable|fails?|failed|lacks?)\b|n[’']t\b|[未没]|无法|不能|难以|并非|不是|不适",
    re.IGNORECASE,
)
_DENIED_AFTER = re.compile(
    r"\b(?:not|never)(?: yet)? (?:been |be )?(?:shown|reached|achieved|met|demonstrated|possible|attained|proven"
    r"|feasible)|尚未|未能|无法",
    re.IGNORECASE,
)
_DENIAL_IN_RELATION = re.compile(
    r"\b(?:not|no|never|without|cannot)(?: be| to| yet)* (?:less|more|fewer|greater|higher|lower|larger|smaller"
    r"|longer|shorter|heavier|"
    r"thicker|worse|below|under|exceed\w*|surpass\w*|only)|n[’']t exceed|未超过",
    re.IGNORECASE,
)


def standing(text: str, sentence: tuple[int, int], start: int, end: int) -> tuple[str, bool]:
    """The standing of the figure `text[start:end]` of a sentence, and whether the sentence denies it.

    Cautious: a word that makes the claim doubtful anywhere in the sentence counts.
    """
    around = text[max(sentence[0], start - FARTHEST) : min(sentence[1], end + FARTHEST)]
    before = text[max(sentence[0], start - FARTHEST) : end]
    denied = denies(before) or bool(_DENIED_AFTER.search(text, end, min(sentence[1], end + FARTHEST)))
    if _OTHERS.search(around):
        return "others", denied
    if _DEMANDED.search(around):
        return "demanded", denied
    return ("aimed" if _AIMED.search(around) else "claimed"), denied


def demands(sentence: str) -> bool:
    """Whether a sentence tells what somebody wants, rather than what is offered."""
    return bool(_DEMANDED.search(sentence))


def tells_of_others(sentence: str) -> bool:
    """Whether a sentence tells of what exists elsewhere."""
    return bool(_OTHERS.search(sentence))


def denies(sentence: str) -> bool:
    """Whether a sentence says that something is not so."""
    return bool(_DENIED.search(_DENIAL_IN_RELATION.sub(" ", sentence)))
