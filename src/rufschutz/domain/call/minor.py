"""A caller who says to be a minor: no consent by a child, and a person who calls.

Whatever is being recorded or was is destroyed, a yes of this call counts no more, and nothing is
asked any more but for a number that is the caller's own: the one the call comes from may be the
parents'. No message goes there by itself (`About.MINOR`).
"""

from __future__ import annotations

from rufschutz.domain.call import texts
from rufschutz.domain.call.callback import NumberEntry, Tries
from rufschutz.domain.call.step import Step


class Minor(Step):
    """Ends everything that a child cannot agree to, then asks for the own number."""

    def enter(self) -> Step | None:
        """Destroy first, speak afterwards."""
        self.talk.speech.hush()
        self.talk.of_a_minor()
        return self._gone()

    def resumed(self) -> Step | None:
        """Go on after a hold, unless the recorder still owes its answer."""
        return self._gone()

    def on_recorder(self) -> Step | None:
        """Go on once it is gone."""
        return self._gone()

    def _gone(self) -> Step | None:
        if self.talk.recordings.unsettled:
            return None
        return NumberEntry(self.talk, Tries(), texts.MINOR)
