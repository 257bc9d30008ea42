"""Offer and answer for one G.711 stream with telephone events (RFC 3264, 4733, 7866).

It decides which codec is spoken and what the answer says; it never accepts a
stream that it cannot read, and it never sends to an address it cannot check.
A-law is preferred over µ-law whatever the order of the offer.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, replace
from enum import StrEnum

from rufschutz.voice.sip.errors import NotAcceptableError
from rufschutz.voice.sip.sdp import Attribute, Direction, Media, Origin, SessionDescription, write_sdp

PTIME = 20
"""Milliseconds of sound in a packet (RFC 3551, 4.2)."""

DTMF_TYPE = 101
"""The payload type that our own offers give to telephone events."""

_PLAIN = frozenset({"RTP/AVP", "RTP/AVPF"})
_STATIC = {"0": ("PCMU", "8000"), "8": ("PCMA", "8000")}
_RTCP = re.compile(r"([0-9]{1,5})(?: IN IP4 (\S+))?")
_RTPMAP = re.compile(r"([0-9]{1,3})\s+([^\s/]+)/([0-9]+)(?:/1)?")


class Codec(StrEnum):
    """The codecs that this side reads and writes: 8,000 Hz, one byte a sample (RFC 3551)."""

    PCMA = "PCMA"
    PCMU = "PCMU"


_OFFERED = {"8": Codec.PCMA, "0": Codec.PCMU}


class RecordState(StrEnum):
    """What ``a=record`` tells a peer that understands it (RFC 7866, 6.1.2)."""

    OFF = "off"
    ON = "on"
    PAUSED = "paused"


@dataclass(frozen=True, slots=True)
class LocalMedia:
    """Our side of a session: where we receive, and the numbers of our origin line.

    ``version`` must grow by one with each description that differs (RFC 3264, 8).
    """

    host: str
    port: int
    session: int
    version: int = 0
    recording: RecordState = RecordState.OFF


@dataclass(frozen=True, slots=True)
class Settled:
    """What both sides agreed on.

    ``body`` is our description. ``direction`` is seen from us. ``dtmf_type`` is
    None when the peer sends no telephone events. ``objects`` is true when the
    peer asked not to be recorded (``a=recordpref:off``). ``reports`` is where the
    peer takes RTCP if not on the port above (RFC 3605); with ``mux`` it shares the
    RTP port both ways (RFC 5761, 5.1.1).
    """

    body: bytes
    codec: Codec
    payload_type: int
    dtmf_type: int | None
    remote_host: str
    remote_port: int
    direction: Direction
    objects: bool
    reports: tuple[str, int] | None = None
    mux: bool = False

    @property
    def is_held(self) -> bool:
        """Whether the peer does not listen to us now."""
        return self.direction in {Direction.RECVONLY, Direction.INACTIVE}


@dataclass(frozen=True, slots=True)
class _Stream:
    """The one media section that we take, and what it says."""

    place: int
    media: Media
    codec: Codec
    payload_type: str
    dtmf_type: str | None


def check_offer(offer: SessionDescription) -> None:
    """Raise `NotAcceptableError`, saying why, when the offer cannot be answered."""
    _select(offer)


def answer_offer(offer: SessionDescription, local: LocalMedia, only: Codec | None = None) -> Settled:
    """Answer an offer: one audio stream, everything else with port 0 (RFC 3264, 6).

    ``only``: the codec of a call that is up; a recording cannot change its own midway.
    Raises `NotAcceptableError` when there is no common codec, no plain RTP or
    no usable address.
    """
    stream = _select(offer, only)
    direction = offer.direction_of(stream.media).mirrored
    sections = [_refused(media) for media in offer.media]
    sections[stream.place] = _audio(local, stream, direction)
    settled = _settled(offer, stream, direction, _describe(local, tuple(sections)))
    return replace(settled, mux=_shares_port(stream.media))


def make_offer(
    local: LocalMedia,
    direction: Direction = Direction.SENDRECV,
    only: Codec | None = None,
    *,
    events: bool = True,
) -> bytes:
    """Offer A-law and µ-law, or ``only`` one of them, and telephone events unless ``events`` is false."""
    types = {number: codec for number, codec in _OFFERED.items() if only in {None, codec}}
    dtmf_type = str(DTMF_TYPE) if events else None
    formats = (*types, *([dtmf_type] if dtmf_type else []))
    attributes = (
        *(Attribute("rtpmap", f"{number} {codec}/8000") for number, codec in types.items()),
        *_tail(dtmf_type, direction, local.recording),
    )
    audio = Media("audio", local.port, "RTP/AVP", formats, attributes=attributes)
    return _describe(local, (audio,))


def settle_answer(offer: bytes, answer: SessionDescription, only: Codec | None = None) -> Settled:
    """Read the peer's answer to ``offer``, which `make_offer` wrote; raise `NotAcceptableError`."""
    stream = _select(answer, only)
    return _settled(answer, stream, answer.direction_of(stream.media).mirrored, offer)


def objects_to_recording(description: SessionDescription) -> bool:
    """Return whether the peer prefers not to be recorded (RFC 7866, 6.2.2)."""
    lines = [description.attributes, *(media.attributes for media in description.media)]
    return any(
        each.name == "recordpref" and each.value.lower() in {"off", "pause"}
        for line in lines
        for each in line
    )


def _settled(remote: SessionDescription, stream: _Stream, direction: Direction, body: bytes) -> Settled:
    return Settled(
        body=body,
        codec=stream.codec,
        payload_type=int(stream.payload_type),
        dtmf_type=int(stream.dtmf_type) if stream.dtmf_type else None,
        remote_host=remote.host_of(stream.media),
        remote_port=stream.media.port,
        direction=direction,
        objects=objects_to_recording(remote),
        reports=_reports(stream.media, remote.host_of(stream.media)),
    )


def _shares_port(media: Media) -> bool:
    return bool(media.all("rtcp-mux"))


def _reports(media: Media, host: str) -> tuple[str, int] | None:
    """Return where the peer takes RTCP; one that names no usable address is left to the usual port."""
    match = next((_RTCP.fullmatch(value) for value in media.all("rtcp")), None)
    if match is None or not 0 < int(match.group(1)) < 65_536:
        return None
    try:
        _check_host(match.group(2) or host)
    except NotAcceptableError:
        return None
    return match.group(2) or host, int(match.group(1))


def _select(description: SessionDescription, only: Codec | None = None) -> _Stream:
    audio = [
        (place, media)
        for place, media in enumerate(description.media)
        if media.kind == "audio" and media.port
    ]
    if not audio:
        raise NotAcceptableError("no audio is offered")
    plain = [(place, media) for place, media in audio if media.protocol in _PLAIN]
    if not plain:
        raise NotAcceptableError("only encrypted or unknown media is offered, not RTP/AVP")
    for place, media in plain:
        stream = _readable(place, media, only)
        if stream is not None:
            _check_host(description.host_of(media))
            return stream
    raise NotAcceptableError("neither A-law nor µ-law is offered")


def _readable(place: int, media: Media, only: Codec | None) -> _Stream | None:
    types = _payload_types(media)
    for codec in Codec if only is None else (only,):
        number = _type_of(types, codec)
        if number is not None:
            return _Stream(place, media, codec, number, _type_of(types, "TELEPHONE-EVENT"))
    return None


def _payload_types(media: Media) -> dict[str, tuple[str, str]]:
    """Return name and rate of each offered format, RFC 3551's static ones included."""
    mapped = dict(_STATIC)
    for value in media.all("rtpmap"):
        match = _RTPMAP.fullmatch(value)
        if match is not None:
            mapped[match.group(1)] = (match.group(2).upper(), match.group(3))
    return {form: mapped[form] for form in media.formats if form in mapped and int(form) < 128}


def _type_of(types: dict[str, tuple[str, str]], name: str) -> str | None:
    return next((form for form, meaning in types.items() if meaning == (name, "8000")), None)


def _check_host(host: str) -> None:
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        raise NotAcceptableError("the media address is not numeric") from None
    if address.is_multicast or host == "255.255.255.255":
        raise NotAcceptableError("the media address belongs to many")


def _refused(media: Media) -> Media:
    return Media(media.kind, 0, media.protocol, media.formats)


def _audio(local: LocalMedia, stream: _Stream, direction: Direction) -> Media:
    formats = (stream.payload_type, *([stream.dtmf_type] if stream.dtmf_type else []))
    attributes = (
        Attribute("rtpmap", f"{stream.payload_type} {stream.codec}/8000"),
        *([Attribute("rtcp-mux")] if _shares_port(stream.media) else []),
        Attribute("rtcp", str(local.port if _shares_port(stream.media) else local.port + 1)),
        *_tail(stream.dtmf_type, direction, local.recording),
    )
    return Media("audio", local.port, stream.media.protocol, formats, attributes=attributes)


def _tail(dtmf_type: str | None, direction: Direction, recording: RecordState) -> list[Attribute]:
    events = [
        Attribute("rtpmap", f"{dtmf_type} telephone-event/8000"),
        Attribute("fmtp", f"{dtmf_type} 0-15"),
    ]
    return [
        *(events if dtmf_type else []),
        Attribute("ptime", str(PTIME)),
        Attribute(direction.value),
        Attribute("record", recording.value),
    ]


def _describe(local: LocalMedia, media: tuple[Media, ...]) -> bytes:
    origin = Origin("-", str(local.session), str(local.version), local.host)
    return write_sdp(SessionDescription(origin, local.host, (), media))
