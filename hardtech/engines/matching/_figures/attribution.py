"""Who claims a figure: the sentence offers it, aims at it, attributes it to others, asks for it, or denies it."""

from __future__ import annotations

import re

from hardtech.engines.matching._figures.cues import alternatives, cue

FARTHEST = 300
"""Characters of a sentence that are searched on either side of a figure."""

_OTHERS = cue("others")
_AIMED = cue("aimed")
_DEMANDED = cue("demanded")
_DENIED = cue("denied")
_DENIED_AFTER = re.compile(
    rf"\b(?:not|never)(?: yet)? (?:been |be )?(?:{alternatives('achieved')})|尚未|未能|无法", re.IGNORECASE
)
_DENIAL_IN_RELATION = re.compile(
    rf"\b(?:not|no|never|without|cannot)(?: be| to| yet)* (?:{alternatives('compared')})|n[’']t exceed|未超过",
    re.IGNORECASE,
)


def attribution(text: str, sentence: tuple[int, int], start: int, end: int) -> tuple[str, bool]:
    """To whom a sentence attributes its figure `text[start:end]`, and whether it denies it.

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
    """Whether a sentence states what somebody wants, rather than what is offered."""
    return bool(_DEMANDED.search(sentence))


def describes_others(sentence: str) -> bool:
    """Whether a sentence describes what exists elsewhere."""
    return bool(_OTHERS.search(sentence))


def denies(sentence: str) -> bool:
    """Whether a sentence says that something is not so."""
    return bool(_DENIED.search(_DENIAL_IN_RELATION.sub(" ", sentence)))
