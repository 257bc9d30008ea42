"""A gap in the log is explained by what tells of it, or by what told of it and is itself gone by rule."""

from __future__ import annotations

import pytest

from rufschutz.domain.audit.entry import Detail, Entry
from rufschutz.domain.audit.redacted import Erased, NoErasureError, erased, explained
from rufschutz.domain.audit.vocabulary import ACCESS_KIND, DECISION_KIND, AuditEvent
from rufschutz.domain.ids import TenantId
from rufschutz.domain.moments import Millis


def entry(*details: Detail) -> Entry:
    return Entry(AuditEvent.PAYLOAD_REDACTED, TenantId("t"), Millis(1), "core", "t", details)


def test_what_an_entry_tells_of() -> None:
    row = (Detail("first", 3), Detail("last", 9))
    assert erased(entry(*row)) == Erased(3, 9, "")
    assert erased(entry(Detail("kind", ACCESS_KIND), *row)) == Erased(3, 9, ACCESS_KIND)
    with pytest.raises(NoErasureError):
        erased(entry(Detail("first", 3)))


@pytest.mark.parametrize(
    ("index", "kind", "told", "untold", "known"),
    [
        (5, ACCESS_KIND, [Erased(3, 9, ACCESS_KIND)], [], True),
        (5, DECISION_KIND, [Erased(3, 9, ACCESS_KIND)], [], False),
        (5, DECISION_KIND, [Erased(5, 5, "")], [], True),
        (10, ACCESS_KIND, [Erased(3, 9, ACCESS_KIND)], [], False),
        (5, ACCESS_KIND, [], [8], True),
        (8, DECISION_KIND, [], [8], False),
        (9, DECISION_KIND, [], [8], False),
    ],
)
def test_a_gap_is_explained_or_not(index, kind, told, untold, known) -> None:
    assert explained(index, kind, told, untold) is known
