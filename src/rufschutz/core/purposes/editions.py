"""Since which version of the policy a question is asked in just these words.

Decides by the hash that a consent names: over the words, with every slot filled as the
controller and the rules fill it. Words that were filled from a name which has changed since are
found nowhere, and are not guessed.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rufschutz.core.base import tenant_scope
from rufschutz.core.purposes.announce import fill, slots
from rufschutz.core.purposes.models import PolicyVersion
from rufschutz.core.purposes.optional import with_offers
from rufschutz.core.purposes.queries import parsed
from rufschutz.core.purposes.tailoring import tailored
from rufschutz.core.tenants.queries import controller, lines
from rufschutz.domain.call.commands import Language
from rufschutz.domain.moments import Millis

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from rufschutz.core.purposes.policy import Policy
    from rufschutz.core.tenants.queries import Controller
    from rufschutz.domain.ids import TenantId, TextId


@dataclass(frozen=True, slots=True)
class Edition:
    """A text in one language as it is spoken since a version of the policy, and since when (ms UTC)."""

    text: TextId
    language: Language
    sha256: str
    number: int
    since: Millis


def editions(tenant: TenantId, texts: Collection[TextId]) -> tuple[Edition, ...]:
    """Return every wording that these texts have or had, each with the first version that says it so.

    A line may have words of its own; they count from the first version under which it would say them.
    """
    owner = controller(tenant)
    choices = [line.choices for line in lines(tenant)]
    with tenant_scope(tenant):
        rows = list(PolicyVersion.objects.order_by("number"))
    found: dict[str, Edition] = {}
    for row in rows:
        policy = parsed(row.document)
        for each in (policy, *(tailored(policy, choice)[0] for choice in choices)):
            for text, language, digest in _said(with_offers(each)[0], texts, owner):
                edition = Edition(text, language, digest, row.number, Millis(row.adopted_at))
                found.setdefault(digest, edition)
    return tuple(found.values())


def _said(
    policy: Policy, texts: Collection[TextId], owner: Controller
) -> Iterator[tuple[TextId, Language, str]]:
    for language in Language:
        values, _ = slots(policy, owner, language.value)
        for name in texts:
            text = policy.text(name)
            words, faults = ("", []) if text is None else fill(text, language.value, values)
            if words and not faults:
                yield name, language, hashlib.sha256(words.encode()).hexdigest()
