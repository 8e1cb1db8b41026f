"""The closed lists of the field: roles, kinds, states. Values are stored; labels live in views."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What a person is at the desk (manual, section 1)."""

    OWNER = "owner"  # listed in the settings; always an administrator as well
    ADMIN = "admin"  # 管理员
    EDITOR = "editor"  # 编辑
    LEADER = "leader"  # 领导
    MEMBER = "member"  # 信息员
    PARTNER = "partner"  # 联席
    NOBODY = "nobody"  # anyone else


class Employment(StrEnum):
    """Whether reporting is the person's main duty: decides the monthly quota."""

    FULL_TIME = "full_time"  # 专职
    PART_TIME = "part_time"  # 兼职


class PersonState(StrEnum):
    """Whether a person may work here at present."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    REMOVED = "removed"


class PlaceKind(StrEnum):
    """What a bound chat (or topic of a forum) is for."""

    WORK = "work"  # 工作群
    DESK = "desk"  # 采编群
    PARTNER = "partner"  # 联席群


class Ability(StrEnum):
    """What the bot needs to be allowed in a group."""

    WRITE = "write"
    GREET = "greet"  # to hear who enters: only an administrator does
    DELETE = "delete"  # others' messages
    PIN = "pin"


class Kind(StrEnum):
    """An item's category (类别)."""

    ORDINARY = "ordinary"  # 普通
    COMPREHENSIVE = "comprehensive"  # 综合
    POLICY = "policy"  # 政策
    EARLY_WARNING = "early_warning"  # 苗头


class ItemState(StrEnum):
    """Where an item stands; the arrows are in rules/states.py."""

    WAITING = "waiting"  # 待审
    REVIEWING = "reviewing"  # 在审
    ADOPTED = "adopted"  # 采用
    RESERVED = "reserved"  # 备用: kept for later, and counted
    RETURNED = "returned"  # 退回
    REJECTED = "rejected"  # 不采用
    MERGED = "merged"  # 合并
    WITHDRAWN = "withdrawn"  # 撤回
    HELD = "held"  # 待保密审查
    DESTROYED = "destroyed"  # 已销毁: nothing is left but its number


class Reason(StrEnum):
    """Why an item is returned or not adopted (domain.md 3.2): those that the settings begin with; an office may have its own."""

    INCOMPLETE = "incomplete"  # 要素不全
    STALE = "stale"  # 时效已过
    REPEATED = "repeated"  # 重复或已报
    ROUTINE = "routine"  # 常规动态
    DOUBTFUL = "doubtful"  # 数据存疑
    OTHER_CHANNEL = "other_channel"  # 宜走其他渠道
    EMPTY = "empty"  # 空洞无内容: does not count towards the quota
    OTHER = "other"  # 其他: typed


class AdoptionKind(StrEnum):
    """How a channel took an item (domain.md 1.3)."""

    DIGEST = "digest"  # 综合: merged or an excerpt; each contributor gets its points
    SINGLE = "single"  # 单条
    COMMISSION = "commission"  # 约稿
    SPECIAL = "special"  # 专报


class PointRule(StrEnum):
    """Why a line of points was booked."""

    PRICE = "price"  # what the rule book says of channel and kind
    DIFFERENCE = "difference"  # only what a higher channel is worth more
    REVOKED = "revoked"  # an adoption was taken back
    COMMENT = "comment"  # a leader's comment, once a level
    SHARES = "shares"  # who contributed was changed
    VOIDED = "voided"  # the item was not adopted and does not count
    RECOUNT = "recount"  # booked anew by the command line
    UNDELIVERED = "undelivered"  # a commission was not delivered
    SHORT = "short"  # the month's quota was not done
    UNTRUE = "untrue"  # what the item says is not so
    LATE_REPORT = "late_report"  # an urgent matter was reported late
    CLEARED = "cleared"  # such a fault was taken back


class Fault(StrEnum):
    """What an editor may find wrong with an adopted item, for which points are taken off where the settings say so."""

    UNTRUE = "untrue"  # 失实
    LATE_REPORT = "late_report"  # 迟报


class AppealState(StrEnum):
    """What became of an objection to figures."""

    OPEN = "open"
    GRANTED = "granted"  # 采纳
    UPHELD = "upheld"  # 维持: the figures stand


class CommentState(StrEnum):
    """Whether the words of a leader's comment may reach who wrote the item."""

    ASKED = "asked"  # the desk has not said yet
    PASSED = "passed"  # 可转达: they have been passed on
    KEPT = "kept"  # 不转达


class NoticeKind(StrEnum):
    """What is published about a month's figures."""

    NOTICE = "notice"
    CORRECTION = "correction"


class DemandState(StrEnum):
    """Whether a demand takes bookings."""

    OPEN = "open"
    CLOSED = "closed"


class BookingState(StrEnum):
    """Where a unit stands with a demand."""

    ASKED = "asked"  # commissioned, no answer yet; the slot is kept
    DECLINED = "declined"  # 说明困难
    BOOKED = "booked"
    QUEUED = "queued"  # 候补
    OFFERED = "offered"  # a slot came free and is kept for an answer
    FULFILLED = "fulfilled"  # an item was handed in
    CANCELLED = "cancelled"
    LAPSED = "lapsed"  # overdue past the grace period
    UNANSWERED = "unanswered"  # asked, and no answer until the grace period was over


class TaskState(StrEnum):
    """Where a supervision task stands; whether it is overdue follows from its due time."""

    WAITING = "waiting"  # 待签收
    UNDER_WAY = "under_way"  # 办理中
    REPORTED = "reported"  # 已报办结: who set it has to say whether it is
    SENT_BACK = "sent_back"  # 退回补办
    DONE = "done"  # 办结
    CALLED_OFF = "called_off"  # 撤销


class ReportKind(StrEnum):
    """What a unit says of its supervision task."""

    FEEDBACK = "feedback"  # 反馈
    DONE = "done"  # 办结
    MORE_TIME = "more_time"  # 申请延期
    REPLY = "reply"  # 回复: what the other side says to one of these, or to a reply


class ReportState(StrEnum):
    """What became of it."""

    NOTED = "noted"  # nobody is asked to answer
    ASKED = "asked"
    AGREED = "agreed"  # 同意办结, 同意
    REFUSED = "refused"  # 退回补办, 不同意


class Hindrance(StrEnum):
    """Why Telegram refuses a call for good."""

    NO_RIGHT = "no_right"  # the bot may not write in the group
    TOPIC_CLOSED = "topic_closed"
    TOPIC_GONE = "topic_gone"
    PUT_OUT = "put_out"  # the bot is not in the group
    MESSAGE_GONE = "message_gone"  # what was to be changed
    NO_PIN = "no_pin"  # the bot may write there, and not pin


class ProposalState(StrEnum):
    """What became of a proposed topic."""

    OPEN = "open"
    TURNED = "turned"  # made into a demand
    DROPPED = "dropped"  # 搁置: put aside, with a reason
    LISTED = "listed"  # 列入要点: one of a month's key points


class DraftKind(StrEnum):
    """What a conversation leads to; whose turn it is with a text is in desk/talk.py."""

    ITEM = "submit"  # an item, or a new version of one
    FORM = "form"  # a demand, a paper to read, a meeting, a task: its data says which
    REASON = "reason"  # a decision on a card that waits for its reason
    CORRECTION = "correction"  # why a correction is refused
    COPYEDIT = "copyedit"  # the text of an item as an editor wants it
    OBJECTION = "objection"  # what a reporter objects to in such a text
    DIFFICULTY = "difficulty"  # 说明困难
    PROPOSAL = "proposal"  # the words of a proposed topic
    WISH = "wish"  # a leader's words: passed on, or a demand
    WISH_ANSWER = "wish_answer"  # the desk's answer to a leader
    LOOSE = "loose"  # a text that may answer several questions: its writer is asked which
    NEAR_MISS = "near_miss"  # a text that may have been meant as an item
    JOIN = "join"  # what a stranger was asked or told, never what they wrote
    ROSTER = "roster"  # a roster file that waits for a yes
    INVITE = "invite"  # whether an administrator is to be invited
    SEARCH = "search"  # a word to search for
    FOUND = "found"  # what a search has found, page by page
    ADOPTED_LIST = "adopted_list"  # a channel's list that waits for a yes
    APPEAL = "appeal"  # what is wrong in the figures of an item or a month
    APPEAL_ANSWER = "appeal_answer"  # why an appeal is granted or not
    NOTICE_CORRECTION = "notice_correction"  # whether a correction of a month's notice is published
    LEADER_COMMENT = "leader_comment"  # a leader's comment, or whose it is
    BULLETIN = "bulletin"  # a note in a bulletin, or why it is sent back
    ROTATION = "rotation"  # a period of training: who is meant, or when somebody is to come
    MINUTES = "minutes"  # minutes of a consultation that are written anew
    PLACE_DECLINED = "place_declined"  # why somebody who wished to come for training is put off
    ASSESSMENT = "assessment"  # what a mentor says of a trainee
    INQUIRY = "inquiry"  # a question to the desk, or the answer to one
    GUIDE = "guide"  # the office's own writing guide: its text or file, then whether it is put in force
    TASK_REPORT = "task_report"  # what is said of a supervision task, or why that is not agreed to
    EXCUSE = "excuse"  # why somebody is excused from a meeting
    MEETING_CHANGE = "meeting_change"  # another time or place of a meeting
    MEETING_POINTS = "meeting_points"  # what could be written about a meeting
    SHELVE = "shelve"  # why a proposed topic is put aside
    KEYPOINTS = "keypoints"  # a month's key points
    UNIT = "unit"  # which unit was meant by one that is not on the roster


class Subject(StrEnum):
    """What is published from what somebody wrote in one message or several; a form's is called as the form is."""

    DEMAND = "demand"
    CIRCULAR = "circular"
    MEETING = "meeting"
    TASK = "task"
    PROPOSAL = "proposal"  # a leader's wish, too
    WISH_ANSWER = "wish_answer"  # what the desk answered to one
    SHELVING = "shelving"  # why a proposal was put aside, by the proposal's number
    DIFFICULTY = "difficulty"  # of a commission, by its booking's
    PLACE = "place"  # of a meeting, changed since it was called
    EXCUSE = "excuse"  # from a meeting, by excuse_number of rules/meetings.py
    MINUTES = "minutes"
    KEYPOINT = "keypoint"  # by number_of of rules/keypoints.py


class Reminder(StrEnum):
    """The kinds of private reminders, each with a switch under /notify; all of them wait for the end of quiet hours.

    What decides something, what is urgent and what is addressed by name is no reminder: `desk/common/by_name.py`.
    """

    QUOTA = "quota"  # how many items the month still owes, on the 20th and the 25th
    DEADLINE = "deadline"  # bookings and commissions that fall due
    READING = "reading"  # papers not yet read
    MEETING = "meeting"  # the day before, and an hour before
    SUPERVISION = "supervision"  # tasks that fall due
    ROTATION = "rotation"  # training that begins or ends
    DRAFT = "draft"  # drafts left lying
    DIGEST = "digest"  # the week's digest, to leaders
    NOTICE = "notice"  # monthly notices and yearly appraisals, in private
    DESK = "desk"  # the desk's daily list, in private where no desk group is bound
