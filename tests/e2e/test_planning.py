"""What the desk plans, over HTTP: key points from the writing to the notice's coverage (manual, sections 5 and 7)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.e2e.test_clock import at, pass_to, posts
from tests.support.county import BODY

LINES = "1. 夏粮收购 | 价格、农户反映 | 县农业局 | 20日\n2、防汛备汛｜隐患排查｜水利局、各乡镇\n3. 上半年经济"


async def test_key_points_from_the_writing_to_the_notice(open_county: Callable[..., Any]) -> None:
    async with open_county(at=at("2026-05-28 10:00")) as gao:
        wang, zhou = await gao.join("王茗"), await gao.join("周编", role="编辑")
        await zhou.say("/keypoints")
        asked = await zhou.wait_for("5月信息要点还没有发布")
        assert asked.labels == ["写5月要点", "写6月要点"]
        await zhou.say(f"/keypoints 2026-06\n{LINES}\n4. 早稻 | | | 某日")
        await zhou.wait_for("第4条“早稻 | | | 某日”")
        await zhou.say("4. 早稻管护")
        preview = await zhou.wait_for("预览：2026年6月信息要点")
        assert preview.labels == ["发布", "修改", "取消"]
        await zhou.press(preview, "发布")
        await zhou.wait_for("6月1日（周一）09:00自动发到工作群")
        assert posts(gao, wang, "信息要点", gao.work_group) == []

        await pass_to(gao, "2026-06-01 09:00")
        post = await wang.wait_for("📌 2026年6月信息要点", chat=gao.work_group, since=0)
        assert post.labels == ["已阅"]
        assert gao.work_group.pinned == [post.id]
        await wang.press(post, "已阅")
        await wang.wait_for("已阅1人", chat=gao.work_group, since=0)
        # A group that is bound only now sees them too, once, and anew where it becomes another chat.
        late = gao.sandbox.group("乡镇群", gao.owner, kind="group", bot_admin=True)
        gao.sandbox.groups.join(late, wang.user)
        for _ in range(2):
            await gao.owner.say("/bind work", chat=late)
        await gao.idle()
        assert len(posts(gao, wang, "📌 2026年6月信息要点", late)) == 1
        brought = await wang.wait_for("📌 2026年6月信息要点", chat=late, since=0)
        assert late.pinned == [brought.id] and brought.labels == ["已阅"]
        moved = gao.sandbox.groups.migrate(late)
        await gao.idle()
        assert len(posts(gao, wang, "📌 2026年6月信息要点", moved)) == 1
        brought = await wang.wait_for("📌 2026年6月信息要点", chat=moved, since=0)
        assert moved.pinned == [brought.id] and brought.labels == ["已阅"]
        await gao.owner.say("/unbind", chat=moved)
        await wang.say(f"#报送 双溪乡开展防汛演练\n要点：2\n{BODY}")
        await wang.wait_for("对应2026年6月信息要点2：防汛备汛")
        await wang.say(f"#报送 农户盼夏粮价稳\n要点：夏粮\n{BODY}")
        await wang.wait_for("对应2026年6月信息要点1：夏粮收购")
        await wang.say("/keypoints")
        listed = await wang.wait_for("已报送2/4条要点")
        assert "3. 上半年经济 · 暂无" in listed.text and listed.labels == []
        await zhou.press(await gao.card("2026-0001", who=zhou), "采用")

        await zhou.say(
            "/keypoints 2026-06\n1. 夏粮收购 | 价格、农户反映 | 县农业局 | 20日\n2. 防汛备汛\n3. 上半年经济"
        )
        preview = await zhou.wait_for("删去：4. 早稻管护")
        await zhou.press(preview, "发布")
        await wang.wait_for("2026年6月信息要点有调整", chat=gao.work_group, since=0)
        assert len(gao.work_group.pinned) == 1

        # The next month's takes the pin; the notice says what was covered.
        await zhou.say("/keypoints 2026-07\n1. 双抢")
        await zhou.press(await zhou.wait_for("预览：2026年7月信息要点"), "发布")
        await zhou.wait_for("7月1日（周三）09:00")
        await pass_to(gao, "2026-07-01 09:00")
        july = await wang.wait_for("📌 2026年7月信息要点", chat=gao.work_group, since=0)
        assert gao.work_group.pinned == [july.id]
        await pass_to(gao, "2026-07-01 10:00")
        await pass_to(gao, "2026-07-03 09:00")
        notice = await wang.wait_for("2026年6月政务信息报送采用情况通报", chat=gao.work_group, since=0)
        lines = notice.text.split("\n")
        at_section = lines.index("三、信息要点报送情况")
        assert lines[at_section + 1 : at_section + 6] == [
            "共发布信息要点3条，已报送2条，未报送1条。",
            "已报送：",
            "1. 夏粮收购：1条，采用0条",
            "2. 防汛备汛：1条，采用1条",
            "未报送：",
        ]


async def test_key_points_in_english_where_the_bot_may_not_pin(open_county: Callable[..., Any]) -> None:
    async with open_county(at=at("2026-06-03 10:00"), desk={"language": "en"}) as gao:
        member = gao.work_group.members[gao.sandbox.world.bot.id]
        member.rights = member.rights - {"can_pin_messages"}
        wang, zhou = await gao.join("王茗"), await gao.join("周编", role="编辑")
        await zhou.say("/keypoints 2026-06\n1. Summer grain | prices | | 20 June\n2. Flood season")
        preview = await zhou.wait_for("Preview: key points of June 2026")
        assert "by 20 Jun" in preview.text
        await zhou.press(preview, "Publish")
        post = await wang.wait_for("Key points of June 2026", chat=gao.work_group, since=0)
        assert post.labels == ["Read"]
        assert gao.work_group.pinned == []
        await gao.owner.wait_for("I may not pin messages", chat=gao.desk_group, since=0)
        await wang.say(f"#submit Dykes inspected\nKey point: flood\n{BODY}")
        await wang.wait_for("Key point 2 of June 2026: Flood season")
        await wang.say(f"#submit Tea\nKey point: 7\n{BODY}")
        await wang.wait_for("Key point “7” does not exist")


async def test_a_week_from_proposals_and_a_wish_to_the_minutes(open_county: Callable[..., Any]) -> None:
    async with open_county(at=at("2026-06-03 10:00"), schedule={"digest": {"enabled": True}}) as gao:
        wang, zhou = await gao.join("王茗"), await gao.join("周编", role="编辑")
        leader = await gao.join("张县长", unit="县政府", role="领导")
        await wang.say("/propose 夏粮收购中的新情况")
        await wang.wait_for("每周会商")
        await wang.say("/propose 春蚕价格走势如何")
        await wang.wait_for("每周会商")
        await leader.say("/topic 农民工工资支付情况要摸清楚")
        await leader.wait_for("已转采编群研究")
        wish = await zhou.wait_for("领导交办", chat=gao.desk_group, since=0)
        assert wish.labels == ["转为选题", "约稿", "列入要点", "搁置", "回复领导"]
        await wang.say(f"#报送 双溪乡开展防汛演练\n{BODY}")
        await wang.wait_for("2026-0001")
        await zhou.press(await gao.card("2026-0001", who=zhou), "采用")

        await pass_to(gao, "2026-06-05 15:00")
        await pass_to(gao, "2026-06-05 15:01")
        agenda = await zhou.wait_for("会商议程（6月1日—6月7日）", chat=gao.desk_group, since=0)
        assert len(posts(gao, zhou, "会商议程（", gao.desk_group)) == 1
        assert "1. 📌 领导交办：农民工工资支付情况要摸清楚" in agenda.text
        assert agenda.labels == ["1", "2", "3", "会商纪要"]

        # The wish is commissioned, one proposal listed, one put aside.
        await zhou.press(agenda, "1")
        agenda = await zhou.wait_for("👉 1.", chat=gao.desk_group, since=0)
        await zhou.press(agenda, "约稿")
        asked = await zhou.wait_for("截止", chat=gao.desk_group)
        await zhou.say("6月12日", chat=gao.desk_group, reply_to=asked)
        asked = await zhou.wait_for("单位", chat=gao.desk_group)
        await zhou.say("云茶镇", chat=gao.desk_group, reply_to=asked)
        preview = await zhou.wait_for(lambda seen: "发布" in seen.labels, chat=gao.desk_group)
        await zhou.press(preview, "发布")
        await leader.wait_for("T1")
        await wang.wait_for(lambda seen: "接受" in seen.labels, since=0)
        agenda = await zhou.wait_for("已转为选题 T1", chat=gao.desk_group, since=0)

        agenda = await newest_agenda(gao, zhou, "1")
        await zhou.press(agenda, "1")
        agenda = await zhou.wait_for("👉 1. 夏粮收购", chat=gao.desk_group, since=0)
        await zhou.press(agenda, "列入要点")
        months = await zhou.wait_for("列入哪个月", chat=gao.desk_group)
        await zhou.press(months, "7月")
        await wang.wait_for("已列入2026年7月信息要点")
        agenda = await newest_agenda(gao, zhou, "搁置")
        await zhou.press(agenda, "搁置")
        asked = await zhou.wait_for("的原因？", chat=gao.desk_group)
        await zhou.say("近期已报过", chat=gao.desk_group, reply_to=asked)
        await wang.wait_for("经会商暂缓安排，原因：近期已报过")
        await zhou.wait_for("没有待议的题目。", chat=gao.desk_group, since=0)

        await zhou.say("/consult 一、工资支付约云茶镇；二、夏粮列入7月要点。", chat=gao.desk_group)
        await zhou.wait_for("📝 会商纪要（周编", chat=gao.desk_group, since=0)
        await zhou.say("/consult 纪要")
        assert len((await zhou.wait_for("看哪一次的会商纪要")).labels) == 1
        await leader.say("/topic")
        await leader.wait_for("您出的题目")
        await pass_to(gao, "2026-06-05 17:00")
        digest = await leader.wait_for("一周信息（5月29日—6月5日）", since=0)
        assert digest.labels == ["批示 2026-0001", "全文"]


async def newest_agenda(gao: Any, viewer: Any, label: str) -> Any:
    """The agenda as it stands now, with this button."""
    return await viewer.wait_for(
        lambda seen: "会商议程（" in seen.text and label in seen.labels and "👉" not in seen.text,
        chat=gao.desk_group,
        since=0,
    )


async def test_a_consultation_in_english(open_county: Callable[..., Any]) -> None:
    async with open_county(at=at("2026-06-03 10:00"), desk={"language": "en"}) as gao:
        wang, zhou = await gao.join("王茗"), await gao.join("周编", role="编辑")
        leader = await gao.join("张县长", unit="县政府", role="领导")
        await leader.say("/topic Find out whether wages are paid on the new road")
        await leader.wait_for("Passed on to the desk")
        await wang.say("/propose Prices of summer grain")
        await wang.wait_for("weekly consultation")
        await pass_to(gao, "2026-06-05 15:00")
        agenda = await zhou.wait_for("Agenda of the consultation", chat=gao.desk_group, since=0)
        assert "1. 📌 Leader's wish: Find out whether wages are paid" in agenda.text
        await zhou.press(agenda, "2")
        agenda = await zhou.wait_for("👉 2.", chat=gao.desk_group, since=0)
        assert agenda.labels == [
            "Turn into a topic",
            "Commission it",
            "Add to the key points",
            "Put aside",
            "Back",
        ]
        await zhou.press(agenda, "Put aside")
        asked = await zhou.wait_for("put aside?", chat=gao.desk_group)
        await zhou.say("Reported last week", chat=gao.desk_group, reply_to=asked)
        await wang.wait_for("put aside for now: Reported last week")
        await zhou.say("/consult Wages: the Labour Office looks into it")
        await zhou.wait_for("The minutes are kept")
        # They are written anew, and that is undone: the desk reads each time which ones hold.
        kept = await zhou.wait_for("Wages: the Labour Office", chat=gao.desk_group, since=0)
        await zhou.press(kept, "Write anew")
        asked = await zhou.wait_for("reply to this message", chat=gao.desk_group)
        await zhou.say("Wages: the Road Office looks into it", chat=gao.desk_group, reply_to=asked)
        anew = await zhou.wait_for("A correction: in the place of those by 周编", chat=gao.desk_group)
        await zhou.wait_for("Written anew by 周编", chat=gao.desk_group, since=0)
        assert (await zhou.press(anew, "Undo")).text == "Undone: the minutes before stand again."
        await zhou.wait_for("Undone by who wrote them", chat=gao.desk_group)
        stands = await zhou.wait_for("Wages: the Labour Office", chat=gao.desk_group, since=0)
        assert stands.id == kept.id and "Write anew" in stands.labels
