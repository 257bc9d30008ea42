"""The four transaction machines of RFC 3261, section 17, as tables.

RFC 6026 is part of the INVITE machines: state Accepted and timers L and M. An
input that has no row in a state is ignored; that is how retransmissions are
absorbed. The machines are for messages alone: nothing here sends or waits.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from rufschutz.voice.sip.timers import Timer

if TYPE_CHECKING:
    from collections.abc import Mapping


class State(StrEnum):
    """States as the RFCs name them."""

    CALLING = "calling"
    TRYING = "trying"
    PROCEEDING = "proceeding"
    COMPLETED = "completed"
    CONFIRMED = "confirmed"
    ACCEPTED = "accepted"
    TERMINATED = "terminated"


class Input(StrEnum):
    """What a machine hears; the timers by their letters are inputs as well."""

    BEGIN = "begin"
    ERROR = "error"
    REQUEST = "request"
    ACK = "ack"
    PROVISIONAL = "provisional"
    SUCCESS = "success"
    FAILURE = "failure"


class Act(StrEnum):
    """What a machine does, in the order of the row."""

    SEND = "send"
    """Send the new message and keep it for retransmission."""
    RESEND = "resend"
    """Send the kept message again."""
    ACKNOWLEDGE = "acknowledge"
    """Send the ACK of a failure (17.1.1.3)."""
    TELL = "tell"
    """Hand the message to the user of the transaction."""
    TIME_OUT = "time_out"
    """Tell the user that nobody answered."""
    SLOW_DOWN = "slow_down"
    """Retransmit every T2 from now on."""


@dataclass(frozen=True, slots=True)
class Row:
    """One transition: the next state, what is done, which timers start and stop."""

    to: State
    acts: tuple[Act, ...] = ()
    start: tuple[Timer, ...] = ()
    stop: tuple[Timer, ...] = ()


INVITE_SERVER: Mapping[tuple[State, Input | Timer], Row] = MappingProxyType(
    {
        (State.PROCEEDING, Input.BEGIN): Row(State.PROCEEDING, (Act.TELL,)),
        (State.PROCEEDING, Input.REQUEST): Row(State.PROCEEDING, (Act.RESEND,)),
        (State.PROCEEDING, Input.PROVISIONAL): Row(State.PROCEEDING, (Act.SEND,)),
        (State.PROCEEDING, Input.SUCCESS): Row(State.ACCEPTED, (Act.SEND,), start=(Timer.L,)),
        (State.PROCEEDING, Input.FAILURE): Row(State.COMPLETED, (Act.SEND,), start=(Timer.G, Timer.H)),
        (State.ACCEPTED, Input.SUCCESS): Row(State.ACCEPTED, (Act.SEND,)),
        (State.ACCEPTED, Input.ACK): Row(State.ACCEPTED, (Act.TELL,)),
        (State.ACCEPTED, Timer.L): Row(State.TERMINATED),
        (State.COMPLETED, Input.REQUEST): Row(State.COMPLETED, (Act.RESEND,)),
        (State.COMPLETED, Timer.G): Row(State.COMPLETED, (Act.RESEND,), start=(Timer.G,)),
        (State.COMPLETED, Timer.H): Row(State.TERMINATED),
        (State.COMPLETED, Input.ACK): Row(State.CONFIRMED, start=(Timer.I,), stop=(Timer.G, Timer.H)),
        (State.CONFIRMED, Timer.I): Row(State.TERMINATED),
    }
)

SERVER: Mapping[tuple[State, Input | Timer], Row] = MappingProxyType(
    {
        (State.TRYING, Input.BEGIN): Row(State.TRYING, (Act.TELL,)),
        (State.TRYING, Input.PROVISIONAL): Row(State.PROCEEDING, (Act.SEND,)),
        (State.TRYING, Input.SUCCESS): Row(State.COMPLETED, (Act.SEND,), start=(Timer.J,)),
        (State.TRYING, Input.FAILURE): Row(State.COMPLETED, (Act.SEND,), start=(Timer.J,)),
        (State.PROCEEDING, Input.REQUEST): Row(State.PROCEEDING, (Act.RESEND,)),
        (State.PROCEEDING, Input.PROVISIONAL): Row(State.PROCEEDING, (Act.SEND,)),
        (State.PROCEEDING, Input.SUCCESS): Row(State.COMPLETED, (Act.SEND,), start=(Timer.J,)),
        (State.PROCEEDING, Input.FAILURE): Row(State.COMPLETED, (Act.SEND,), start=(Timer.J,)),
        (State.COMPLETED, Input.REQUEST): Row(State.COMPLETED, (Act.RESEND,)),
        (State.COMPLETED, Timer.J): Row(State.TERMINATED),
    }
)

INVITE_CLIENT: Mapping[tuple[State, Input | Timer], Row] = MappingProxyType(
    {
        (State.CALLING, Input.BEGIN): Row(State.CALLING, (Act.SEND,), start=(Timer.A, Timer.B)),
        (State.CALLING, Input.ERROR): Row(State.TERMINATED, (Act.TIME_OUT,)),
        (State.CALLING, Timer.A): Row(State.CALLING, (Act.RESEND,), start=(Timer.A,)),
        (State.CALLING, Timer.B): Row(State.TERMINATED, (Act.TIME_OUT,)),
        (State.CALLING, Input.PROVISIONAL): Row(State.PROCEEDING, (Act.TELL,), stop=(Timer.A, Timer.B)),
        (State.CALLING, Input.SUCCESS): Row(
            State.ACCEPTED, (Act.TELL,), start=(Timer.M,), stop=(Timer.A, Timer.B)
        ),
        (State.CALLING, Input.FAILURE): Row(
            State.COMPLETED, (Act.ACKNOWLEDGE, Act.TELL), start=(Timer.D,), stop=(Timer.A, Timer.B)
        ),
        (State.PROCEEDING, Input.PROVISIONAL): Row(State.PROCEEDING, (Act.TELL,)),
        (State.PROCEEDING, Input.SUCCESS): Row(State.ACCEPTED, (Act.TELL,), start=(Timer.M,)),
        (State.PROCEEDING, Input.FAILURE): Row(
            State.COMPLETED, (Act.ACKNOWLEDGE, Act.TELL), start=(Timer.D,)
        ),
        (State.COMPLETED, Input.FAILURE): Row(State.COMPLETED, (Act.ACKNOWLEDGE,)),
        (State.COMPLETED, Timer.D): Row(State.TERMINATED),
        (State.ACCEPTED, Input.SUCCESS): Row(State.ACCEPTED, (Act.TELL,)),
        (State.ACCEPTED, Timer.M): Row(State.TERMINATED),
    }
)

CLIENT: Mapping[tuple[State, Input | Timer], Row] = MappingProxyType(
    {
        (State.TRYING, Input.BEGIN): Row(State.TRYING, (Act.SEND,), start=(Timer.E, Timer.F)),
        (State.TRYING, Input.ERROR): Row(State.TERMINATED, (Act.TIME_OUT,)),
        (State.TRYING, Timer.E): Row(State.TRYING, (Act.RESEND,), start=(Timer.E,)),
        (State.TRYING, Timer.F): Row(State.TERMINATED, (Act.TIME_OUT,)),
        (State.TRYING, Input.PROVISIONAL): Row(State.PROCEEDING, (Act.SLOW_DOWN, Act.TELL)),
        (State.TRYING, Input.SUCCESS): Row(
            State.COMPLETED, (Act.TELL,), start=(Timer.K,), stop=(Timer.E, Timer.F)
        ),
        (State.TRYING, Input.FAILURE): Row(
            State.COMPLETED, (Act.TELL,), start=(Timer.K,), stop=(Timer.E, Timer.F)
        ),
        (State.PROCEEDING, Timer.E): Row(State.PROCEEDING, (Act.RESEND,), start=(Timer.E,)),
        (State.PROCEEDING, Timer.F): Row(State.TERMINATED, (Act.TIME_OUT,)),
        (State.PROCEEDING, Input.PROVISIONAL): Row(State.PROCEEDING, (Act.TELL,)),
        (State.PROCEEDING, Input.SUCCESS): Row(
            State.COMPLETED, (Act.TELL,), start=(Timer.K,), stop=(Timer.E, Timer.F)
        ),
        (State.PROCEEDING, Input.FAILURE): Row(
            State.COMPLETED, (Act.TELL,), start=(Timer.K,), stop=(Timer.E, Timer.F)
        ),
        (State.COMPLETED, Timer.K): Row(State.TERMINATED),
    }
)
