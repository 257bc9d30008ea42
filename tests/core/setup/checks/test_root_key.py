"""Where the record cannot be asked, the file itself is still looked at."""

from __future__ import annotations

from rufschutz.core.setup.checks.root_key import findings
from rufschutz.vault.keystore.root import RootKey


def test_without_a_record_the_file_alone_is_tried(house) -> None:
    path = house.installation.root_key_file
    assert not list(findings(house.installation, stored=False))
    path.unlink()
    RootKey.create(path)
    assert not list(findings(house.installation, stored=False))
    (wrong,) = findings(house.installation, stored=True)
    assert "not that of this installation" in wrong.what
    path.chmod(0o640)
    (open_,) = findings(house.installation, stored=False)
    assert "mode 0640" in open_.what
