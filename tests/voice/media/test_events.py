from __future__ import annotations

import dataclasses

import pytest

from rufschutz.domain.call.events import Key, KeyMethod
from rufschutz.domain.ids import CallId
from rufschutz.domain.moments import Millis
from rufschutz.voice.media.events import Digit


def test_a_report_cannot_be_changed_afterwards() -> None:
    digit = Digit(Millis(20), CallId("c"), Key.K1, Millis(0), KeyMethod.RTP_EVENT)
    with pytest.raises(dataclasses.FrozenInstanceError):
        digit.started_at = Millis(19)  # type: ignore[misc]
