"""Each seeded misconfiguration is found, by its name and by nothing else; a good installation has none."""

from __future__ import annotations

import dataclasses
import json
import os
from dataclasses import replace

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder

from rufschutz.adapters.metrics import MetricsChoice
from rufschutz.core.accounts.models import Membership
from rufschutz.core.audit.actions import sequence
from rufschutz.core.audit.models import OutboxEntry
from rufschutz.core.base import tenant_scope
from rufschutz.core.ingest.models import SpoolPosition
from rufschutz.core.jobs.models import Schedule
from rufschutz.core.keys.actions.keyring import PLAN
from rufschutz.core.keys.queries import public_key
from rufschutz.core.purposes.models import PublishedPlan
from rufschutz.core.setup.actions import unlock
from rufschutz.core.setup.checks import Level, check
from rufschutz.core.setup.checks.finding import Finding
from rufschutz.core.setup.checks.machine import Process
from rufschutz.core.setup.people import add_person
from rufschutz.core.tenants.actions import create_tenant
from rufschutz.core.tenants.models import Line, Tenant
from rufschutz.core.tenants.queries import Controller, tenant_ids
from rufschutz.domain.ids import TenantId
from rufschutz.domain.moments import DAY, Millis
from rufschutz.handover import supervision
from rufschutz.vault.keystore.root import RootKey
from rufschutz.vault.keystore.signing import SigningKey
from rufschutz.vault.seal.signature import read_signed, signed_file

HOUR = DAY // 24
ANYWHERE = "0.0.0.0"  # noqa: S104 - what is to be found

SEEDS = {}


def seed(name: str, *also: str, root: bool = False):
    """Name what a seed is found as; ``also``: what follows from the same fault by necessity.

    ``root``: only root can give files away; for others that row is not in the table.
    """

    def keep(sow):
        if os.geteuid() == 0 or not root:
            SEEDS[sow.__name__] = (sow, {name, *also})
        return sow

    return keep


def settings(house, **values) -> None:
    house.installation = replace(house.installation, **values)


@seed("root_key")
def root_key_missing(house):
    house.installation.root_key_file.unlink()


@seed("root_key")
def root_key_of_another_installation(house):
    house.installation.root_key_file.unlink()
    RootKey.create(house.installation.root_key_file)


@seed("root_key")
def root_key_readable_by_everybody(house):
    house.installation.root_key_file.chmod(0o644)


@seed("root_key_place")
def root_key_inside_the_data(house):
    inside = house.installation.data / "root.key"
    house.installation.root_key_file.rename(inside)
    settings(house, root_key_file=inside)


@seed("root_key_beside")
def root_key_in_the_directory_that_is_copied(house):
    above = house.installation.data.parent / "root.key"
    house.installation.root_key_file.rename(above)
    settings(house, root_key_file=above)


@seed("modes")
def data_directory_open_to_everybody(house):
    house.installation.data.chmod(0o755)


@seed("modes")
def database_open_to_everybody(house):
    house.installation.sqlite.chmod(0o664)


@seed("owners", root=True)
def journals_of_another_user_than_the_spool(house):
    os.chown(house.installation.journals, 4_242, 4_242)


@seed("owners", root=True)
def files_that_a_service_made_as_root(house):
    for path in (house.installation.spool, house.installation.journals):
        os.chown(path, 4_242, 4_242)
    (house.installation.spool / "voice-1.lock").touch(mode=0o600)


@seed("directory")
def journals_gone(house):
    house.installation.journals.rmdir()


@seed("plan")
def plan_missing(house):
    house.plan_file.unlink()


@seed("plan")
def plan_never_published(house):
    with tenant_scope(tenant_ids()[0]):
        PublishedPlan.objects.all().delete()


@seed("plan")
def plan_signed_by_another_key(house):
    data = read_signed(house.plan_file.read_bytes(), public_key(PLAN))
    house.plan_file.write_bytes(signed_file(data, SigningKey.generate().sign(data)))


@seed("plan_expired")
def plan_expired(house):
    publish(house)
    house.now = Millis(house.now + 30 * DAY)


@seed("plan_ending")
def plan_near_its_end(house):
    publish(house)
    house.now = Millis(house.now + 6 * DAY + HOUR)


@seed("clips")
def sound_missing(house):
    house.own_clips()
    house.sounds_of_the_plan("alaw")[0].unlink()


@seed("clips")
def sound_altered(house):
    house.own_clips()
    path = house.sounds_of_the_plan("ulaw")[0]
    path.write_bytes(path.read_bytes()[:-1] + b"\x00\x01")


@seed("database_schema")
def database_of_an_older_version(house):
    MigrationRecorder(connection).record_unapplied("jobs", "0001_initial")


@seed("database_schema")
def database_of_a_newer_version(house):
    MigrationRecorder(connection).record_applied("jobs", "0999_of_tomorrow")


@seed("database_password")
def password_in_settings_that_others_read(house):
    settings(house, database_in_settings="postgres://rufschutz:secret@db.example/rufschutz")


@seed("database_network")
def sqlite_on_a_network_filesystem(house):
    house.machine = replace(house.machine, filesystem="nfs4")


@seed("controllers", "owner")
def two_controllers_in_one_sqlite_file(house):
    name = "Andere Praxis"
    other = Controller(
        TenantId("b" * 32), name, name, "Weg 2", "Europe/Berlin", "de", "P", name, name, "example"
    )
    create_tenant(other, house.now)


@seed("time_zone")
def time_zone_without_data(house):
    Tenant.objects.update(zone="Europe/Nowhere")


@seed("dpo_contact")
def nobody_to_ask_about_data_protection(house):
    Tenant.objects.update(dpo_contact=" ")


@seed("peers")
def everybody_may_call(house):
    with tenant_scope(tenant_ids()[0]):
        Line.objects.update(allowed_peers=["192.0.2.1", "0.0.0.0/0"])


@seed("owner")
def nobody_can_sign_in(house):
    with tenant_scope(tenant_ids()[0]):
        Membership.objects.update(until=house.now)


@seed("sip_plain", "advertised")
def sip_on_every_address(house):
    settings(house, sip_host=ANYWHERE)


@seed("sip_plain", "advertised")
def loopback_told_to_peers_outside(house):
    settings(house, sip_host="192.0.2.7", advertised="127.0.0.1")


@seed("advertised")
def address_of_another_machine_told_to_peers(house):
    settings(house, advertised="192.0.2.99")
    house.machine = replace(house.machine, foreign=frozenset({"192.0.2.99"}))


@seed("sip_host", "sip_plain")
def sip_on_an_address_of_another_machine(house):
    settings(house, sip_host="192.0.2.99")
    house.machine = replace(house.machine, foreign=frozenset({"192.0.2.99"}))


@seed("sip_port")
def sip_port_of_another_program(house):
    house.machine = replace(house.machine, taken=frozenset({house.installation.sip_port}))


@seed("rtp_range")
def too_few_sound_ports(house):
    settings(house, rtp_ports=(20_000, 20_003))


@seed("rtp_range")
def fewer_sound_ports_than_calls(house):
    settings(house, rtp_ports=(20_000, 20_199), max_calls=101)


@seed("rtp_overlap")
def sip_port_among_the_sound_ports(house):
    settings(house, sip_port=20_100)


@seed("rtp_taken")
def sound_ports_of_another_program(house):
    house.machine = replace(house.machine, taken=frozenset({20_002, 20_004}))


@seed("web_plain")
def console_beyond_loopback(house):
    settings(house, web_host=ANYWHERE)


@seed("metrics_open")
def metrics_beyond_loopback(house):
    settings(house, metrics=MetricsChoice(ANYWHERE))


@seed("web_origin")
def console_behind_http(house):
    settings(house, web_origin="http://rufschutz.example.org")


@seed("public_origin")
def public_pages_behind_http(house):
    settings(house, public_origin="http://auskunft.example.org")


@seed("public_host")
def public_pages_on_the_consoles_host(house):
    origin = "https://konsole.example.org"
    settings(house, public_origin=origin, web_origin=origin)


@seed("open_files")
def too_few_open_files(house):
    house.machine = replace(house.machine, open_files=1_024)


@seed("disk_space")
def disk_nearly_full(house):
    house.machine = replace(house.machine, free=5 << 20)


@seed("clock")
def clock_of_its_own(house):
    house.machine = replace(house.machine, synchronised=False)


@seed("swap")
def swap_on(house):
    house.machine = replace(house.machine, swaps=True)


@seed("core_dumps")
def voice_may_dump(house):
    house.machine = replace(house.machine, voice=Process(1, 4_242, 65_536, -1))


@seed("voice_user", root=True)
def voice_runs_as_root_among_walls(house):
    os.chown(house.installation.blobs, 4_243, 4_243)
    house.machine = replace(house.machine, voice=Process(1, 0, 65_536, 0))


@seed("spool_backlog")
def facts_that_nobody_takes(house):
    house.spool(house.now - 2 * DAY)


@seed("spool")
def spool_damaged(house):
    path = house.spool(house.now, house.now, house.now)
    lines = path.read_bytes().splitlines(keepends=True)
    lines[-2] = b"x" + lines[-2][1:]
    path.write_bytes(b"".join(lines))


@seed("spool")
def strange_file_in_the_spool(house):
    (house.installation.spool / "backup.spool").touch()


@seed("spool_stopped")
def spool_file_that_stopped(house):
    SpoolPosition.objects.create(writer="voice-1", epoch=2, damaged_line=9, fault="why", read_at=house.now)


@seed("log_behind")
def log_that_does_not_keep_up(house):
    with tenant_scope(tenant_ids()[0]):
        OutboxEntry.objects.update(at=house.now - 2 * HOUR)


@seed("log")
def log_with_an_altered_tile(house):
    publish(house)
    path = next(each for each in (house.installation.log / tenant_ids()[0]).rglob("0/**/*") if each.is_file())
    path.write_bytes(bytes(len(path.read_bytes())))


@seed("log")
def log_rolled_back(house):
    publish(house)
    checkpoint = house.installation.log / tenant_ids()[0] / "checkpoint"
    older = checkpoint.read_bytes()
    add_person("second@praxis.example", "Second", "agent", None, house.now)
    publish(house)
    checkpoint.write_bytes(older)


@seed("worker")
def worker_away(house):
    Schedule.objects.create(name="log", next_at=house.now, finished_at=house.now - HOUR)


@seed("job")
def recurring_work_that_failed(house):
    Schedule.objects.create(name="log", next_at=house.now, finished_at=house.now, fault="did not finish")


@seed("crash_loop")
def worker_that_falls_again_and_again(house):
    child = supervision.ChildState("worker", 0, falls=4, falling_since=1, last_status=1)
    supervision.write(house.installation.run, supervision.Supervision(house.now, 1, False, (child,)))


def publish(house) -> None:
    sequence(tenant_ids()[0], unlock(house.installation), house.installation.log, house.now)


def test_of_a_good_installation_only_notes_are_to_be_said(house) -> None:
    assert house.faults() == {}
    assert {finding.name for finding in house.findings()} <= {"one_user", "setup_link"}
    publish(house)
    assert house.faults() == {}


@pytest.mark.parametrize("name", SEEDS)
def test_a_seeded_misconfiguration_is_found_and_nothing_else(house, name) -> None:
    sow, wanted = SEEDS[name]
    sow(house)
    assert set(house.faults()) == wanted


def test_a_database_that_does_not_answer_leaves_the_other_checks(house, monkeypatch) -> None:
    def away() -> None:
        raise OperationalError("connection refused")

    house.machine = replace(house.machine, swaps=True)
    with monkeypatch.context() as patch:
        patch.setattr(connection, "ensure_connection", away)
        assert set(house.faults()) == {"database", "swap"}


def test_the_list_is_long_enough() -> None:
    assert len({name for _, names in SEEDS.values() for name in names}) >= 25


def test_the_worst_comes_first(house) -> None:
    house.installation.root_key_file.unlink()
    house.machine = replace(house.machine, swaps=True)
    levels = [finding.level for finding in check(house.installation, house.now, house.machine)]
    assert levels == sorted(levels, key=list(Level).index)
    assert levels[0] is Level.ERROR


def test_findings_are_told_as_json(house) -> None:
    (finding,) = (each for each in house.findings() if each.name == "one_user")
    told = json.loads(json.dumps(dataclasses.asdict(finding)))
    assert Finding(**told) == finding
