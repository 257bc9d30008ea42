"""What a program may want changed in the policy: periods, purposes on or off, words.

Decides only whether the named things exist. Whether the new policy is sound, what it loosens
and who has to agree is decided where every proposal is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints

from rufschutz.api.errors import InvalidError
from rufschutz.api.problems import Fault
from rufschutz.api.shapes import Asked
from rufschutz.core.purposes.policy import RECORDING_PURPOSE, Availability, Policy
from rufschutz.domain.moments import Period, PeriodError

Key = Annotated[str, StringConstraints(min_length=1, max_length=80, pattern=r"^[a-z0-9_.-]+$")]
Spoken = Annotated[str, StringConstraints(min_length=1, max_length=4_000)]
PeriodText = Annotated[str, StringConstraints(max_length=24)]


class ChangesAsked(Asked):
    """What is to be different; what is not named stays.

    ``periods``: data kind to its standard period (ISO 8601). ``purposes``: active or available (off).
    ``words``: text to language to its words, slots and all.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"periods": {"recording_matter": "P5D"}, "purposes": {"quality": "available"}}]
        }
    )

    periods: Annotated[dict[Key, PeriodText], Field(max_length=100, default_factory=dict)]
    purposes: Annotated[
        dict[Key, Literal["active", "available"]], Field(max_length=100, default_factory=dict)
    ]
    words: Annotated[
        dict[Key, dict[Literal["de", "en"], Spoken]], Field(max_length=200, default_factory=dict)
    ]


def applied(policy: Policy, asked: ChangesAsked) -> Policy:
    """Return the policy as it would be; raise `InvalidError` with everything that is not there."""
    if faults := tuple(_faults(policy, asked)):
        raise InvalidError("the proposal names what this policy does not know", faults)
    for kind, period in asked.periods.items():
        policy = policy.with_period(kind, period)
    for name, state in asked.purposes.items():
        policy = _switched(policy, name, state)
    for name, words in asked.words.items():
        text = policy.text(name)
        if text is not None:
            said = {str(language): spoken for language, spoken in words.items()}
            policy = policy.with_text(replace(text, words=text.words | said))
    return policy


def _switched(policy: Policy, name: str, state: str) -> Policy:
    if name == RECORDING_PURPOSE:
        return replace(policy, recording=state == Availability.ACTIVE.value)
    purpose = policy.purpose(name)
    return (
        policy if purpose is None else policy.with_purpose(replace(purpose, availability=Availability(state)))
    )


def _faults(policy: Policy, asked: ChangesAsked) -> Iterator[Fault]:
    for kind, period in asked.periods.items():
        if policy.rule(kind) is None:
            yield Fault(f"changes.periods.{kind}", "there is no rule for this kind of data")
        try:
            Period.parse(period)
        except PeriodError as error:
            yield Fault(f"changes.periods.{kind}", error.advice)
    for name in asked.purposes:
        purpose = policy.purpose(name)
        if purpose is None:
            yield Fault(f"changes.purposes.{name}", "there is no such purpose")
        elif purpose.availability is Availability.NEVER:
            yield Fault(f"changes.purposes.{name}", "this profile never allows it")
    for name in asked.words:
        if policy.text(name) is None:
            yield Fault(f"changes.words.{name}", "there is no such text")
