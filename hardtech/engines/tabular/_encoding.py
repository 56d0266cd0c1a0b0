"""Which encoding a file is in, decided over the whole file and never by a guess of its start."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator

from hardtech.engines.tabular._errors import FileError
from hardtech.engines.tabular._source import SourceLine

_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_GB_CHARACTER = re.compile(rb"[\x81-\xfe](?:[\x40-\x7e\x80-\xfe]|[\x30-\x39][\x81-\xfe][\x30-\x39])")
# The 3,755 most common characters (GB 2312, level 1) and Chinese punctuation. Letters of Latin-1 hardly ever
# form such pairs: most stand before ASCII, and two small ones ("öß") make a rare character of level 2.
_GB_COMMON = re.compile(rb"[\xa1-\xa3\xb0-\xd7][\xa1-\xfe]")
_COMMON_SHARE = 0.7
_CONTROL = bytes(set(range(32)) - set(b"\t\n\r\f\x1b")) + b"\x7f"
_CONTROL_SHARE = 0.02
_SIGNATURES = (
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"%PDF",
    b"\x7fELF",
    b"GIF8",
    b"BZh",
    b"\xfd7zXZ",
    b"7z\xbc\xaf",
    b"Rar!",
)


def is_utf16(start: bytes) -> bool:
    """Tell by the byte order mark."""
    return start.startswith(_UTF16_MARKS)


def refuse_binary(start: bytes) -> None:
    """Raise when the first bytes of a file are no text."""
    control = sum(start.count(byte) for byte in _CONTROL)
    if start.startswith(_SIGNATURES) or control > max(8, len(start) * _CONTROL_SHARE):
        raise FileError("binary")


def utf16_to_utf8(blocks: Iterable[bytes]) -> Iterator[bytes]:
    """Re-code a stream that starts with a byte order mark."""
    decoder = codecs.getincrementaldecoder("utf-16")("strict")
    try:
        for block in blocks:
            yield decoder.decode(block).encode()
        yield decoder.decode(b"", final=True).encode()
    except UnicodeDecodeError:
        raise FileError("undecodable", encoding="utf-16") from None


def detect(lines: Iterable[SourceLine]) -> str:
    """Return "utf-8" or "gb18030".

    GB 18030 only when more lines are broken as UTF-8 than are good, all broken ones decode as GB 18030
    and most of their characters are everyday Chinese. Else UTF-8: lines that are not are reported one by one.
    """
    good = broken = common = characters = 0
    decodable = True
    for line in lines:
        if line.data is None or line.data.isascii():
            continue
        try:
            line.data.decode("utf-8")
            good += 1
        except UnicodeDecodeError:
            broken += 1
            decodable = decodable and _is_gb18030(line.data)
            if decodable:
                here = _GB_CHARACTER.findall(line.data)
                characters += len(here)
                common += sum(1 for character in here if _GB_COMMON.fullmatch(character))
    chinese = decodable and common >= characters * _COMMON_SHARE
    return "gb18030" if broken > good and chinese else "utf-8"


def _is_gb18030(data: bytes) -> bool:
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return False
    return True
