from __future__ import annotations

from rufschutz.console import vaultdoor
from rufschutz.core.setup import opened


def test_the_console_opens_what_the_record_opens() -> None:
    for name in vaultdoor.__all__:
        assert getattr(vaultdoor, name) is getattr(opened, name)
