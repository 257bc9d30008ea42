"""A question for one purpose, whatever it is for: put to the gate, and answered by key.

An early no, a star and the wish for a person are obeyed at once; an early yes never
counts. What a yes leads to, and what a no, is the matter of the question itself.
"""

from __future__ import annotations

from abc import ABC
from typing import TYPE_CHECKING

from rufschutz.domain.call.events import Key
from rufschutz.domain.call.step import Menu
from rufschutz.domain.consent.gate import ConsentDenied

if TYPE_CHECKING:
    from rufschutz.domain.call.events import KeyPressed, PlaybackEnded
    from rufschutz.domain.call.step import Step
    from rufschutz.domain.ids import FactId


class PurposeQuestion(Menu, ABC):
    """Asks for consent to one purpose."""

    loud = frozenset({Key.K0, Key.K2, Key.STAR})

    def on_played(self, event: PlaybackEnded) -> Step | None:
        """Tell the gate what was heard."""
        self.talk.consents.played(event)
        return super().on_played(event)

    def agree(self, event: KeyPressed) -> FactId | None:
        """Store the key 1, and return the id of the consent it makes; None where it is none."""
        try:
            consent = self.talk.consents.agree(event)
        except ConsentDenied:
            self.talk.key(event, counted=False)
            return None
        self.talk.key(event)
        return consent
