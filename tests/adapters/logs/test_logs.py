"""Whole processes: what reaches standard error or the directory, and what does not."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

BEGIN = (
    "import asyncio, logging, sys, threading, warnings; from pathlib import Path\n"
    "from rufschutz.adapters.logs import COUNTS, Format, LogChoice, set_up\n"
)
NUMBER = "+493023125047"


def run(code, *words, status=0):
    done = subprocess.run(
        [sys.executable, "-c", BEGIN + code, *words], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == status, done.stderr
    return done


def test_without_a_terminal_lines_are_json_and_debug_of_others_is_not_told():
    done = run(
        "set_up('worker', LogChoice())\n"
        "logging.getLogger('rufschutz.core').info('well')\n"
        "logging.getLogger('django.server').info('GET /')\n"
        "logging.getLogger('uvicorn.access').info('GET /')\n"
    )
    (line,) = done.stderr.splitlines()
    assert json.loads(line)["message"] == "well"
    assert json.loads(line)["process"] == "worker"
    assert done.stdout == ""


def test_text_where_the_settings_say_so():
    done = run("set_up('web', LogChoice(Format.TEXT)); logging.getLogger('rufschutz').warning('a %s', 'b')")
    assert done.stderr.endswith("web WARNING rufschutz a b\n")


def test_a_directory_gets_one_file_per_process(tmp_path):
    run(
        "set_up('voice', LogChoice(directory=Path(sys.argv[1]) / 'logs'))\n"
        "logging.getLogger('rufschutz').warning('a')\n",
        str(tmp_path),
    )
    assert json.loads((tmp_path / "logs" / "voice.log").read_text())["message"] == "a"
    assert (tmp_path / "logs").stat().st_mode & 0o777 == 0o750


IN_A_TASK = f"""
async def fail(): raise ValueError('{NUMBER}')
async def run():
    task = asyncio.get_running_loop().create_task(fail())
    await asyncio.sleep(0)
    del task
asyncio.run(run())
"""
IN_A_CALLBACK = f"""
async def run():
    asyncio.get_running_loop().call_soon(int, '{NUMBER}x')
    await asyncio.sleep(0.01)
asyncio.run(run())
"""
IN_A_THREAD = f"each = threading.Thread(target=int, args=('{NUMBER}x',)); each.start(); each.join()"
IN_THE_OPEN = f"raise ValueError('{NUMBER}')"
A_WARNING = f"warnings.warn('{NUMBER}')"


@pytest.mark.rule("R39")
@pytest.mark.parametrize("code", [IN_A_TASK, IN_A_CALLBACK, IN_A_THREAD, IN_THE_OPEN, A_WARNING])
def test_what_nobody_caught_is_told_without_its_words(code):
    done = run(f"set_up('voice', LogChoice(), threaded=True)\n{code}", status=int(code == IN_THE_OPEN))
    assert json.loads(done.stderr.splitlines()[0])["level"] in {"CRITICAL", "ERROR", "WARNING"}
    assert "23125" not in done.stderr
    assert "Traceback" not in done.stderr


def test_every_line_and_every_leak_is_counted():
    done = run(
        "set_up('voice', LogChoice())\n"
        "log = logging.getLogger('rufschutz')\n"
        f"log.warning('%s', '{NUMBER}'); log.error('x'); log.info('y')\n"
        "class Bad:\n  def __str__(self): raise RuntimeError\n"
        "log.info('%s', Bad())\n"
        "print(COUNTS.lines, COUNTS.warnings, COUNTS.errors, COUNTS.dropped, COUNTS.lost)\n"
    )
    assert done.stdout.split() == ["3", "1", "1", "1", "1"]
