from __future__ import annotations

import pytest

from rufschutz.core.errors import SettingsError
from rufschutz.core.setup import opened


def test_without_an_installation_nothing_opens() -> None:
    for door in (opened.keys, opened.blobs, opened.place, opened.log_directory, opened.clips):
        with pytest.raises(SettingsError, match="no installation"):
            door()
