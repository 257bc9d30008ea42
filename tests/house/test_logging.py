"""What one test does to logging never reaches the next one."""

from __future__ import annotations

import logging
import logging.config

import pytest

LOG = logging.getLogger("rufschutz.house")


def switch_everything_off() -> None:
    logging.config.dictConfig({"version": 1, "root": {"level": "CRITICAL", "handlers": []}})
    logging.disable(logging.CRITICAL)


@pytest.mark.parametrize("round_", [1, 2])
def test_a_log_that_was_switched_off_is_heard_in_the_next_test(caplog, round_):
    LOG.error("told in round %d", round_)
    assert f"told in round {round_}" in caplog.text
    switch_everything_off()
    assert LOG.disabled
    assert not LOG.isEnabledFor(logging.ERROR)
