"""When something falls silent: everything because Telegram cannot be reached, or one method that alone does not work."""

from __future__ import annotations

from bot.delivery.outgoing.line import Line, LineWatch, Silence


def test_silences_grow_while_the_line_is_down_and_end_with_an_answer() -> None:
    watch, now, waits = LineWatch(), 100.0, []
    for _ in range(7):
        silence = watch.notice(Line.DOWN, now, method="sendMessage")
        assert silence is not None and silence.method is None
        waits.append(silence.seconds)
        now += silence.seconds
    assert waits == [1, 2, 4, 8, 16, 30, 30]
    assert watch.notice(Line.GOOD, now, method="sendMessage") is None
    assert watch.notice(Line.DOWN, now, method="sendMessage") == Silence(1, None)


def test_calls_that_fail_together_count_once() -> None:
    watch = LineWatch()
    silences = [watch.notice(Line.DOWN, 100.0 + n / 100, method="sendMessage") for n in range(16)]
    assert silences == [Silence(1, None)] + [None] * 15


def test_single_lost_answers_do_not_silence_anything() -> None:
    watch = LineWatch()
    silences = [watch.notice(Line.SHAKY, 100.0, method="sendMessage") for _ in range(5)]
    assert silences == [None, None, None, None, Silence(1, "sendMessage")]


def test_a_method_that_alone_does_not_work_is_silent_alone_and_longer_each_time() -> None:
    watch, now, waits = LineWatch(), 100.0, []
    for _ in range(30):
        assert watch.notice(Line.GOOD, now, method="sendMessage") is None
        silence = watch.notice(Line.SHAKY, now, method="sendDocument")
        if silence is not None:
            assert silence.method == "sendDocument"
            waits.append(silence.seconds)
            now += silence.seconds
    assert waits[:5] == [1, 2, 4, 8, 16]
    assert watch.notice(Line.GOOD, now, method="sendDocument") is None
    assert [watch.notice(Line.SHAKY, now, method="sendDocument") for _ in range(5)][-1] == Silence(
        1, "sendDocument"
    )


def test_several_methods_that_fail_in_a_row_are_an_outage() -> None:
    watch = LineWatch()
    methods = ["sendMessage", "sendMessage", "editMessageText", "sendMessage", "deleteMessage"]
    silences = [watch.notice(Line.SHAKY, 100.0, method=method) for method in methods]
    assert silences == [None, None, None, None, Silence(1, None)]
