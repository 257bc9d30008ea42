from __future__ import annotations

import re

from rufschutz.adapters.build import build, version


def test_the_version_is_the_package_s():
    assert re.fullmatch(r"\d+\.\d+\.\d+\S*", version())


def test_the_build_is_the_same_for_the_same_files():
    assert re.fullmatch(r"[0-9a-f]{8}", build())
    first = build()
    build.cache_clear()
    assert build() == first
