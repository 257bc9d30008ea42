from __future__ import annotations

import threading

from rufschutz.adapters.logs.writer import LineWriter


class Sink:
    def __init__(self, refuse=False):
        self.lines, self.refuse, self.closed, self.gate = [], refuse, False, threading.Event()

    def write(self, line, now):
        self.gate.wait(5)
        if self.refuse:
            raise OSError(28, "full")
        self.lines.append((line, now))

    def tidy(self, now):
        self.lines.append(("tidy", now))

    def close(self):
        self.closed = True


def test_lines_are_written_in_order_and_the_rest_before_the_end():
    sink = Sink()
    writer = LineWriter(sink, lambda: None, clock=lambda: 7.0)
    writer.start()
    sink.gate.set()
    for number in range(100):
        writer.put(str(number))
    writer.close()
    assert sink.lines == [(str(number), 7.0) for number in range(100)]
    assert sink.closed


def test_whoever_logs_never_waits_and_what_does_not_fit_is_counted():
    lost = []
    sink = Sink()
    writer = LineWriter(sink, lambda: lost.append(1), most=3)
    writer.start()
    for _ in range(50):
        writer.put("line")
    assert 46 <= len(lost) <= 47
    sink.gate.set()
    writer.close()


def test_a_full_disk_costs_lines_and_never_the_thread():
    lost = []
    sink = Sink(refuse=True)
    sink.gate.set()
    writer = LineWriter(sink, lambda: lost.append(1))
    writer.start()
    writer.put("one")
    writer.put("two")
    writer.close()
    assert len(lost) == 2


def test_one_that_never_began_ends_at_once():
    sink = Sink()
    LineWriter(sink, lambda: None).close()
    assert sink.closed


def test_a_disk_that_hangs_holds_up_the_end_for_so_long_and_no_longer():
    lost = []
    sink = Sink()
    writer = LineWriter(sink, lambda: lost.append(1), most=3, patience=0.05)
    writer.start()
    writer.put("taken")
    while writer._lines.qsize():
        pass
    for _ in range(3):
        writer.put("line")
    ended = threading.Thread(target=writer.close)
    ended.start()
    ended.join(4)
    assert not ended.is_alive()
    assert len(lost) == 3
    assert not sink.closed
    sink.gate.set()
    writer._lines.put(None)
    writer._thread.join(5)


def test_a_disk_that_hangs_with_room_in_the_queue_holds_up_nobody_either():
    sink = Sink()
    writer = LineWriter(sink, lambda: None, patience=0.05)
    writer.start()
    writer.put("line")
    ended = threading.Thread(target=writer.close)
    ended.start()
    ended.join(4)
    assert not ended.is_alive()
    sink.gate.set()
    writer._thread.join(5)
