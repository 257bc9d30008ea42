"""Header fields as they stand on the wire.

Fields that a response or a later request must repeat are never parsed and
printed again, because a peer compares them byte by byte: this module reads
parts of the raw text and leaves the text itself alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sipmessage import URI

from rufschutz.voice.sip.errors import BadFieldError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sipmessage import Message

_LENIENT_URI = re.compile(
    r"(?P<scheme>sips?):(?:(?P<user>[^@\s<>\"]+)@)?"
    r"(?P<host>[A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(?::(?P<port>\d{1,5}))?(?:;[^\s<>\"?]*)?",
    re.ASCII,
)
_BROKEN_TAG = re.compile(r";\s*+tag\s*+=\s*+([^;\s]++)", re.IGNORECASE)
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):\S+", re.ASCII)


@dataclass(frozen=True)
class RawUri(URI):
    """A URI that is printed as it was read: ``raw``."""

    raw: str = ""

    def __str__(self) -> str:
        return self.raw


MAX_URI = 512
"""Characters. The library's expression for tel URIs takes seconds over some longer ones."""


def read_uri(raw: str) -> RawUri:
    """Read a SIP or tel URI, hosts with one label or underscores included; raise `BadFieldError`."""
    if len(raw) > MAX_URI:
        raise BadFieldError("a URI is too long")
    scheme, _, rest = raw.partition(":")
    text = f"{scheme.lower()}:{rest}"
    try:
        uri = URI.parse(text)
    except (ValueError, TypeError):
        return _read_leniently(text, raw)
    return RawUri(scheme=uri.scheme, host=uri.host, user=uri.user, port=uri.port, raw=raw)


def scheme_of(raw: str) -> str | None:
    """Return the scheme of anything that looks like a URI, in small letters; None for anything else."""
    match = _SCHEME.fullmatch(raw)
    return match.group(1).lower() if match else None


def split_list(value: str) -> list[str]:
    """Split at commas that stand neither in quotes nor in angle brackets (RFC 3261, 7.3.1)."""
    return [part for part in (piece.strip() for piece in _split(value, ",")) if part]


def all_values(message: Message, name: str) -> list[str]:
    """Return every value of a list header, over all its lines, in order."""
    return [value for line in message.headers.getlist(name) for value in split_list(line)]


def tokens(message: Message, name: str) -> frozenset[str]:
    """Return the option tags or other tokens of a header, in small letters."""
    return frozenset(value.lower() for value in all_values(message, name))


def parameter(value: str, name: str) -> str | None:
    """Return a header parameter without its quotes, "" for one without a value, None if absent."""
    pieces = list(_split(value, ";", after_bracket=True))
    for piece in pieces[1:]:
        key, _, text = piece.partition("=")
        if key.strip().lower() == name:
            return text.strip().strip('"')
    return None


def tag_of(value: str) -> str:
    """Return the tag of a From or To value, "" if it has none (RFC 3261, 19.3).

    It reads broken values as well, because a refusal repeats them.
    """
    try:
        return parameter(value, "tag") or ""
    except BadFieldError:
        found = _BROKEN_TAG.search(value)
        return found.group(1) if found else ""


def uri_text(value: str) -> str:
    """Return the URI of a From, To, Contact or Route value as text; raise `BadFieldError` without one."""
    start = _outside_quotes(value, "<") if '"' in value else value.find("<")
    if start < 0:
        text = value.split(";", 1)[0].strip()
    else:
        text, closed, _ = value[start + 1 :].partition(">")
        if not closed:
            raise BadFieldError("an address has no closing bracket")
    if scheme_of(text) is None:
        raise BadFieldError("an address holds no URI")
    return text


def check_parameters(value: str) -> None:
    """Raise `BadFieldError` when a parameter of a value is empty."""
    pieces = list(_split(value, ";", after_bracket=True))
    if not all(piece.strip() for piece in pieces[1:]):
        raise BadFieldError("a parameter is empty")


def number(text: str | None, largest: int) -> int | None:
    """Read a decimal number of ASCII digits, None when the header is absent; raise `BadFieldError`."""
    if text is None:
        return None
    digits = text.split(";", 1)[0].strip()
    if not re.fullmatch(r"[0-9]{1,10}", digits) or int(digits) > largest:
        raise BadFieldError("a number is out of range")
    return int(digits)


def _read_leniently(text: str, raw: str) -> RawUri:
    match = _LENIENT_URI.fullmatch(text)
    if match is None:
        raise BadFieldError("not a SIP or tel URI")
    port = match.group("port")
    user = match.group("user")
    return RawUri(
        scheme=match.group("scheme"),
        host=match.group("host"),
        user=user,
        port=int(port) if port else None,
        raw=raw,
    )


def _outside_quotes(value: str, wanted: str) -> int:
    return next((place for place, char, _ in _scan(value) if char == wanted), -1)


def _scan(value: str) -> Iterator[tuple[int, str, bool]]:
    """Yield place, character and "inside brackets" outside quotes; an open quote is a `BadFieldError`."""
    quoted = escaped = inside = False
    for place, char in enumerate(value):
        if escaped:
            escaped = False
        elif quoted:
            escaped, quoted = char == "\\", char != '"'
        elif char == '"':
            quoted = True
        else:
            yield place, char, inside
            inside = char == "<" or (inside and char != ">")
    if quoted:
        raise BadFieldError("a quote stays open")


def _split(value: str, mark: str, *, after_bracket: bool = False) -> Iterator[str]:
    """Yield the pieces between marks; with ``after_bracket`` only marks after the address count."""
    if '"' in value or value.count("<") > (1 if after_bracket else 0):
        yield from _split_carefully(value, mark, after_bracket=after_bracket)
        return
    start = value.find(">", value.find("<")) + 1 if "<" in value else 0
    first, *others = value[start:].split(mark)
    yield value[:start] + first
    yield from others


def _split_carefully(value: str, mark: str, *, after_bracket: bool) -> Iterator[str]:
    start = 0
    if after_bracket:
        start = max((place for place, char, inside in _scan(value) if inside and char == ">"), default=0)
    begin = 0
    for place, char, inside in _scan(value):
        if place >= start and char == mark and not inside:
            yield value[begin:place]
            begin = place + 1
    yield value[begin:]
