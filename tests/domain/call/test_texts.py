from __future__ import annotations

from rufschutz.domain.call import texts


def test_every_text_has_a_name_of_its_own_and_a_time_when_it_is_needed():
    names = [value for name, value in vars(texts).items() if name.isupper() and isinstance(value, str)]
    assert len(names) == len(set(names))
    assert set(names) == texts.ALWAYS | texts.WHEN_RECORDING
    assert not texts.ALWAYS & texts.WHEN_RECORDING
