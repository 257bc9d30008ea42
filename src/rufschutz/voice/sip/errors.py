"""The one error root of SIP. An error says whose fault it was: the peer's or the caller of this package."""

from __future__ import annotations

from rufschutz.voice.errors import VoiceError


class SipError(VoiceError):
    """Root of all errors of the SIP user agent."""


class UnreadableError(SipError):
    """The peer sent bytes that cannot be answered: no response could be addressed. They are dropped."""

    advice = "Look at the peer's trace; an answer needs Via and CSeq at least."


class FramingError(SipError):
    """The peer sent a stream in which no next message can be found; its connection is closed.

    ``head`` is the message at fault, to be refused with ``code`` before that; 0: without an answer.
    """

    advice = "Look at the peer's trace; over TCP every message needs its Content-Length."

    def __init__(self, code: int, reason: str, head: bytes) -> None:
        super().__init__(reason or f"refused with {code}")
        self.code = code
        self.reason = reason
        self.head = head


class BadFieldError(SipError):
    """The peer sent a header field that cannot be read; the request is answered with 400."""

    advice = "Look at the peer's trace; RFC 3261, section 25 has the grammar."


class SdpError(SipError):
    """The peer's session description cannot be read (RFC 8866)."""

    advice = "Look at the peer's trace; RFC 8866, section 9 has the grammar."


class NotAcceptableError(SipError):
    """The peer's offer has nothing that can be answered: the response is 488 (RFC 3261, 21.4.26)."""

    advice = "Let the peer offer G.711 A-law or µ-law over RTP/AVP."


class RefusalError(SipError):
    """A request that gets a final response other than 2xx; the words go into its reason phrase."""

    advice = "The response names what the peer may change."

    def __init__(self, code: int, reason: str = "", *headers: tuple[str, str]) -> None:
        super().__init__(reason or f"refused with {code}")
        self.code = code
        self.reason = reason
        self.headers = headers


class NoSuchDialogError(SipError):
    """There is no dialog of this id, or it is not in the state that the action needs.

    A caller may hang up between an event and the answer to it, so whoever
    accepts, rejects or modifies must expect this.
    """

    advice = "Forget the call; the event that ended it is under way or was already delivered."
