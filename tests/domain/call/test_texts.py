from __future__ import annotations

import itertools

from rufschutz.domain.call import texts

WHEN = (
    texts.ALWAYS,
    texts.WHEN_RECORDING,
    texts.WHEN_CHOOSING,
    texts.WHEN_CHOOSING_AND_RECORDING,
    texts.WHEN_ASKING_LATER,
    texts.IF_THERE,
    texts.WHEN_OFFERING,
    texts.WHEN_ISSUING,
    texts.WHEN_MINORS_SAY_SO,
)


def test_every_text_has_a_name_of_its_own_and_a_time_when_it_is_needed():
    names = [value for name, value in vars(texts).items() if name.isupper() and isinstance(value, str)]
    assert len(names) == len(set(names))
    assert set(names) == frozenset().union(*WHEN)
    assert not any(one & other for one, other in itertools.combinations(WHEN, 2))
