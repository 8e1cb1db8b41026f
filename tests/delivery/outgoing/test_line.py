"""When everything falls silent because Telegram cannot be reached."""

from __future__ import annotations

from bot.delivery.outgoing.line import Line, LineWatch


def test_silences_grow_while_the_line_is_down_and_end_with_an_answer() -> None:
    watch, now, waits = LineWatch(), 100.0, []
    for _ in range(7):
        waits.append(watch.notice(Line.DOWN, now))
        now += waits[-1]
    assert waits == [1, 2, 4, 8, 16, 30, 30]
    assert watch.notice(Line.GOOD, now) == 0
    assert watch.notice(Line.DOWN, now) == 1


def test_calls_that_fail_together_count_once() -> None:
    watch = LineWatch()
    assert [watch.notice(Line.DOWN, 100.0 + n / 100) for n in range(16)] == [1.0] + [0.0] * 15


def test_single_lost_answers_do_not_silence_everything() -> None:
    watch = LineWatch()
    assert [watch.notice(Line.SHAKY, 100.0) for _ in range(5)] == [0, 0, 0, 0, 1]
