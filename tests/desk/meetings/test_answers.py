from __future__ import annotations

import base64
import json
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from bot.desk import talk, today
from bot.desk.meetings import answers, changes, lists
from bot.desk.people import deputies, deputy_days
from bot.errors import BadInput, NotAllowed, WrongState
from bot.locale.texts import Texts
from bot.model import Meeting, Person, Role
from bot.rules.addressees import of_people, of_roles
from bot.views.meetings.calendars import calendar_file
from tests.desk.meetings.conftest import call
from tests.support.county import DESK_CHAT, County, at, rows_of
from tests.support.scenes import Shown, audit, do, mark, shown, texts_to


async def files_to(gao: County, chat_id: int) -> list[Any]:
    """The events of the calendar files that went to a chat, each with the file's METHOD."""
    rows = await rows_of(
        gao.database,
        f"SELECT payload FROM outbox WHERE method = 'sendDocument' AND chat_id = {chat_id} ORDER BY id",
    )
    calendars = [
        Calendar.from_ical(base64.b64decode(json.loads(row[0])["document"]["base64"])) for row in rows
    ]
    return [(str(each["METHOD"]), each.walk("VEVENT")[0]) for each in calendars]


async def come(gao: County, who: Person, meeting: Meeting, *, of: Person | None = None) -> Any:
    return await do(gao, who, answers.press_come, meeting_id=meeting.id, person_id=(of or who).id)


async def excuse(
    gao: County, who: Person, meeting: Meeting, reason: str, *, of: Person | None = None
) -> None:
    await do(gao, who, answers.press_excuse, meeting_id=meeting.id, person_id=(of or who).id)
    await do(gao, who, talk.take_message, said=reason)


async def invitation(gao: County, who: Person) -> Shown:
    assert who.telegram_id is not None
    return [each for each in await shown(gao, who.telegram_id) if each.text.startswith("🗓 会议")][-1]


async def called_card(gao: County, who: Person, meeting: Meeting) -> Shown:
    await do(gao, who, lists.show, meeting_id=meeting.id)
    assert who.telegram_id is not None
    return next(each for each in (await shown(gao, who.telegram_id))[::-1] if "未答" in each.text)


async def test_a_meeting_reaches_each_who_is_called_with_buttons_and_a_calendar_file(
    gao: County, meeting: Meeting, zhang: Person, wu: Person, zhou: Person
) -> None:
    message = await invitation(gao, zhang)
    assert message.text == (
        "🗓 会议 M1：<b>信息工作例会</b>\n时间：6月5日（周五）15:00\n地点：县政府三楼会议室\n请带上月统计表。\n"
        "召集人：信息中心 周编\n请答复能否参加。"
    )
    assert message.labels == ["参加", "请假"]
    assert (await invitation(gao, wu)).labels == ["参加", "请假"]
    assert await texts_to(gao, 21) == []  # who calls it comes to it, and is not asked
    for chat_id in (11, 21, 22):
        ((method, event),) = await files_to(gao, chat_id)
        assert (method, event["SEQUENCE"], str(event["SUMMARY"])) == ("REQUEST", 0, "信息工作例会")
        assert event.decoded("DTSTART") == at("2026-06-05 15:00")
        assert event["DTSTART"].params["TZID"] == "Asia/Shanghai"
        assert event.walk("VALARM")[0].decoded("TRIGGER") == timedelta(hours=-1)


def test_a_calendar_file_says_in_which_language_it_is(meeting: Meeting) -> None:
    for language, product in (("zh", "-//zhibao//desk//ZH"), ("en", "-//zhibao//desk//EN")):
        t = Texts(language, ZoneInfo("Asia/Shanghai"))
        file = calendar_file(t, meeting, by="周编", address="https://t.me/gaobot", now=meeting.called_at)
        assert Calendar.from_ical(file.content)["PRODID"] == product


async def test_an_answer_shows_with_who_called_it_and_can_be_changed_until_the_begin(
    gao: County, meeting: Meeting, zhang: Person, wu: Person, zhou: Person
) -> None:
    card = await called_card(gao, zhou, meeting)
    assert card.text.splitlines()[-2:] == ["召集人：信息中心 周编", "参加 1 · 请假 0 · 未答复 2"]
    assert card.labels == ["改时间", "改地点", "名单", "取消会议"]
    toast = await come(gao, zhang, meeting)
    assert toast.text == "M1：参加"
    assert (await invitation(gao, zhang)).text.endswith("✅ 您已答复参加。")
    assert (await invitation(gao, zhang)).labels == ["改为请假"]
    await excuse(gao, wu, meeting, "周五下乡")
    assert (await invitation(gao, wu)).text.endswith("📝 您已请假：周五下乡")
    assert (await invitation(gao, wu)).labels == ["改为参加"]
    assert "📝 已为 M1 请假，已告知周编。\n事由：周五下乡\n" in (await texts_to(gao, 22))[-1]
    assert (await texts_to(gao, 21))[-1] == "📝 信息中心 吴编向 M1 信息工作例会 请假：周五下乡"
    cards = [each for each in await shown(gao, 21) if "未答" in each.text]
    assert cards[-1].text.splitlines()[-2:] == ["参加 2 · 请假 1 · 未答复 0", "· 信息中心 吴编：周五下乡"]
    await come(gao, wu, meeting)
    assert (await texts_to(gao, 21))[-1] == "✅ 信息中心 吴编改为参加 M1 信息工作例会。"
    gao.clock.moment = at("2026-06-05 15:00")
    with pytest.raises(WrongState, match="began"):
        await do(gao, wu, answers.press_excuse, meeting_id=meeting.id, person_id=wu.id)
    assert await audit(gao, "meeting", 1) == ["call", "attend", "excuse", "attend"]


async def test_a_reason_that_comes_after_the_begin_is_told_so_and_ends_the_question(
    gao: County, meeting: Meeting, wu: Person
) -> None:
    await do(gao, wu, answers.press_excuse, meeting_id=meeting.id, person_id=wu.id)
    gao.clock.moment = at("2026-06-05 15:01")
    await do(gao, wu, talk.take_message, said="堵车")
    assert (await texts_to(gao, 22))[-1] == "M1 已于6月5日（周五）15:00开始，不能再改。"
    assert await gao.database.reads.drafts.in_chat(22, 22) == []


async def test_a_reply_to_the_invitation_is_an_answer_in_words(
    gao: County, meeting: Meeting, zhang: Person, wu: Person, zhou: Person
) -> None:
    for said, standing in (
        ("收到，准时参加", "✅ 您已答复参加。"),
        ("请假，孩子住院", "📝 您已请假：孩子住院"),
        ("能参加", "✅ 您已答复参加。"),
    ):
        asked = await invitation(gao, zhang)
        await do(gao, zhang, talk.take_message, said=said, reply_to=asked.message_id)
        assert (await invitation(gao, zhang)).text.endswith(standing), said
    asked = await invitation(gao, wu)
    await do(gao, wu, talk.take_message, said="收到", reply_to=asked.message_id)
    assert (await texts_to(gao, 22))[-1] == "这句话没有转达。M1 能否参加，请点按钮答复。"
    await do(gao, wu, talk.take_message, said="请假", reply_to=asked.message_id)
    assert (await texts_to(gao, 22))[-1] == "您因何不能参加 M1 信息工作例会？请发来请假事由。"
    with pytest.raises(BadInput, match="reason"):  # the word alone is none
        await do(gao, wu, talk.take_message, said="请假")
    assert (await invitation(gao, wu)).labels == ["参加", "请假"]


async def test_an_excuse_needs_a_reason_and_may_be_left(gao: County, meeting: Meeting, wu: Person) -> None:
    await do(gao, wu, answers.press_excuse, meeting_id=meeting.id, person_id=wu.id)
    with pytest.raises(BadInput, match="reason"):
        await do(gao, wu, talk.take_message, said="忙")
    await do(gao, wu, talk.take_message, said="取消")
    assert (await texts_to(gao, 22))[-1] == "没有为 M1 请假。目前的答复：未答复。"
    await do(gao, wu, answers.press_excuse, meeting_id=meeting.id, person_id=wu.id)
    await come(gao, wu, meeting)  # the question is over with that
    assert await gao.database.reads.drafts.in_chat(22, 22) == []


async def test_an_excuse_and_a_changed_place_go_with_an_edit_that_marks_them(
    gao: County, meeting: Meeting, zhou: Person, wu: Person
) -> None:
    await do(gao, wu, answers.press_excuse, meeting_id=meeting.id, person_id=wu.id)
    await do(gao, wu, talk.take_message, said="赴省城参加保密培训", message_id=901)
    await do(gao, zhou, changes.ask_place, meeting_id=meeting.id)
    await do(gao, zhou, talk.take_message, said="云茶镇地下指挥所", message_id=902)
    assert (await gao.database.reads.meetings.find(meeting.id)).place == "云茶镇地下指挥所"  # type: ignore[union-attr]
    for who, message_id in ((wu, 901), (zhou, 902)):
        await mark(gao, who, message_id)
    kept = await gao.database.reads.meetings.find(meeting.id)
    assert kept is not None and (kept.title, kept.place) == ("信息工作例会", "（内容已清除）")
    said = await gao.database.reads.meetings.find_attendee(meeting.id, wu.id)
    assert said is not None and (said.answer.value, said.reason) == ("excused", "（内容已清除）")
    payloads = str(await rows_of(gao.database, "SELECT payload FROM outbox"))
    assert "保密培训" not in payloads and "地下指挥所" not in payloads


async def test_nobody_answers_for_somebody_else(
    gao: County, meeting: Meeting, zhang: Person, wu: Person
) -> None:
    with pytest.raises(NotAllowed, match="for \\{name\\}"):
        await come(gao, wu, meeting, of=zhang)


async def test_who_cannot_be_reached_is_named_to_who_called_it(gao: County, zhou: Person, li: Person) -> None:
    wang = await gao.person("王某", "云茶镇")
    zhao = await gao.person("赵某", "云茶镇", telegram_id=31, is_open=False)
    meeting = await call(gao, zhou, of_people(li.id, wang.id, zhao.id))
    card = await called_card(gao, zhou, meeting)
    assert "⚠️ 没有 Telegram 账号的1人：云茶镇 王某。请另行通知。" in card.text
    assert "⚠️ 尚未打开私聊的1人，消息待其打开后送达：云茶镇 赵某" in card.text
    with pytest.raises(BadInput, match="Nobody"):
        await call(gao, zhou, of_roles(Role.PARTNER))


async def test_lists_say_what_is_ahead_and_who_comes(
    gao: County, meeting: Meeting, zhang: Person, wu: Person, zhou: Person, li: Person
) -> None:
    await call(gao, zhou, of_people(li.id), begins="2026-06-04 09:00", place="")
    await excuse(gao, zhang, meeting, "下乡")
    await do(gao, zhou, lists.list_meetings)
    assert (await texts_to(gao, 21))[-1] == (
        "<b>近期会议（2）</b>\nM2 信息工作例会\n6月4日（周四）09:00\n"
        "M1 信息工作例会\n6月5日（周五）15:00 · 县政府三楼会议室 · 参加\n发会议通知：/meeting"
    )
    await do(gao, zhang, lists.list_meetings)
    assert (await texts_to(gao, 11))[-1] == (
        "<b>近期会议（1）</b>\nM1 信息工作例会\n6月5日（周五）15:00 · 县政府三楼会议室 · 请假"
    )
    await do(gao, zhou, lists.attendance, said="", text="m1", chat_id=DESK_CHAT)
    assert (await texts_to(gao, DESK_CHAT))[-1] == (
        "🗓 会议 M1：<b>信息工作例会</b>\n时间：6月5日（周五）15:00\n地点：县政府三楼会议室\n"
        "<b>✅ 参加（1）</b>\n信息中心 周编\n<b>📝 请假（1）</b>\n· 云茶镇 张三：下乡\n"
        "<b>❔ 未答复（1）</b>\n信息中心 吴编"
    )


async def test_another_time_is_told_to_everybody_with_a_newer_file_and_answers_stand(
    gao: County, meeting: Meeting, zhang: Person, wu: Person, zhou: Person
) -> None:
    await come(gao, zhang, meeting)
    await shown(gao, 11)
    await do(gao, zhou, changes.extend, meeting_id=meeting.id, raw="6月8日 9:30")
    first, second = [each for each in await shown(gao, 11) if "会议" in each.text]
    assert first.text == (
        "🗓 会议 M1：信息工作例会\n<s>6月5日（周五）15:00、县政府三楼会议室</s>\n已有变更，以新的通知为准。"
    )
    assert first.labels == []
    assert second.text.startswith(
        "🔁 会议变更 M1：<b>信息工作例会</b>\n原定：<s>6月5日（周五）15:00</s>\n时间：6月8日（周一）09:30"
    )
    assert second.text.endswith("✅ 您已答复参加。\n如有变化，请重新答复。") and second.labels == ["改为请假"]
    assert (await texts_to(gao, 21))[-1] == (
        "🔁 M1 已改为：6月8日（周一）09:30 · 县政府三楼会议室。已通知 2 人，并附新的日历文件。"
    )
    await do(gao, wu, changes.ask_place, meeting_id=meeting.id)
    await do(gao, wu, talk.take_message, said="县委二楼")
    files = await files_to(gao, 11)
    assert [(method, event["SEQUENCE"]) for method, event in files] == [
        ("REQUEST", 0),
        ("REQUEST", 1),
        ("REQUEST", 2),
    ]
    assert len({str(event["UID"]) for _, event in files}) == 1
    assert str(files[-1][1]["LOCATION"]) == "县委二楼"
    assert "县委二楼" in (await texts_to(gao, 21))[-1]  # who called it hears what another editor did


async def test_a_meeting_that_is_called_off_asks_first_and_leaves_calendars(
    gao: County, meeting: Meeting, zhang: Person, wu: Person, zhou: Person
) -> None:
    await do(gao, zhou, changes.ask_off, meeting_id=meeting.id)
    assert (await texts_to(gao, 21))[-1] == (
        "确定取消 M1 信息工作例会（6月5日（周五）15:00）吗？将立即通知参会的 3 人，取消后不能恢复。"
    )
    await do(gao, zhou, changes.keep, meeting_id=meeting.id)
    await do(gao, zhou, changes.call_off, meeting_id=meeting.id)
    assert (await texts_to(gao, 11))[-1] == (
        "❌ 会议取消 M1：<b>信息工作例会</b>\n<s>6月5日（周五）15:00、县政府三楼会议室</s>\n由信息中心 周编取消。"
    )
    method, event = (await files_to(gao, 11))[-1]
    assert (method, event["SEQUENCE"], str(event["STATUS"])) == ("CANCEL", 1, "CANCELLED")
    assert event.walk("VALARM") == []
    with pytest.raises(WrongState, match="cancelled by"):  # the other editor was slower
        await do(gao, wu, changes.call_off, meeting_id=meeting.id)
    with pytest.raises(WrongState, match="cancelled by"):
        await come(gao, zhang, meeting)


async def test_a_reporter_changes_nothing_and_knows_of_no_other_meeting(
    gao: County, meeting: Meeting, zhang: Person, li: Person
) -> None:
    with pytest.raises(NotAllowed):
        await do(gao, zhang, changes.call_off, meeting_id=meeting.id)
    with pytest.raises(Exception, match="no meeting"):
        await do(gao, li, lists.show, meeting_id=meeting.id)


async def test_a_deputy_gets_a_copy_and_may_answer_and_both_are_named(
    gao: County, zhou: Person, zhang: Person, li: Person
) -> None:
    async with gao.database.work(now=gao.clock.now()) as work:
        day = gao.office.today(work.now)
        await work.reminders.add_deputy(
            zhang.id,
            deputy_id=li.id,
            first=day,
            last=day,
            begins_at=at("2026-06-03 00:00"),
            ends_at=at("2026-06-04 00:00"),
            set_by=zhang.id,
            now=work.now,
        )
        await work.refresh_directory()
    meeting = await call(gao, zhou, of_people(zhang.id))
    copy = (await shown(gao, 12))[-1]
    assert "会议 M1" in copy.text and copy.labels == ["参加", "请假"]
    await come(gao, li, meeting, of=zhang)
    assert (await invitation(gao, zhang)).text.endswith("✅ 您已答复参加。（由李四代答）")
    await do(gao, zhou, lists.attendance, text="M1")
    assert "云茶镇 张三（李四代答）" in (await texts_to(gao, 21))[-1]
    # Both are asked for a reason; who answers first ends the other's question, which says so and takes nothing more.
    for who in (li, zhang):
        await do(gao, who, answers.press_excuse, meeting_id=meeting.id, person_id=zhang.id)
    [question] = [each for each in await shown(gao, 12) if "张三因何不能参加" in each.text]
    await do(gao, zhang, talk.take_message, said="周五要值班")
    assert (await invitation(gao, zhang)).text.endswith("📝 您已请假：周五要值班")
    [over] = [each for each in await shown(gao, 12) if each.message_id == question.message_id]
    assert over.text == "M1：请假（张三已答复），不必再填事由。"
    await do(gao, li, talk.take_message, said="他在外地", reply_to=question.message_id)
    assert (await invitation(gao, zhang)).text.endswith("📝 您已请假：周五要值班")


async def test_today_shows_what_is_to_be_answered(gao: County, meeting: Meeting, zhang: Person) -> None:
    await do(gao, zhang, today.show)
    line = next(each for each in (await shown(gao, 11))[-1].text.split("\n") if "M1" in each)
    assert line == "🗓 会议 M1 信息工作例会，6月5日（周五）15:00，待答复"
    await come(gao, zhang, meeting)
    await do(gao, zhang, today.show)
    assert "M1" not in (await shown(gao, 11))[-1].text


async def test_a_deputy_gets_the_calendar_file_of_the_meeting_too_but_not_twice(
    gao: County, zhou: Person, wu: Person, zhang: Person, li: Person
) -> None:
    await do(gao, zhang, deputies.command, typed="李四 今天 6月10日")
    await do(gao, wu, deputies.command, typed="周编 今天 6月10日")
    meeting = await call(gao, zhou, of_roles(Role.EDITOR).with_(*of_people(zhang.id).codes))
    ((method, event),) = await files_to(gao, 12)
    assert (method, str(event["SUMMARY"])) == ("REQUEST", "信息工作例会")
    assert len(await files_to(gao, 21)) == 1, "who is called themselves needs no second one"
    await do(gao, zhou, changes.extend, meeting_id=meeting.id, raw="6月8日 9:00")
    first, second = await files_to(gao, 12)
    assert (first[1]["UID"], int(second[1]["SEQUENCE"])) == (second[1]["UID"], 1)


async def test_who_stands_in_no_more_is_sent_the_meetings_still_to_come_out_of_the_calendar_once(
    gao: County, zhou: Person, wu: Person, zhang: Person, li: Person
) -> None:
    before = await call(gao, zhou, of_people(zhang.id), begins="2026-06-08 09:30")
    gao.clock.moment += timedelta(minutes=1)
    await do(gao, zhang, deputies.command, typed="李四 今天 6月10日")
    past = await call(gao, zhou, of_people(zhang.id), begins="2026-06-04 09:30")
    for_both = await call(gao, zhou, of_people(zhang.id, li.id), begins="2026-06-08 11:00")
    meeting = await call(gao, zhou, of_people(zhang.id))
    await do(gao, zhou, changes.extend, meeting_id=meeting.id, raw="6月9日 9:00")
    gao.clock.moment = at("2026-06-05 10:00")
    sent = len(await files_to(gao, 12))
    await do(gao, zhang, deputies.command, typed="取消")
    async with gao.database.work(now=gao.clock.now()) as work:
        await deputy_days.mind(gao.office, work)
    ((method, event),) = (await files_to(gao, 12))[sent:]
    assert method == "CANCEL" and str(event["STATUS"]) == "CANCELLED" and int(event["SEQUENCE"]) == 1
    assert str(event["UID"]).startswith("m4-"), (before.code, past.code, for_both.code)
    rows = await rows_of(
        gao.database,
        "SELECT payload FROM outbox WHERE method = 'sendDocument' AND chat_id = 12 ORDER BY id DESC",
    )
    assert json.loads(rows[0][0])["caption"].startswith("您已不再代理张三。\n")
    # By the clock, at the end of the last day: in the morning.
    await do(gao, zhang, deputies.command, typed="李四 今天 6月6日")
    await do(gao, zhou, changes.extend, meeting_id=meeting.id, raw="6月9日 10:00")
    sent = len(await files_to(gao, 12))
    gao.clock.moment = at("2026-06-07 00:00")
    for _ in range(2):
        async with gao.database.work(now=gao.clock.now()) as work:
            await deputy_days.mind(gao.office, work)
    ((method, event),) = (await files_to(gao, 12))[sent:]
    assert (method, int(event["SEQUENCE"])) == ("CANCEL", 2)
    assert len(await files_to(gao, 11)) > 0 and all(each[0] == "REQUEST" for each in await files_to(gao, 11))
