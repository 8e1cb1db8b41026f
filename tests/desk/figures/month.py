"""A May with everything that a month's figures must get right, brought about by the desk's own deeds; told on 1 June."""

from __future__ import annotations

from datetime import date

from bot.desk.items import adoptions, leader_comments, reviews, revisions, submissions
from bot.model import Person, PlaceKind, Reason, Role
from bot.rules.states import Step
from tests.support.county import BODY, DESK_CHAT, WORK_CHAT, County, at, rows_of
from tests.support.scenes import commission, do


class May:
    """The people of the month, and what they did."""

    def __init__(self, gao: County) -> None:
        self.gao = gao

    async def report(self, who: Person, title: str, extra: str = "") -> int:
        """An item sent in the work group; its id."""
        said = f"#报送 {title}\n{extra}{BODY}{title}"
        await do(self.gao, who, submissions.submit_tagged, said=said, chat_id=WORK_CHAT)
        return int((await rows_of(self.gao.database, "SELECT max(id) FROM items"))[0][0])

    async def adopt(self, item: int, *channels: str) -> None:
        """The desk adopts it, and each channel takes it."""
        await do(self.gao, self.editor, reviews.adopt, chat_id=DESK_CHAT, item_id=item)
        for channel in channels:
            await do(self.gao, self.editor, adoptions.command, typed=f"2026-{item:04d} {channel}")

    def turn(self, moment: str) -> None:
        """The clock is put there."""
        self.gao.clock.moment = at(moment)

    async def people(self) -> None:
        """Five units: two with targets, one whose reporter is on leave, one whose reporter never had an account."""
        gao = self.gao
        self.turn("2026-04-20 10:00")
        await gao.bind(WORK_CHAT, PlaceKind.WORK)
        await gao.bind(DESK_CHAT, PlaceKind.DESK)
        self.zhang = await gao.person("张三", "云茶镇", telegram_id=11)
        self.li = await gao.person("李四", "沙河镇", telegram_id=12, quota=1)
        self.wang = await gao.person("王五", "水利局", telegram_id=13)
        self.qian = await gao.person("钱七", "教育局", telegram_id=14)
        self.sun = await gao.person("孙八", "财政局")
        self.late = await gao.person("周九", "云茶镇", telegram_id=15, joined_on=date(2026, 5, 20))
        self.editor = await gao.person("周编", "信息中心", role=Role.EDITOR, telegram_id=21)
        self.admin = await gao.person("赵主任", "县政府办", role=Role.ADMIN, telegram_id=31)
        self.leader = await gao.person("张县长", "县政府", role=Role.LEADER, telegram_id=41)
        async with gao.database.work(now=gao.clock.now()) as work:
            await work.people.set_leave(self.qian.id, month="2026-05", on_leave=True)
            for unit, points in ((self.zhang.unit_id, 3000), (self.wang.unit_id, 2000)):
                await work.people.set_target(unit, year=2026, points=points)
            await work.set_meta("target:2026", "15900")
            await work.refresh_directory()

    async def happen(self) -> None:
        """April, then May; the clock stands on 1 June at ten."""
        await self.people()
        await self.adopt(await self.report(self.zhang, "四月的一条"))
        self.turn("2026-05-06 10:00")
        demand = await commission(self.gao, self.wang)
        async with self.gao.database.work(now=self.gao.clock.now()) as work:
            await work.demands.set_due(demand, at("2026-05-20 17:30"))
        both = await self.report(self.zhang, "甲")
        await self.adopt(both, "市")  # 1 + 1
        joint = await self.report(self.li, "乙", "联合：水利局\n")
        await self.adopt(joint)  # 0.5 each
        merged = await self.report(self.zhang, "丙")
        await do(
            self.gao, self.editor, reviews.merge_into, chat_id=DESK_CHAT, item_id=merged, target_id=joint
        )
        empty = await self.report(self.zhang, "丁")
        await do(
            self.gao,
            self.editor,
            reviews.decide_with_reason,
            chat_id=DESK_CHAT,
            item_id=empty,
            step=Step.REJECT,
            reason=Reason.EMPTY,
        )
        await self.report(self.zhang, "戊")
        await do(self.gao, self.zhang, revisions.withdraw, argument="2026-0006")
        taken = await self.report(self.li, "己")
        await self.adopt(taken, "市", "省", "省 撤销")
        self.turn("2026-05-22 10:00")
        handed = await self.report(self.wang, "庚", f"选题：T{demand}\n")
        await self.adopt(handed, "市 约稿")
        await self.report(self.wang, "辛")
        for item, words in ((both, "请总结推广。"), (taken, "先不外传。"), (joint, "请跟进。")):
            await do(self.gao, self.leader, leader_comments.command, typed=f"{item} {words}")
        await do(self.gao, self.editor, leader_comments.pass_on, chat_id=DESK_CHAT, comment_id=1)
        await do(self.gao, self.editor, leader_comments.keep, chat_id=DESK_CHAT, comment_id=2)
        self.turn("2026-05-31 23:59:59")
        await self.report(self.qian, "壬")
        self.turn("2026-06-01 00:00:00")
        await self.report(self.qian, "六月的一条")
        self.turn("2026-06-01 10:00")
