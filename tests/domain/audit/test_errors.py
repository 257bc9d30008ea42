from __future__ import annotations

from rufschutz.domain.audit.certificate import CertificateError
from rufschutz.domain.audit.checkpoint import CheckpointError
from rufschutz.domain.audit.consistency import RewrittenError
from rufschutz.domain.audit.entry import EntryError
from rufschutz.domain.audit.errors import AuditError
from rufschutz.domain.audit.leaf import LeafError
from rufschutz.domain.audit.merkle import TreeError
from rufschutz.domain.audit.tiles import TileError


def test_all_refusals_of_the_log_have_one_root():
    for error in (
        CertificateError,
        CheckpointError,
        RewrittenError,
        EntryError,
        LeafError,
        TreeError,
        TileError,
    ):
        assert issubclass(error, AuditError)
