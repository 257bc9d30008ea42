"""Names of things. An id is opaque: nothing may be read out of it."""

from __future__ import annotations

from typing import NewType

TenantId = NewType("TenantId", str)
LineId = NewType("LineId", str)
CallId = NewType("CallId", str)
FactId = NewType("FactId", str)
ArtefactId = NewType("ArtefactId", str)
BlobId = NewType("BlobId", str)
KeyId = NewType("KeyId", str)
PersonId = NewType("PersonId", str)
PurposeId = NewType("PurposeId", str)
KindId = NewType("KindId", str)
TextId = NewType("TextId", str)
ReasonId = NewType("ReasonId", str)
RuleId = NewType("RuleId", str)
PlaybackId = NewType("PlaybackId", int)
PlanVersion = NewType("PlanVersion", str)
EpochId = NewType("EpochId", str)
GlassId = NewType("GlassId", str)
