from __future__ import annotations

import pytest

from rufschutz.console import vaultdoor
from rufschutz.core.errors import SettingsError


def test_without_an_installation_nothing_opens() -> None:
    for door in (vaultdoor.keys, vaultdoor.blobs, vaultdoor.place, vaultdoor.log_directory):
        with pytest.raises(SettingsError, match="no installation"):
            door()
