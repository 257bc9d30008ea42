from __future__ import annotations

import io

from rufschutz.cli.progress import WIDTH, tell


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_elsewhere_each_step_is_a_line_on_stderr(capsys):
    tell(0, 2, "media")
    tell(1, 2, "sealing")
    tell(2, 2, "")
    out, err = capsys.readouterr()
    assert (out, err) == ("", "1/2 media …\n2/2 sealing …\n")


def test_on_a_terminal_a_bar_grows_in_one_line_and_goes(monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr("sys.stderr", terminal)
    tell(1, 2, "sealing")
    assert terminal.getvalue() == f"\r\x1b[K{'█' * (WIDTH // 2)}{'░' * (WIDTH // 2)} 1/2 sealing"
    tell(2, 2, "")
    assert terminal.getvalue().endswith("\r\x1b[K")
