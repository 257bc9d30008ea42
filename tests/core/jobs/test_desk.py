"""What the worker is handed comes from the installation's settings."""

from __future__ import annotations

from rufschutz.core import runtime
from rufschutz.core.jobs.desk import ingest_desk, retention_place
from rufschutz.domain.ids import BlobId


def test_directories_and_marks_are_the_installations(tmp_path, keys):
    (tmp_path / "rufschutz.toml").write_text(f'installation = "{"0" * 32}"\ndemo = true\n')
    installation = runtime.read(tmp_path)
    desk, place = ingest_desk(installation, keys), retention_place(installation)
    assert (desk.spool, desk.journals) == (tmp_path / "spool", tmp_path / "journals")
    assert place.demo
    with desk.blobs.put(BlobId("a1")) as target:
        target.write(b"x")
    assert not place.blobs.absent(BlobId("a1"))
    assert (tmp_path / "blobs" / "a1" / "a1").exists()
