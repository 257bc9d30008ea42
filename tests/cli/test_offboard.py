from __future__ import annotations


def test_nobody_leaves_unasked_and_status_says_so(installed, tmp_path):
    assert installed.run("offboard", "status").stdout == ""
    done = installed.run("offboard", "export", str(tmp_path / "out"))
    assert done.returncode == 1
    assert "no offboarding here" in done.stderr
