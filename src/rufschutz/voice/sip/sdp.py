"""Session descriptions: text to values and back (RFC 8866).

It reads what telephony sends and keeps unknown attributes; it never decides
what is acceptable, which `offers` does. A description is bounded in size.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from rufschutz.voice.sip.errors import SdpError

MAX_LINES = 400
MAX_MEDIA = 32

_LINE = re.compile(r"([a-z])=(.*)")
_PORT = re.compile(r"([0-9]{1,5})(?:/[0-9]{1,5})?")


class Direction(StrEnum):
    """Who sends, seen from the side that wrote the description (RFC 8866, 6.7)."""

    SENDRECV = "sendrecv"
    SENDONLY = "sendonly"
    RECVONLY = "recvonly"
    INACTIVE = "inactive"

    @property
    def mirrored(self) -> Direction:
        """The same seen from the other side."""
        swapped = {Direction.SENDONLY: Direction.RECVONLY, Direction.RECVONLY: Direction.SENDONLY}
        return swapped.get(self, self)


_DIRECTIONS = frozenset(Direction)


@dataclass(frozen=True, slots=True)
class Origin:
    """The ``o=`` line: who made the session; ``version`` counts its changes."""

    user: str
    session: str
    version: str
    host: str


@dataclass(frozen=True, slots=True)
class Attribute:
    """An ``a=`` line; ``value`` is "" for a flag."""

    name: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Media:
    """An ``m=`` section; ``host`` is its own ``c=`` address or "" if the session's holds."""

    kind: str
    port: int
    protocol: str
    formats: tuple[str, ...]
    host: str = ""
    attributes: tuple[Attribute, ...] = ()

    def all(self, name: str) -> tuple[str, ...]:
        """Return the values of every attribute of this name."""
        return tuple(each.value for each in self.attributes if each.name == name)


@dataclass(frozen=True, slots=True)
class SessionDescription:
    """A whole description."""

    origin: Origin
    host: str
    attributes: tuple[Attribute, ...]
    media: tuple[Media, ...]

    def host_of(self, media: Media) -> str:
        """Return the address to which ``media`` is sent."""
        return media.host or self.host

    def direction_of(self, media: Media) -> Direction:
        """Return the direction of ``media``, the session's if it names none; ``c=0.0.0.0`` holds."""
        for attributes in (media.attributes, self.attributes):
            for each in attributes:
                if each.name in _DIRECTIONS:
                    return _held(Direction(each.name), self.host_of(media))
        return _held(Direction.SENDRECV, self.host_of(media))


def parse_sdp(body: bytes) -> SessionDescription:
    """Read a description; raise `SdpError` when it breaks the grammar where it matters."""
    lines = [line for line in re.split(r"\r\n|\n|\r", body.decode("utf-8", "replace")) if line]
    if not lines or lines[0] != "v=0" or len(lines) > MAX_LINES:
        raise SdpError("a session description begins with v=0 and is not endless")
    session, *sections = _sections([_pair(line) for line in lines[1:]])
    if len(sections) > MAX_MEDIA:
        raise SdpError("too many media sections")
    return SessionDescription(
        origin=_origin(_only(session, "o")),
        host=_host(session),
        attributes=_attributes(session),
        media=tuple(_media(section) for section in sections),
    )


def write_sdp(description: SessionDescription) -> bytes:
    """Write a description, CRLF at the end of each line."""
    origin = description.origin
    lines = [
        "v=0",
        f"o={origin.user} {origin.session} {origin.version} IN {_family(origin.host)}",
        "s=-",
        f"c=IN {_family(description.host)}",
        "t=0 0",
        *(_written(each) for each in description.attributes),
    ]
    for media in description.media:
        lines.append(f"m={media.kind} {media.port} {media.protocol} {' '.join(media.formats)}")
        if media.host:
            lines.append(f"c=IN {_family(media.host)}")
        lines.extend(_written(each) for each in media.attributes)
    return "".join(f"{line}\r\n" for line in lines).encode()


def _held(direction: Direction, host: str) -> Direction:
    if host != "0.0.0.0":  # noqa: S104 - the hold of RFC 2543, no address to bind
        return direction
    return Direction.SENDONLY if direction is Direction.SENDRECV else Direction.INACTIVE


def _pair(line: str) -> tuple[str, str]:
    match = _LINE.fullmatch(line)
    if match is None:
        raise SdpError("a line of the session description has no type")
    return match.group(1), match.group(2).strip()


def _sections(pairs: list[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    sections: list[list[tuple[str, str]]] = [[]]
    for kind, value in pairs:
        if kind == "m":
            sections.append([])
        sections[-1].append((kind, value))
    return sections


def _only(section: list[tuple[str, str]], wanted: str) -> str:
    values = [value for kind, value in section if kind == wanted]
    if len(values) != 1:
        raise SdpError(f"a session description has one {wanted}= line")
    return values[0]


def _origin(value: str) -> Origin:
    parts = value.split()
    if len(parts) != 6:
        raise SdpError("the origin line has six parts")
    user, session, version, _, _, host = parts
    return Origin(user, session, version, host)


def _host(section: list[tuple[str, str]]) -> str:
    """Return the address of the first ``c=`` line without TTL, "" without one."""
    for kind, value in section:
        if kind == "c":
            parts = value.split()
            if len(parts) != 3 or parts[0] != "IN" or parts[1] not in {"IP4", "IP6"}:
                raise SdpError("a connection line names a network, a kind and an address")
            return parts[2].split("/", 1)[0]
    return ""


def _attributes(section: list[tuple[str, str]]) -> tuple[Attribute, ...]:
    found = []
    for kind, value in section:
        if kind == "a":
            name, _, text = value.partition(":")
            found.append(Attribute(name.strip().lower(), text.strip()))
    return tuple(found)


def _media(section: list[tuple[str, str]]) -> Media:
    parts = section[0][1].split()
    port = _PORT.fullmatch(parts[1]) if len(parts) >= 4 else None
    if port is None or int(port.group(1)) > 65_535:
        raise SdpError("a media line names kind, port, protocol and formats")
    return Media(
        kind=parts[0].lower(),
        port=int(port.group(1)),
        protocol=parts[2].upper(),
        formats=tuple(parts[3:]),
        host=_host(section),
        attributes=_attributes(section),
    )


def _family(host: str) -> str:
    return f"{'IP6' if ':' in host else 'IP4'} {host}"


def _written(attribute: Attribute) -> str:
    return f"a={attribute.name}:{attribute.value}" if attribute.value else f"a={attribute.name}"
