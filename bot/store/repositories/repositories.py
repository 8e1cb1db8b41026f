"""All repositories of an office, built in one place: a Work has them in its transaction, a Store on its reading connection."""

from __future__ import annotations

from typing import Any, get_type_hints

from bot.store.repositories.adoptions import Adoptions
from bot.store.repositories.appeals import Appeals
from bot.store.repositories.appraisals import Appraisals
from bot.store.repositories.attachments import Attachments
from bot.store.repositories.bulletins import Bulletins
from bot.store.repositories.circulars import Circulars
from bot.store.repositories.comments import Comments
from bot.store.repositories.corrections import Corrections
from bot.store.repositories.demands import Demands
from bot.store.repositories.drafts import Drafts
from bot.store.repositories.exports import Exports
from bot.store.repositories.fees import Fees
from bot.store.repositories.guidance import Exemplars, Guides, Inquiries
from bot.store.repositories.items import Items
from bot.store.repositories.keypoints import KeyPoints
from bot.store.repositories.leader_comments import LeaderComments
from bot.store.repositories.likeness import Likenesses
from bot.store.repositories.made import MadeFiles
from bot.store.repositories.meetings import Meetings
from bot.store.repositories.minutes import MinutesKept
from bot.store.repositories.notices import Notices
from bot.store.repositories.numbers import Numbers
from bot.store.repositories.partner_offers import PartnerOffers
from bot.store.repositories.people import People
from bot.store.repositories.reminders import Reminders
from bot.store.repositories.repository import Repository
from bot.store.repositories.search import Search
from bot.store.repositories.sharings import Sharings
from bot.store.repositories.sources import Feeds, Leads
from bot.store.repositories.supervision import Supervision
from bot.store.repositories.trail import Trail
from bot.store.repositories.training import Training
from bot.store.repositories.undos import Undos
from bot.store.repositories.writings import Writings


class Repositories:
    """Each is built when it is first asked for, since a Work needs a few of them.

    `audit_head` is the hash of the audit trail's last line, for those who write.
    """

    people: People
    reminders: Reminders
    numbers: Numbers
    search: Search
    items: Items
    drafts: Drafts
    trail: Trail
    demands: Demands
    circulars: Circulars
    undos: Undos
    comments: Comments
    corrections: Corrections
    attachments: Attachments
    made_files: MadeFiles
    adoptions: Adoptions
    appeals: Appeals
    notices: Notices
    fees: Fees
    appraisals: Appraisals
    sharings: Sharings
    partner_offers: PartnerOffers
    training: Training
    leader_comments: LeaderComments
    likenesses: Likenesses
    bulletins: Bulletins
    supervision: Supervision
    meetings: Meetings
    exports: Exports
    inquiries: Inquiries
    guides: Guides
    exemplars: Exemplars
    feeds: Feeds
    leads: Leads
    keypoints: KeyPoints
    minutes: MinutesKept
    writings: Writings

    def __init__(self, conn: Any, queries: Any, *, audit_head: str | None = None) -> None:
        self._conn = conn
        self._q = queries
        self._audit_head = audit_head

    def __getattr__(self, name: str) -> Any:
        """The repository of this name, the first time; from then on it is an attribute like any other."""
        kind = _KINDS.get(name)
        if kind is None:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        made: Any
        if kind is Items:
            made = Items(self._conn, self._q, numbers=self.numbers, search=self.search)
        elif kind is Trail:
            made = Trail(self._conn, self._q, head=self._audit_head)
        else:
            made = kind(self._conn, self._q)
        self.__dict__[name] = made
        return made

    def built(self, name: str) -> Any:
        """The repository of this name where somebody has asked for it: another has written nothing."""
        return self.__dict__.get(name)


_KINDS: dict[str, Any] = {
    name: kind for name, kind in get_type_hints(Repositories).items() if issubclass(kind, Repository)
}
