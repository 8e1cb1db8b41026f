"""The names of living messages: every kind that there is, and who may go on seeing it; what stands in one is a view's affair."""

from __future__ import annotations

from enum import StrEnum

from bot.model import Role
from bot.rules.rights import ADMINS, ANYONE, BULLETIN_READERS, EDITORS, PLANNERS


class Slot(StrEnum):
    """What a message that is kept up to date shows."""

    CARD = "card"  # an item, to editors
    HELD = "held"  # an item that waits for the secrecy officers, to them
    BACKLOG = "backlog"  # the word in a desk group that more waits than has a card there
    RING = "ring"  # the reminder of an urgent item
    HELD_RING = "hring"  # the same to the secrecy officers, of one that is held
    DRAFT = "draft"  # a preview, to its writer
    QUESTION = "ask"  # a question of a conversation, to whoever answers
    STEP = "step"  # what a reporter hears of an item's review
    RECEIPT = (
        "receipt"  # what a reporter got for an item, where it asks something or its files come one by one
    )
    COPYEDIT = "copyedit"  # to a reporter: what an editor changed in the text
    COMMENT = "comment"  # what was said of an item, to whom it was said
    INQUIRY = "inquiry"  # a question to the desk, to editors
    INQUIRY_TEXT = "said"  # a text of its thread, to whom it was said
    INQUIRY_THREAD = "thread"  # the whole thread, to either side
    GUIDE = "guide"  # the writing guide, page by page
    EXEMPLAR = "exemplar"  # the word to a reporter that an item is a good example
    LEADS = "leads"  # leads that a source has brought, to editors
    CORRECTION = "correction"  # a request to correct an item, to editors
    REQUEST = "request"  # the same, to the reporter who asked
    JOINED = "joined"  # to the reporter of an item into which another one was merged
    GOT = "got"  # to a contributor: the points that a decision on an item has brought
    CIRCULAR = "circular"  # a paper to read, to its writer
    READER = "reader"  # the same, to one of its readers
    DEMAND = "demand"  # a demand, in the work groups
    BOOKING = "booking"  # a booking, to who made it
    DUE = "due"  # the reminder that a booking falls due
    COMMISSION = "commission"  # the question to a named unit's reporters
    FULL = "full"  # the word that a demand is full
    CLOSING = "closing"  # the question whether to close a demand that units have booked
    ARRANGE = "arrange"  # a commission that no named unit takes on, to the desk
    PROPOSAL = "proposal"  # a proposed topic, to editors
    AGENDA = "agenda"  # of a week's consultation, to editors
    MINUTES = "minutes"  # of a consultation, to editors
    KEYPOINTS = "keypoints"  # a month's key points, in the work groups
    APPEAL = "appeal"  # an objection to figures, to editors
    TARGET = "target"  # a yearly target that was set, to who set it
    NOTICE = "notice"  # under the draft of a month's notice
    SHARING = "sharing"  # an item that is offered, to partners
    PARTNER_OFFER = "partner"  # what a partner has or plans, to editors
    OFFERED = "offered"  # to the partner, that the desk has it
    ROTATION = "rotation"  # a period of training, to its trainee
    SWAP = "swap"  # the question whether to change periods, to whoever is asked
    PLACE_REQUEST = "place"  # who wishes to come for training, to editors
    PLACE_ASKED = "asked"  # the same, to whoever wishes
    CALLING_OFF = "calloff"  # the question whether a period is to be called off
    ASSESS = "assess"  # the question for the assessment, to the mentor or the desk
    ASSESSMENT = "assessed"  # the assessment, to its trainee
    LEADER_COMMENT = "leader"  # a leader's comment, to editors
    LEADER_NOTED = "noted"  # the same, to whoever recorded it
    LEADER_TOLD = "told"  # the same, to those who wrote the item
    BULLETIN = "bulletin"  # the bulletin in the making, to editors and signers
    ISSUED = "issued"  # one that was issued, to leaders and groups
    ERRATUM = "erratum"  # a correction that is asked for, to editors and signers
    TASK = "task"  # a supervision task, to everybody who sees to it
    TASK_REPORT = "report"  # what was reported of one, to who answers it
    TASK_DUE = "taskdue"  # the reminder that one comes due
    TASKS = "tasks"  # the ledger of them
    JOIN = "join"  # a request to join, to who may decide
    BIND = "bind"  # the question whether a bound place is to be changed
    MEMBER = "member"  # a member's card, to administrators
    MEMBERS = "members"  # the list of members, to administrators
    POST = "post"  # what the clock tells one person
    ALBUM = "album"  # what is said of an album without words, until words of it come
    MEETING = "meeting"  # a meeting, to each who is called to it
    MEETING_CALLED = "called"  # the same, to whoever called it and to editors
    MEETING_REMINDER = "mremind"  # that it comes near
    MEETING_OFF = "moff"  # the question whether to call one off
    MEETING_POINTS = "mpoints"  # the question what could be written about
    MAKING = "making"  # how far along a file is that the bot makes
    AUDIT = "audit"  # the trail of an item
    REVIEW_QUEUE = "queue"  # the list of /queue
    MINE = "mine"  # the list of /my
    QUIET = "quiet"  # a person's quiet hours
    NOTIFY = "notify"  # a person's switches
    DEPUTIES = "deputies"  # who stands in for whom, to the two of them
    TODAY = "today"  # what waits for a person


# In private only these may see it. Who loses the role gets no more of it, not by an edit either.
SEEN_BY: dict[Slot, frozenset[Role]] = {
    Slot.CARD: EDITORS,
    Slot.HELD: ANYONE,  # the settings say who, not a role
    Slot.BACKLOG: EDITORS,
    Slot.RING: EDITORS,
    Slot.HELD_RING: ANYONE,
    Slot.RECEIPT: ANYONE,
    Slot.DRAFT: ANYONE,
    Slot.QUESTION: ANYONE,
    Slot.STEP: ANYONE,
    Slot.COPYEDIT: ANYONE,
    Slot.COMMENT: ANYONE,
    Slot.INQUIRY: EDITORS,
    Slot.INQUIRY_TEXT: ANYONE,
    Slot.INQUIRY_THREAD: ANYONE,
    Slot.GUIDE: ANYONE,
    Slot.EXEMPLAR: ANYONE,
    Slot.LEADS: EDITORS,
    Slot.CORRECTION: EDITORS,
    Slot.REQUEST: ANYONE,
    Slot.JOINED: ANYONE,
    Slot.GOT: ANYONE,
    Slot.CIRCULAR: ANYONE,
    Slot.READER: ANYONE,
    Slot.DEMAND: ANYONE,
    Slot.BOOKING: ANYONE,
    Slot.DUE: ANYONE,
    Slot.COMMISSION: ANYONE,
    Slot.FULL: ANYONE,
    Slot.CLOSING: ANYONE,
    Slot.ARRANGE: PLANNERS,
    Slot.PROPOSAL: EDITORS,
    Slot.AGENDA: EDITORS,
    Slot.MINUTES: EDITORS,
    Slot.KEYPOINTS: ANYONE,
    Slot.APPEAL: EDITORS,
    Slot.TARGET: ANYONE,  # whoever may ask for it may read it
    Slot.NOTICE: ADMINS,
    Slot.SHARING: ANYONE,
    Slot.PARTNER_OFFER: EDITORS,
    Slot.OFFERED: ANYONE,
    Slot.ROTATION: ANYONE,
    Slot.SWAP: ANYONE,
    Slot.PLACE_REQUEST: EDITORS,
    Slot.PLACE_ASKED: ANYONE,
    Slot.CALLING_OFF: EDITORS,
    Slot.ASSESS: ANYONE,  # a mentor's deputy, too
    Slot.ASSESSMENT: ANYONE,
    Slot.LEADER_COMMENT: EDITORS,
    Slot.LEADER_NOTED: PLANNERS,
    Slot.LEADER_TOLD: ANYONE,
    Slot.BULLETIN: ANYONE,  # the settings say who signs, not a role
    Slot.ISSUED: BULLETIN_READERS,
    Slot.ERRATUM: ANYONE,  # as above
    Slot.TASK: ANYONE,
    Slot.TASK_REPORT: ANYONE,
    Slot.TASK_DUE: ANYONE,
    Slot.TASKS: ANYONE,
    Slot.JOIN: ADMINS,
    Slot.BIND: ANYONE,
    Slot.MEMBER: ADMINS,
    Slot.MEMBERS: ADMINS,
    Slot.POST: ANYONE,
    Slot.MEETING: ANYONE,
    Slot.MEETING_CALLED: ANYONE,
    Slot.MEETING_REMINDER: ANYONE,
    Slot.MEETING_OFF: ANYONE,
    Slot.MEETING_POINTS: ANYONE,
    Slot.MAKING: ANYONE,
    Slot.AUDIT: EDITORS,
    Slot.REVIEW_QUEUE: EDITORS,
    Slot.MINE: ANYONE,
    Slot.QUIET: ANYONE,
    Slot.NOTIFY: ANYONE,
    Slot.DEPUTIES: ANYONE,
    Slot.TODAY: ANYONE,
    Slot.ALBUM: ANYONE,
}


def slot_name(slot: Slot, *of: object) -> str:
    """The living message about one thing, for example `card:12`."""
    return ":".join((slot.value, *map(str, of)))


def lost_slots(before: Role, now: Role) -> list[str]:
    """Patterns (SQL's LIKE) of what a person may see no longer."""
    return [
        f"{slot.value}%" if slot is Slot.MEMBERS else f"{slot.value}:%"
        for slot, roles in SEEN_BY.items()
        if before in roles and now not in roles
    ]
