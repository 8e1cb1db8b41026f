"""Numbers of the county's bulletin as typed queries: the one in the making, those that were issued, what is in them, errata."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from bot.clock import to_ms
from bot.model import Bulletin, BulletinItem, BulletinWords, Chat, Erratum, ErratumState, Item, Product
from bot.store.jsontext import as_json
from bot.store.repositories.repository import Repository, as_ms
from bot.store.repositories.rows import mapper

_bulletin, _printed, _erratum, _item = mapper(Bulletin), mapper(BulletinItem), mapper(Erratum), mapper(Item)
_words = mapper(BulletinWords)


class Bulletins(Repository):
    """Bulletins, their items and errata."""

    async def begin(self, *, person_id: int, now: datetime) -> int:
        """A new one, empty. Its id."""
        added = await self._q.insert_bulletin(self._conn, begun_by=person_id, begun_at=to_ms(now))
        return int(added)

    async def find(self, bulletin_id: int) -> Bulletin | None:
        """One of them."""
        row = await self._q.find_bulletin(self._conn, id=bulletin_id)
        return _bulletin(row) if row else None

    async def find_open(self) -> Bulletin | None:
        """The one that is in the making, with editors or with signers."""
        row = await self._q.find_open_bulletin(self._conn)
        return _bulletin(row) if row else None

    async def find_issued(self, year: int, number: int, *, is_supplement: bool) -> Bulletin | None:
        """The one that bears this number of that year."""
        row = await self._q.find_issued_bulletin(
            self._conn, year=year, is_supplement=int(is_supplement), number=number
        )
        return _bulletin(row) if row else None

    async def find_total(self, total: int) -> Bulletin | None:
        """The one that bears this number in all."""
        row = await self._q.find_bulletin_by_total(self._conn, total=total)
        return _bulletin(row) if row else None

    async def issued(self, year: int, *, groups: int, most: int, after: int = 0) -> list[Bulletin]:
        """Those of a year that were posted in so many work groups or more, the newest first; `after` so many of them."""
        rows = await self._q.list_issued_bulletins(
            self._conn, year=year, groups=groups, most=most, after=after
        )
        return [_bulletin(row) for row in rows]

    async def count_issued(self, year: int, *, groups: int) -> int:
        """How many these are."""
        return int(await self._q.count_issued_bulletins(self._conn, year=year, groups=groups))

    async def last_number(self, year: int | None, *, is_supplement: bool) -> int | None:
        """The last number given in that year, or (None) ever; None where there is none."""
        last: int | None = await self._q.last_bulletin_number(
            self._conn, year=year or 0, is_supplement=int(is_supplement)
        )
        return last

    async def last_total(self) -> int | None:
        """The last number in all; None where there is none."""
        last: int | None = await self._q.last_bulletin_total(self._conn)
        return last

    async def save(self, bulletin: Bulletin) -> None:
        """State, kind, note, reason, what has gone, and who sent it to the signers; one more revision."""
        await self._q.update_bulletin(
            self._conn,
            id=bulletin.id,
            state=bulletin.state.value,
            is_supplement=int(bulletin.is_supplement),
            note=bulletin.note,
            reason=bulletin.reason,
            gone=as_json(list(bulletin.gone)),
            sent_by=bulletin.sent_by,
            sent_at=as_ms(bulletin.sent_at),
        )

    async def issue(
        self,
        bulletin_id: int,
        *,
        year: int,
        number: int,
        total: int | None,
        signed_by: int,
        deputy_id: int | None = None,
        groups: int,
        content: Mapping[str, object],
        made_id: int,
        now: datetime,
    ) -> None:
        """It is numbered and frozen; `made_id` is the order of its file, `deputy_id` signed in the place of `signed_by`."""
        await self._q.issue_bulletin(
            self._conn,
            id=bulletin_id,
            year=year,
            number=number,
            total=total,
            signed_by=signed_by,
            deputy_id=deputy_id,
            signed_at=to_ms(now),
            groups=groups,
            content=as_json(content),
            made_id=made_id,
        )

    async def blank(self, bulletin: Bulletin, content: Mapping[str, object] | None) -> None:
        """Something of an issued one is not to be read any more: its content and note from now on; it has no file."""
        await self._q.set_bulletin_content(
            self._conn,
            id=bulletin.id,
            content=None if content is None else as_json(content),
            note=bulletin.note,
        )

    async def order(self, bulletin_id: int, *, made_id: int) -> None:
        """Its file is made anew."""
        await self._q.set_bulletin_order(self._conn, id=bulletin_id, made_id=made_id)

    async def keep_file(self, made_id: int, product: Product) -> None:
        """The file of that order is on disk: if a bulletin ordered it, it is kept with it."""
        await self._q.keep_bulletin_file(
            self._conn, made_id=made_id, sha256=product.sha256, size=product.size
        )

    async def items(self, bulletin_id: int) -> list[BulletinItem]:
        """What is in one, in order."""
        return [
            _printed(row) for row in await self._q.list_bulletin_items(self._conn, bulletin_id=bulletin_id)
        ]

    async def rewritten(self, bulletin_id: int) -> list[int]:
        """Which items of one were rewritten after it was sent to the signers, by their ids."""
        return [row[0] for row in await self._q.list_rewritten_items(self._conn, bulletin_id=bulletin_id)]

    async def of_item(self, item_id: int) -> BulletinItem | None:
        """In which one an item is."""
        row = await self._q.find_bulletin_item(self._conn, item_id=item_id)
        return _printed(row) if row else None

    async def put(self, bulletin_id: int, item_id: int, *, place: int) -> None:
        """An item comes into one; it is in none."""
        await self._q.insert_bulletin_item(self._conn, item_id=item_id, bulletin_id=bulletin_id, place=place)

    async def arrange(self, item_ids: Sequence[int]) -> None:
        """These items of one stand in this order."""
        for place, item_id in enumerate(item_ids, start=1):
            await self._q.place_bulletin_item(self._conn, item_id=item_id, place=place)

    async def save_item(self, item: BulletinItem) -> None:
        """The note on an item, and its pictures."""
        await self._q.update_bulletin_item(
            self._conn, item_id=item.item_id, note=item.note, pictures=as_json(list(item.pictures))
        )

    async def take_out(self, item_id: int) -> None:
        """The item is in none any more."""
        await self._q.delete_bulletin_item(self._conn, item_id=item_id)

    async def pool(self, *, channel: str, since: datetime, most: int, after: int = 0) -> list[Item]:
        """What was adopted since and is in none, the newest first, but what the county's own channel gave back."""
        rows = await self._q.list_pool(
            self._conn, channel=channel, since=to_ms(since), most=most, after=after
        )
        return [_item(row) for row in rows]

    async def mark_printed(self, item_id: int, *, channel: str, issue: str) -> None:
        """The channel's adoption of the item, where one stands, says in which number it was printed."""
        await self._q.print_adoption(self._conn, item_id=item_id, channel=channel, issue=issue)

    async def add_erratum(self, bulletin_id: int, *, words: str, asked_by: int, now: datetime) -> int:
        """A correction to an issued one is asked for. Its id."""
        added = await self._q.insert_erratum(
            self._conn, bulletin_id=bulletin_id, words=words, asked_by=asked_by, asked_at=to_ms(now)
        )
        return int(added)

    async def find_erratum(self, erratum_id: int) -> Erratum | None:
        """One of them."""
        row = await self._q.find_erratum(self._conn, id=erratum_id)
        return _erratum(row) if row else None

    async def errata(self, bulletin_id: int) -> list[Erratum]:
        """What was corrected in one."""
        return [_erratum(row) for row in await self._q.list_errata(self._conn, bulletin_id=bulletin_id)]

    async def asked_errata(self) -> list[Erratum]:
        """Those on which nobody has decided."""
        return [_erratum(row) for row in await self._q.list_asked_errata(self._conn)]

    async def decide_erratum(
        self,
        erratum: Erratum,
        state: ErratumState,
        *,
        by: int,
        deputy_id: int | None = None,
        now: datetime,
    ) -> int | None:
        """It is issued, under the bulletin's next number for one, or not; the number. `deputy_id` did so in the place of `by`."""
        number = None
        if state is ErratumState.ISSUED:
            number = 1 + int(await self._q.last_erratum_number(self._conn, bulletin_id=erratum.bulletin_id))
        await self._q.decide_erratum(
            self._conn,
            id=erratum.id,
            state=state.value,
            number=number,
            decided_by=by,
            deputy_id=deputy_id,
            decided_at=to_ms(now),
        )
        return number

    async def say(
        self,
        bulletin_id: int,
        chat: Chat,
        message_id: int,
        *,
        item_id: int | None = None,
        erratum_id: int | None = None,
        now: datetime,
    ) -> None:
        """By which message something was typed: a note on an item, an erratum, a note or a reason on the whole."""
        await self._q.insert_bulletin_words(
            self._conn,
            bulletin_id=bulletin_id,
            item_id=item_id,
            erratum_id=erratum_id,
            chat_id=chat.chat_id,
            message_id=message_id,
            said_at=to_ms(now),
        )

    async def said_in(self, chat_id: int, message_id: int) -> list[BulletinWords]:
        """What was typed by a message."""
        rows = await self._q.list_bulletin_words(self._conn, chat_id=chat_id, message_id=message_id)
        return [_words(row) for row in rows]

    async def wipe_erratum(self, erratum_id: int) -> None:
        """Nothing stays of one correction."""
        await self._q.wipe_erratum(self._conn, id=erratum_id)

    async def wipe_errata(self, bulletin_id: int) -> None:
        """Nothing stays of what was corrected in one."""
        await self._q.wipe_errata(self._conn, bulletin_id=bulletin_id)
