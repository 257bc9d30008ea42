"""Keys: the only place where one is made, wrapped, opened or destroyed."""

from __future__ import annotations

from rufschutz.core.keys.actions.artefacts import (
    data_key,
    destroy_subjects,
    destroy_wraps,
    wrap_data_key,
)
from rufschutz.core.keys.actions.epochs import Epoch, create_epoch, open_epoch, retire_epochs
from rufschutz.core.keys.actions.install import create_tenant_keys, install, make_keys
from rufschutz.core.keys.actions.keyring import Keys, LogSigner
from rufschutz.core.keys.actions.root import RootReplaced, replace_root
from rufschutz.core.keys.actions.rotation import Rotated, finish_rotations, rotate
from rufschutz.core.keys.models import Level

__all__ = [
    "Epoch",
    "Keys",
    "Level",
    "LogSigner",
    "RootReplaced",
    "Rotated",
    "create_epoch",
    "create_tenant_keys",
    "data_key",
    "destroy_subjects",
    "destroy_wraps",
    "finish_rotations",
    "install",
    "make_keys",
    "open_epoch",
    "replace_root",
    "retire_epochs",
    "rotate",
    "wrap_data_key",
]
