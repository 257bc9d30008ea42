"""Every metric there is. What stands here is an interface: dashboards and alarms name it.

Units are in the names: seconds, bytes. A counter's name ends with ``_total`` when it is shown.
"""

from __future__ import annotations

from typing import Final

from rufschutz.adapters.metrics.measure import Kind, Metric

BUILD: Final = Metric(
    "rufschutz_build_info", Kind.GAUGE, "Always 1; which program runs.", ("process", "version", "build")
)
READY: Final = Metric("rufschutz_ready", Kind.GAUGE, "1 while the process can do its work.")
LOG_LINES: Final = Metric("rufschutz_log_lines", Kind.COUNTER, "Log lines, by how bad.", ("level",))
LOG_DROPPED: Final = Metric(
    "rufschutz_log_pii_dropped", Kind.COUNTER, "Things that looked personal and were kept out of the log."
)
LOG_LOST: Final = Metric("rufschutz_log_lines_lost", Kind.COUNTER, "Log lines that could not be written.")

CALLS: Final = Metric("rufschutz_voice_calls", Kind.GAUGE, "Calls that run.")
ADMITTED: Final = Metric("rufschutz_voice_calls_admitted", Kind.COUNTER, "Calls that were let in.")
REFUSED: Final = Metric(
    "rufschutz_voice_calls_refused", Kind.COUNTER, "Calls refused with 503, by reason.", ("reason",)
)
TURNED_AWAY: Final = Metric(
    "rufschutz_voice_turned_away", Kind.COUNTER, "What was dropped or refused by its source.", ("what",)
)
TCP: Final = Metric("rufschutz_voice_sip_tcp", Kind.COUNTER, "What the SIP connections count.", ("what",))
MESSAGES: Final = Metric(
    "rufschutz_voice_sip_messages",
    Kind.COUNTER,
    "SIP messages by direction and method or status.",
    ("direction", "what"),
)
ENDED: Final = Metric(
    "rufschutz_voice_calls_ended", Kind.COUNTER, "Calls that ended, by who ended them.", ("by",)
)
LOOKUPS: Final = Metric(
    "rufschutz_voice_lookups",
    Kind.COUNTER,
    "Questions about numbers that call, answered in time or not; the unknown are asked in full.",
    ("what",),
)
SIP: Final = Metric("rufschutz_voice_sip", Kind.COUNTER, "What the SIP endpoint counts.", ("what",))
TRANSACTIONS: Final = Metric(
    "rufschutz_voice_sip_transactions", Kind.GAUGE, "SIP transactions in memory, about 6 kB each."
)
MEDIA: Final = Metric(
    "rufschutz_voice_media", Kind.COUNTER, "Packets of calls that ended, by what became of them.", ("what",)
)
SYNC_SECONDS: Final = Metric(
    "rufschutz_voice_sync_seconds",
    Kind.HISTOGRAM,
    "How long the disk took to make facts durable (fdatasync).",
)
REFUSED_WRITES: Final = Metric(
    "rufschutz_voice_writes_refused",
    Kind.COUNTER,
    "Writes of facts that the disk refused; they are tried again.",
)
TICK: Final = Metric(
    "rufschutz_voice_tick_lateness_seconds", Kind.HISTOGRAM, "How late the 20 ms tick began."
)
TICKS_MISSED: Final = Metric("rufschutz_voice_ticks_missed", Kind.COUNTER, "Slots of 20 ms without a tick.")
RECORDINGS: Final = Metric(
    "rufschutz_voice_recordings_open", Kind.GAUGE, "Recordings that are being written."
)
RECORDING_POSSIBLE: Final = Metric(
    "rufschutz_voice_recording_possible", Kind.GAUGE, "1 while new calls can be recorded."
)
FACTS_WAITING: Final = Metric(
    "rufschutz_voice_facts_waiting", Kind.GAUGE, "Facts in memory that are not on the disk yet."
)
FACTS_OLDEST: Final = Metric(
    "rufschutz_voice_facts_oldest_seconds", Kind.GAUGE, "For how long the oldest of them has been waiting."
)
DISK_REFUSES: Final = Metric(
    "rufschutz_voice_disk_refuses", Kind.GAUGE, "1 while the disk refuses facts or sound."
)
DISK_FREE: Final = Metric("rufschutz_voice_disk_free_bytes", Kind.GAUGE, "Room for facts and recordings.")
DISK_RESERVE: Final = Metric(
    "rufschutz_voice_disk_reserve_bytes",
    Kind.GAUGE,
    "Below this nothing is recorded, so that facts find room.",
)
PLANS: Final = Metric("rufschutz_voice_plans", Kind.GAUGE, "Call plans in force.")
PLAN_EXPIRES: Final = Metric(
    "rufschutz_voice_plan_expires_seconds",
    Kind.GAUGE,
    "Until the plan that expires first is no longer in force.",
)
CLOCK_OFF: Final = Metric(
    "rufschutz_voice_clock_off_seconds",
    Kind.GAUGE,
    "How far the machine's clock is from that of running calls.",
)

FACTS_APPLIED: Final = Metric(
    "rufschutz_worker_facts_applied", Kind.COUNTER, "Facts taken over from the spool."
)
FAILURES: Final = Metric("rufschutz_worker_failures", Kind.COUNTER, "Rounds of work that failed.")
LAG: Final = Metric(
    "rufschutz_worker_ingest_lag_seconds",
    Kind.GAUGE,
    "For how long the oldest fact has been waiting in the spool.",
)
DAMAGED: Final = Metric(
    "rufschutz_worker_spool_stopped_files", Kind.GAUGE, "Spool files that stopped at a damaged line."
)
RECORDS: Final = Metric("rufschutz_worker_recordings", Kind.GAUGE, "Recordings by state.", ("state",))
ERASURES: Final = Metric(
    "rufschutz_worker_erasures", Kind.GAUGE, "Erasures by how far they came.", ("state",)
)
ARCHIVED: Final = Metric(
    "rufschutz_worker_journals_archived",
    Kind.COUNTER,
    "Journals that were sealed anew into the archive since the worker began.",
)
ERASED: Final = Metric(
    "rufschutz_worker_erasures_done",
    Kind.COUNTER,
    "Erasures that were read back and logged, by what set them off, since the installation began.",
    ("because",),
)
QUARANTINED: Final = Metric(
    "rufschutz_worker_recordings_without_consent",
    Kind.GAUGE,
    "Recordings that are sealed to nobody because no valid consent permits them.",
)
OVERDUE: Final = Metric(
    "rufschutz_worker_deletions_overdue", Kind.GAUGE, "Things that should be gone and are not."
)
OVERDUE_SECONDS: Final = Metric(
    "rufschutz_worker_deletion_lag_seconds",
    Kind.GAUGE,
    "For how long the oldest of them should have been gone.",
)
OUTBOX: Final = Metric("rufschutz_worker_log_outbox", Kind.GAUGE, "Entries on their way into the audit log.")
OUTBOX_SECONDS: Final = Metric(
    "rufschutz_worker_log_outbox_oldest_seconds",
    Kind.GAUGE,
    "For how long the oldest of them has been waiting.",
)
LOG_SIZE: Final = Metric("rufschutz_worker_log_entries", Kind.GAUGE, "Entries of the audit logs.")
UNPUBLISHED: Final = Metric(
    "rufschutz_worker_log_unpublished", Kind.GAUGE, "Entries that no published checkpoint covers."
)
CHECKPOINT_AGE: Final = Metric(
    "rufschutz_worker_checkpoint_age_seconds",
    Kind.GAUGE,
    "Age of the newest signed checkpoint, of the log that is worst off.",
)
JOB_AGE: Final = Metric(
    "rufschutz_worker_job_age_seconds", Kind.GAUGE, "Since a job last went well.", ("job",)
)
JOB_FAILED: Final = Metric(
    "rufschutz_worker_job_failed", Kind.GAUGE, "1 where a job's last run failed.", ("job",)
)
LOOKED: Final = Metric(
    "rufschutz_worker_snapshot_age_seconds", Kind.GAUGE, "How old what the worker says of the database is."
)
CHILD_FALLS: Final = Metric(
    "rufschutz_supervisor_falls",
    Kind.GAUGE,
    "How often a process fell in a row, under rufschutz serve.",
    ("child",),
)
CHILD_RESTARTS: Final = Metric(
    "rufschutz_child_restarts",
    Kind.COUNTER,
    "How often a process was started again since rufschutz serve began.",
    ("child",),
)
CHILD_UP: Final = Metric("rufschutz_supervisor_up", Kind.GAUGE, "1 while the process runs.", ("child",))

REQUESTS: Final = Metric(
    "rufschutz_web_requests",
    Kind.COUNTER,
    "Answered requests by page and class of status.",
    ("view", "status"),
)
REQUEST_SECONDS: Final = Metric("rufschutz_web_request_seconds", Kind.HISTOGRAM, "How long a request took.")
LOGINS_FAILED: Final = Metric("rufschutz_web_logins_failed", Kind.COUNTER, "Sign-ins that were refused.")
PLAYS: Final = Metric(
    "rufschutz_web_plays", Kind.COUNTER, "Requests for sound that were answered with sound."
)

EVERY: Final = tuple(each for each in globals().copy().values() if isinstance(each, Metric))
"""All of them."""
