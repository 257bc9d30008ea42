"""The auditor's walk: any call of last month, what was stored, who heard it, when and why it went, the proof.

Telephony, worker and console run as their own processes on the days on which they would have run. The
auditor comes today, follows the links of the pages, and takes nothing home but files: they are
checked by a bare Python, without the service, its database, or the network.
"""

from __future__ import annotations

import http.cookiejar
import json
import re
import shutil
import subprocess
import sys
import time
import tomllib
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "fixtures"))

from console_keys import PASSWORD, totp

pytestmark = [pytest.mark.system, pytest.mark.long]

NUMBER = "+493023125047"
TAGS = re.compile(r"<[^>]+>")


def at(service, days: int, *words: str) -> str:
    return service.program("at_another_time", str(days), *words)


def begin(service, days: int, *names: str) -> None:
    program = str(Path(__file__).parent / "programs" / "at_another_time.py")
    for name in names:
        service.start(name, [sys.executable, program, str(days), "serve", name])


@dataclass
class Visitor:
    """Somebody at the console, who clicks and reads; the machine's clock was set ``days`` back then."""

    address: str
    days: int
    page: str = ""
    cookies: http.cookiejar.CookieJar = field(default_factory=http.cookiejar.CookieJar)

    def open(self, path: str, form: dict[str, str] | None = None) -> bytes:
        """Follow a link or send a form; the page is kept, a file is only returned."""
        opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        data = None if form is None else urllib.parse.urlencode(form).encode()
        with opener.open(urllib.parse.urljoin(self.address, path), data, timeout=20) as answer:
            body = answer.read()
            if answer.headers.get_content_type() == "text/html":
                self.page = body.decode()
        return body

    def send(self, path: str, **fields: str) -> None:
        (token,) = set(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', self.page))
        self.open(path, {"csrfmiddlewaretoken": token, **fields})

    def come_in(self, link: str) -> None:
        """Go through a one-time link: a password, the second factor of an app."""
        self.open(link)
        self.send(link, password=PASSWORD, repeated=PASSWORD)
        (secret,) = re.findall(r'id="schluessel">(\w+)<', self.page)
        self.send("/zweiter-faktor/", code=totp(secret, time.time() - self.days * 86_400))

    @property
    def words(self) -> str:
        """What the page says, without its marks."""
        return " ".join(unescape(TAGS.sub(" ", self.page.partition("<main")[2])).split())

    def links(self, part: str) -> list[str]:
        return [unescape(link) for link in re.findall(r'href="([^"]+)"', self.page) if part in link]

    def calls(self) -> list[str]:
        return re.findall(r'<a class="row-link" href="([^"]+)"', self.page)


def web(service, days: int) -> Visitor:
    """Serve the console on a day and return somebody who stands before it."""
    begin(service, days, "web")
    port = tomllib.loads((service.data / "rufschutz.toml").read_text("utf-8"))["web_port"]
    visitor = Visitor(f"http://127.0.0.1:{port}", days)
    service.wait_until(lambda: answers(visitor), 40, "the console answers")
    return visitor


def answers(visitor: Visitor) -> bool:
    try:
        return bool(visitor.open("/anmelden/"))
    except OSError:
        return False


def a_message_is_left(service, noise, days: int) -> str:
    """Let a house be set up and somebody leave a message, so many days ago; return the owner's link."""
    shutil.rmtree(service.data)
    said = service.set_up(by=lambda *words: at(service, days, *words))
    at(service, days, "short_sounds")
    begin(service, days, "voice", "worker")
    (heard,) = service.call_all([service.order("1 wait:2 # #", noise.samples, number=NUMBER)], noise.long)
    assert heard.undone == (), heard.moments
    service.wait_until(service.taken, 40, "the call is taken over")
    return link_in(said)


def link_in(said: str) -> str:
    (path,) = re.findall(r"http://[^/]+(/einrichten/\S+/)", said)
    return path


def the_owner_listens(service, days: int, link: str) -> None:
    owner = web(service, days)
    owner.come_in(link)
    owner.open("/anrufe/")
    (call,) = owner.calls()
    owner.open(call)
    (sound,) = re.findall(r'<audio [^>]*src="([^"]+)"', owner.page)
    assert owner.open(unescape(sound))[:4] == b"RIFF"
    for name in ("web", "voice", "worker"):
        service.stop(name)


def the_worker_comes(service, days: int) -> None:
    begin(service, days, "worker")
    service.wait_until(lambda: states(service) == ["erased"], 40, "the message is deleted")
    service.stop("worker")


def states(service) -> list[str]:
    return [each["state"] for call in service.record()["calls"].values() for each in call["recordings"]]


def an_auditor(service) -> Visitor:
    """Let an auditor in, for three days, and return them at the console of today."""
    who = ("pruefung@example.org", "--name", "Prüferin", "--role", "auditor", "--days", "3")
    service.start("worker")
    link = link_in(service.run("accounts", "add", *who))
    auditor = web(service, 0)
    auditor.come_in(link)
    return auditor


def bare(desk: Path, *words: str, status: int = 0) -> str:
    """Run a Python that sees nothing but the desk and its own library; it never opens a socket."""
    command = [sys.executable, "-I", "-S", "-X", "importtime", "verify.py", *words]
    done = subprocess.run(command, cwd=desk, env={}, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == status, done.stdout + done.stderr
    assert not re.search(r"\| +_?socket$", done.stderr, re.MULTILINE)
    return done.stdout


def taken_home(auditor: Visitor, desk: Path) -> str:
    """Lay on the desk what the call's page links to; return the log's key as the page shows it."""
    files = {"certificate.json": "loeschbestaetigung.json", "verify.py": "verify.py"}
    for name, part in files.items():
        (link,) = auditor.links(part)
        (desk / name).write_bytes(auditor.open(link))
    for index, link in enumerate(auditor.links("eintrag.json")):
        (desk / f"proof-{index}.json").write_bytes(auditor.open(link))
    (key,) = set(re.findall(r"rufschutz/[0-9a-f]{32}\+[0-9a-f]{8}\+[\w+/=]+", auditor.page))
    return key


def what_proofs_say(desk: Path, key: str) -> list[dict[str, object]]:
    """Check each proof of an entry by itself and return what the entries say, in their order."""
    found = []
    for path in desk.glob("proof-*.json"):
        bare(desk, path.name, "--key", key)
        proof = json.loads(path.read_bytes())
        found.append((proof["log"]["index"], json.loads(proof["log"]["payload"])))
    return [said for _, said in sorted(found, key=lambda each: each[0])]


@pytest.mark.rule("R45")
@pytest.mark.rule("R61")
def test_of_a_call_of_last_month_an_auditor_learns_all_and_proves_it_at_home(service, noise, tmp_path):
    link = a_message_is_left(service, noise, 20)
    the_owner_listens(service, 20, link)
    the_worker_comes(service, 12)
    auditor = an_auditor(service)
    auditor.open("/anrufe/")
    (call,) = auditor.calls()
    auditor.open(call)
    for told in (
        "••• 47",
        "Einwilligung in die Aufnahme gegeben",
        "Aufnahme versiegelt",
        "Inhaberin hat die Aufnahme angehört",
        "nach Regel „Aufnahme einer Nachricht, sieben Tage“",
        "Auch keine Sicherung, die Rufschutz kennt, öffnet sie noch.",
        "nachgelesen, dass sie fort ist",
    ):
        assert told in auditor.words
    desk = tmp_path / "desk"
    desk.mkdir()
    key = taken_home(auditor, desk)
    (log,) = (service.data / "log").iterdir()
    shutil.copytree(log, desk / "log")
    service.close()
    said = what_proofs_say(desk, key)
    assert [each["event"] for each in said] == [
        "call:line:answered",
        "consent:recording:given",
        "call:line:ended",
        "call:recording:stored",
        "ingest:journal:archived",
        "console:call:viewed",
        "console:recording:played",
        "console:recording:played",
        "retention:artefact:erased",
    ]
    assert said[6]["actor"] == said[7]["actor"] != "ingest"
    assert said[7]["details"]["heard_ms"] > 0
    proven = bare(desk, "certificate.json", "--key", key, "--log", "log")
    assert f"{said[-1]['subject']} of {said[-1]['tenant']} was erased" in proven
    assert "rule recording_matter/P7D" in proven
    assert "the log in log is whole" in proven
    nobody_is_believed_who_changed_a_file(desk, key)


def nobody_is_believed_who_changed_a_file(desk: Path, key: str) -> None:
    true = (desk / "certificate.json").read_text("utf-8")
    (desk / "certificate.json").write_text(true.replace("P7D", "P9D"), "utf-8")
    assert "payload" in bare(desk, "certificate.json", "--key", key, status=1)
    (desk / "certificate.json").write_text(true, "utf-8")
    partial = (desk / "log" / "tile" / "0").rglob("*.p/*")
    tile = max(partial, key=lambda path: int(path.name))
    tile.write_bytes(tile.read_bytes()[:-1] + b"x")
    assert "tile" in bare(desk, "certificate.json", "--key", key, "--log", "log", status=1)
