from __future__ import annotations

from rufschutz.cli.demo.cast import MESSAGE, practice, spoken


def test_the_practice_carries_the_known_second_factor_that_only_a_demo_takes():
    first = practice("inhaber@example.org", "praxis", "JBSWY3DPEHPK3PXP")
    assert (first.owner_email, first.user_part, first.demo_totp) == (
        "inhaber@example.org",
        "praxis",
        "JBSWY3DPEHPK3PXP",
    )


def test_the_message_is_a_few_seconds_of_sound():
    sound = spoken(MESSAGE)
    assert sound.dtype == "int16"
    assert 2 < len(sound) / 8_000 < 15
    assert abs(sound).max() > 2_000
