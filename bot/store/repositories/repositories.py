"""All repositories of an office, built in one place: a Work has them in its transaction, a Store on its reading connection."""

from __future__ import annotations

from typing import Any

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
from bot.store.repositories.search import Search
from bot.store.repositories.sharings import Sharings
from bot.store.repositories.sources import Feeds, Leads
from bot.store.repositories.supervision import Supervision
from bot.store.repositories.trail import Trail
from bot.store.repositories.training import Training
from bot.store.repositories.undos import Undos


class Repositories:
    """`audit_head` is the hash of the audit trail's last line, for those who write."""

    def __init__(self, conn: Any, queries: Any, *, audit_head: str | None = None) -> None:
        self.people = People(conn, queries)
        self.reminders = Reminders(conn, queries)
        self.numbers = Numbers(conn, queries)
        self.search = Search(conn, queries)
        self.items = Items(conn, queries, numbers=self.numbers, search=self.search)
        self.drafts = Drafts(conn, queries)
        self.trail = Trail(conn, queries, head=audit_head)
        self.demands = Demands(conn, queries)
        self.circulars = Circulars(conn, queries)
        self.undos = Undos(conn, queries)
        self.comments = Comments(conn, queries)
        self.corrections = Corrections(conn, queries)
        self.attachments = Attachments(conn, queries)
        self.made_files = MadeFiles(conn, queries)
        self.adoptions = Adoptions(conn, queries)
        self.appeals = Appeals(conn, queries)
        self.notices = Notices(conn, queries)
        self.fees = Fees(conn, queries)
        self.appraisals = Appraisals(conn, queries)
        self.sharings = Sharings(conn, queries)
        self.partner_offers = PartnerOffers(conn, queries)
        self.training = Training(conn, queries)
        self.leader_comments = LeaderComments(conn, queries)
        self.likenesses = Likenesses(conn, queries)
        self.bulletins = Bulletins(conn, queries)
        self.supervision = Supervision(conn, queries)
        self.meetings = Meetings(conn, queries)
        self.exports = Exports(conn, queries)
        self.inquiries = Inquiries(conn, queries)
        self.guides = Guides(conn, queries)
        self.exemplars = Exemplars(conn, queries)
        self.feeds = Feeds(conn, queries)
        self.leads = Leads(conn, queries)
        self.keypoints = KeyPoints(conn, queries)
        self.minutes = MinutesKept(conn, queries)
