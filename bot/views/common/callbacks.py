"""What a button says to us: every callback_data is built and parsed here; what it does is the desk's affair."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.errors import BadInput
from bot.model import Button

MOST_BYTES = 64  # Telegram's limit
_MOST_ID = 2**53
_NUMBER = re.compile("-?[0-9]{1,16}")


class Press(StrEnum):
    """The buttons. Values are short (64 bytes hold everything) and never reused for another meaning."""

    # drafts of items (handlers/submissions.py); argument: the draft's id
    DRAFT_SUBMIT = "ds"
    DRAFT_EDIT = "de"
    DRAFT_KIND = "dk"  # + kind, or none to choose
    DRAFT_THEME = "dt"  # + index, or none to choose
    DRAFT_URGENT = "du"
    DRAFT_CANCEL = "dc"
    DRAFT_BACK = "db"
    DRAFT_SPLIT = "d2"
    DRAFT_JOIN = "d1"
    DRAFT_OPEN = "do"
    DRAFT_NOISE = "dz"  # + "clean" or "keep": what may be noise
    DRAFT_REPLACE = "dr"  # + "whole" or "rest": a text that would leave far less of the body
    NEAR_TAKE = "dn"
    DRAFT_ADD = "dp"  # + the item's id: it adds to that
    DRAFT_APART = "dq"  # it is an item of its own again
    DRAFT_ANOTHER = "da"  # + demand id, 0 for none
    # a text that may answer several questions (handlers/talk.py); argument: the draft's id
    LOOSE_ANSWER = "la"  # + the answered draft's id
    LOOSE_ITEM = "li"
    LOOSE_DROP = "ld"
    CONVERSATION_CANCEL = "cc"
    CONVERSATION_OPEN = "co"
    # items (handlers/reviews.py, handlers/items.py); argument: the item's id
    RECEIVE = "ir"
    # of these, and REASON_BACK: + what goes with it + "reserve" on the card of what is in reserve
    ADOPT = "ia"  # "yes" where another editor has it
    RETURN = "it"  # reason, or none to choose
    REJECT = "ix"  # reason, or none to choose
    MERGE = "im"
    RESERVE = "id"  # "yes" where another editor has it
    REASON_BACK = "ib"
    RELEASE = "il"
    UNDO = "iu"
    FULL_TEXT = "if"
    CARD_OPEN = "io"
    REVISE = "iv"
    WITHDRAW = "iw"
    FILES = "ik"
    AUDIT = "ih"
    SEND_UP = "is"  # + "undo"
    LIST_BOOK = "qb"  # draft id: a channel's list is recorded
    LIST_ROW = "qr"  # draft id + row
    LIST_SET = "qs"  # draft id + row + item id, 0 for none
    LIST_SHOW = "qt"  # draft id
    LIST_CANCEL = "qx"  # draft id
    APPEAL = "qy"  # item id, or a month: asks what is wrong
    APPEAL_GRANT = "qg"  # appeal id
    APPEAL_UPHOLD = "qu"  # appeal id
    APPEAL_UNDO = "qz"  # appeal id
    FEES_SETTLE = "q1"  # a month, a quarter or a year, as it is typed
    FEES_SURE = "q2"  # the same
    SHARED_TAKE = "e7"
    SHARED_LEAVE = "e8"
    SHARE = "5s"  # item id
    SHARE_UNDO = "e9"
    LEADER_COMMENT = "e1"  # 批示: asks for the text
    LEADER_NAME = "e2"  # draft id + the id of the leader who is meant
    LEADER_LEFT = "e3"  # draft id: nobody
    LEADER_PASS = "e4"  # the comment's id
    LEADER_KEEP = "e5"  # the comment's id
    LEADER_UNDO = "e6"  # the comment's id
    LEADER_ASK_AGAIN = "ez"  # the same: undoes 可转达 and 不转达
    TARGET_UNDO = "e0"  # unit id, 0 for the county + the line of the trail that set it
    TARGETS_CARRY = "ec"  # the year to which the units' last targets are taken over
    TARGETS_CARRY_UNDO = "ed"  # the same
    NOTICE_PUBLISH = "qn"  # month
    NOTICE_SURE = "q3"  # month: it is published
    NOTICE_BACK = "q4"  # month: it is not, for now
    NOTICE_HOLD = "qh"  # month
    NOTICE_RESUME = "qj"  # month
    NOTICE_DIFFER = "qd"  # month: what differs from its notice
    NOTICE_CORRECT = "qc"  # draft id
    NOTICE_CORRECT_CANCEL = "qk"  # draft id
    WHY = "qw"  # item id: what its points are made of
    POINTS_PAGE = "qp"  # whose (a letter and an id) + a month or a year + page
    CHANNEL = "ip"  # + a channel's key + "undo"
    HAND_IN_ITEM = "ij"  # + demand id
    MORE_CARDS = "iq"
    NUMBERS = "iz"
    HELD_FREE = "hf"
    HELD_DESTROY = "hd"  # + "yes" on the second word
    HELD_BACK = "hk"
    HELD_UNDO = "hz"
    CLEANED = "ic"  # what cleaning changed
    ORIGINAL = "ig"
    NOISE = "in"  # + version + "clean" or "keep": what may be noise
    MAKE_URGENT = "ie"
    COPYEDIT = "i3"  # 改稿: asks for the text
    COPYEDIT_UNDO = "i4"
    AS_SENT = "i5"  # the text as its reporter sent it
    OBJECT = "i6"  # + version: 有异议 to an edited text
    AUDIT_PAGE = "i8"  # page + item id
    NEXT_CARD = "i1"  # none: what waits next
    QUEUE_PAGE = "i2"  # page + "reserve" for what is in reserve
    COMMENT_BACK = "i7"  # comment id
    # corrections (handlers/corrections.py); argument: the correction's id
    CORRECT = "ga"  # a draft's id: what was edited is asked for
    CORRECTION_AGREE = "gy"
    CORRECTION_REFUSE = "gn"  # + "plain" where no reason is given, or none to be asked for one
    CORRECTION_BACK = "gb"
    CORRECTION_UNDO = "gu"
    CORRECTION_WITHDRAW = "gw"
    CORRECTION_TEXT = "gt"
    CORRECTION_OPEN = "go"
    MINE_PAGE = "my"  # page
    SEARCH_PAGE = "sp"  # draft id + page + "newest" or "best"
    # items that are alike (handlers/likenesses.py); argument: the item's id
    ALIKE_DIFFERENT = "kd"  # + the other's id, or none to choose
    ALIKE_MERGE = "km"  # + the other's id, or none to choose
    ALIKE_FOLLOW = "kf"  # + the other's id, or none to choose
    ALIKE_UNDO = "ku"
    REPEAT_REPLACE = "kr"
    REPEAT_APART = "ka"
    # people (handlers/join.py, members.py)
    JOIN_PASS = "jp"  # request id + a namesake's id or "new", where that is asked
    JOIN_REFUSE = "jr"  # request id
    JOIN_UNDO = "jz"  # request id
    JOIN_BEGIN = "jb"  # ask
    JOIN_UNIT = "ju"  # request id + the unit that it should name
    INVITE_SURE = "jv"  # draft id
    INVITE_CANCEL = "jx"  # draft id
    UNIT = "un"  # draft id + unit id, 0 for a new one
    UNIT_CANCEL = "uc"  # draft id
    MEMBER = "mm"  # person id + what + value + whether it was asked
    ROSTER_READ = "rr"  # draft id: a file sent without a caption is a roster
    ROSTER_UNIT = "ru"  # draft id + place of a new unit + the unit's id that is meant
    ROSTER_IMPORT = "ri"  # draft id: a roster with new units is imported
    ROSTER_CANCEL = "rc"  # draft id
    LINKS = "ml"  # all: personal links anew for everybody without an account
    MEMBERS_PAGE = "mp"  # page
    LANGUAGE = "lg"  # language
    BIND_KIND = "bk"  # kind
    BIND_SURE = "bs"  # kind: a place that is bound as another is to be changed
    UNBIND_SURE = "bz"  # none
    BIND_LEAVE = "bx"  # none: it is not
    # what is written as a form (handlers/forms.py); argument: the draft's id; "nu" was a demand's unit
    FORM_POST = "np"
    FORM_EDIT = "ne"
    FORM_CANCEL = "nc"
    FORM_SKIP = "ns"  # + the field that is skipped
    FORM_CHOOSE = "nk"  # + a value or who is meant + the field
    # papers to read (handlers/documents.py)
    CIRCULAR_READ = "ea"  # reader row id
    CIRCULAR_OPEN = "eo"  # reader row id
    CIRCULAR_READERS = "er"  # circular id
    CIRCULAR_REOPEN = "eu"  # circular id
    # demands and bookings (handlers/demands.py, handlers/bookings.py)
    BOOK = "bb"  # demand id
    UNBOOK = "bu"  # demand id
    QUEUE = "bq"  # demand id
    OFFER_TAKE = "bo"  # booking id
    OFFER_LEAVE = "bl"  # booking id
    COMMISSION_ACCEPT = "ca"  # booking id
    COMMISSION_DECLINE = "cd"  # booking id
    HAND_IN = "hi"  # demand id
    CLOSE = "nx"  # number with its letter
    EXTEND = "nt"  # number with its letter + days, or none to choose
    CLOSE_CONFIRM = "zc"  # demand id
    CLOSE_BACK = "zb"  # demand id
    REOPEN = "zr"  # demand id
    ARRANGE = "za"  # demand id
    ARRANGE_UNIT = "zu"  # demand id + unit id, or none to choose
    ARRANGE_OPEN = "zo"  # demand id
    ARRANGE_EXTEND = "ze"  # demand id + working days, or none to choose
    ARRANGE_CLOSE = "zx"  # demand id
    PROPOSAL_TURN = "pt"  # proposal id
    PROPOSAL_DROP = "pd"  # proposal id
    PROPOSAL_COMMISSION = "pc"  # proposal id
    PROPOSAL_UNDO = "pu"  # proposal id
    PROPOSAL_LIST = "pl"  # proposal id + month, or none to choose
    AGENDA_TOPIC = "at"  # week + proposal id, 0 for none
    MINUTES_LIST = "al"  # all
    MINUTES_SHOW = "as"  # the minutes' id
    MINUTES_UNDO = "av"  # the minutes' id
    MINUTES_ANEW = "aw"  # the minutes' id
    # training (handlers/training.py); argument: the period's id
    ROTATION_CONFIRM = "5a"
    ROTATION_SWAP = "5b"  # + the other period's id, or none to choose
    ROTATION_BACK = "5c"  # nobody is chosen after all
    SWAP_AGREE = "5d"  # the swap's id
    SWAP_REFUSE = "5e"  # the swap's id
    ROTATION_CALL_OFF = "5f"  # + "yes" on the second word
    ROTATION_KEEP = "5g"
    ROTATION_UNDO = "5h"  # with all that was planned at the same stroke
    ASSESS = "5i"  # asks for the assessment
    ASSESSMENT = "5j"  # shows one's own
    ROTATION_PERSON = "5k"  # draft id + person id, 0 for no mentor
    ROTATION_CANCEL = "5l"  # draft id
    ROTATION_ASK = "5m"  # ask: for a place
    ROTATION_PLACE = "5n"  # request id
    ROTATION_DECLINE = "5o"  # request id
    ROTATION_WITHDRAW = "5t"  # request id
    # what partners offer (handlers/sharings.py); argument: the offer's id
    PARTNER_TURN = "5p"
    PARTNER_LEAVE = "5q"
    PARTNER_UNDO = "5r"
    # what the clock posts (handlers/posts.py)
    PREVIEW = "vp"  # key
    # what a person wants of reminders, deputies, /today (handlers/reminders.py)
    QUIET = "8q"  # begin and end in minutes; the same twice: none
    NOTIFY = "8n"  # kind + "on" or "off"
    DEPUTY_CHOOSE = "8c"  # the person's id + the deputy's
    DEPUTY_SET = "8s"  # the person's id + the deputy's + first and last day + "yes" where others are replaced
    DEPUTY_END = "8e"  # the row's id
    TODAY = "8t"  # none: brought up to date
    PROPOSAL_ANSWER = "pa"  # proposal id
    WISH_PASS = "wp"  # draft id
    WISH_DEMAND = "wd"  # draft id
    WISH_CANCEL = "wc"  # draft id
    # a month's key points (handlers/planning.py)
    KEYPOINTS_READ = "kp"  # month
    KEYPOINTS_WRITE = "kw"  # month
    KEYPOINTS_POST = "ko"  # draft id
    KEYPOINTS_EDIT = "ke"  # draft id
    KEYPOINTS_CANCEL = "kc"  # draft id
    # the bulletin (handlers/bulletin.py); argument: the bulletin's id
    BULLETIN_OPEN = "fo"  # + the id of the item whose buttons are shown, 0 for none
    BULLETIN_POOL = "fp"  # + page
    BULLETIN_CHOOSE = "fc"  # + item id + page
    BULLETIN_UP = "fu"  # + item id
    BULLETIN_DOWN = "fd"  # + item id
    BULLETIN_OUT = "fx"  # + item id
    BULLETIN_NOTE = "fn"  # + item id, 0 for the whole
    BULLETIN_PICTURES = "fi"  # + item id
    BULLETIN_PICTURE = "fj"  # + item id + attachment id + "in" or "out"
    BULLETIN_KIND = "fk"  # + "supplement" or "ordinary"
    BULLETIN_PREVIEW = "fv"
    BULLETIN_SEND = "fs"
    BULLETIN_FETCH = "ff"
    BULLETIN_SIGN = "fg"
    BULLETIN_SURE = "fy"  # + the revision that was read
    BULLETIN_RETURN = "fr"
    ISSUES_PAGE = "fl"  # page + year
    ISSUE_SHOW = "fw"
    ERRATUM_ISSUE = "fe"  # the correction's id
    ERRATUM_DROP = "fz"  # the correction's id
    # guidance (handlers/guidance.py)
    ASK_ANSWER = "t1"  # inquiry id: the words are asked for
    ASK_SHOW = "t2"  # inquiry id
    ASK_BACK = "t3"  # the text's id
    GUIDE_PAGE = "t4"  # page
    GUIDE_EXAMPLES = "t5"
    GUIDE_PUT = "t6"  # draft id
    GUIDE_CANCEL = "t7"  # draft id
    GUIDE_RESTORE = "t8"  # the id of the guide that is in force
    GUIDE_UNDO = "t9"  # the id of the guide that was
    EXEMPLAR_SHOW = "ta"  # item id
    EXEMPLAR_REVOKE = "tb"  # item id
    EXEMPLAR_CHOOSE = "tc"  # item id
    # network sources (handlers/sources.py)
    LEAD_TURN = "v1"  # the lead's id
    LEAD_IGNORE = "v2"  # the lead's id
    LEAD_UNDO = "v3"  # the lead's id
    LEADS_MORE = "v4"
    # supervision tasks (handlers/supervision.py); argument: the task's id
    TASK_ACCEPT = "va"  # the part's id
    TASK_FEEDBACK = "vf"
    TASK_REPORT = "vd"
    TASK_TIME = "vt"
    TASK_DAYS = "vy"  # draft id + working days
    TASK_AGREE = "vg"  # the report's id
    TASK_REFUSE = "vr"  # the report's id
    TASK_UNDO = "vu"  # the report's id
    TASK_SHOW = "vs"
    TASKS_PAGE = "vq"  # page + month
    TASK_EXTEND = "ve"  # + working days, or none to choose
    TASK_CLOSE = "vc"
    TASK_CLOSE_SURE = "vz"
    TASK_CLOSE_BACK = "vb"
    TASK_FILES = "vh"  # what came with its reports
    TASK_OF_COMMENT = "vl"  # a leader's comment's id: 转督办
    # meetings (handlers/meetings.py); argument: the meeting's id
    MEETING_COME = "m1"  # + the id of the person who is called
    MEETING_EXCUSE = "m2"  # + the same
    MEETING_TIME = "m3"
    MEETING_PLACE = "m4"
    MEETING_CANCEL = "m5"
    MEETING_SURE = "m6"
    MEETING_BACK = "m7"
    MEETING_OPEN = "m8"
    MEETING_LIST = "m9"  # who comes
    MEETING_POINTS = "m0"  # + the id of the person who was there
    # messages whose delivery is in doubt (handlers/doubts.py); argument: the outbox row's id
    DOUBT_SEND = "xs"
    DOUBT_LEAVE = "xl"
    # what a restored copy had waiting to be sent (handlers/doubts.py)
    RESTORED_SEND = "ys"
    RESTORED_LEAVE = "yl"


@dataclass(frozen=True, slots=True)
class Pressed:
    """A parsed button: what, and its arguments as typed."""

    press: Press
    args: tuple[str, ...]

    def number(self, place: int = 0) -> int:
        """The argument as a number. BadInput where somebody altered the data."""
        typed = self.word(place) or ""
        # `int` would take blanks, underscores and other scripts' digits: nothing that we ever built.
        if not _NUMBER.fullmatch(typed) or abs(int(typed)) > _MOST_ID:
            raise BadInput("This button is out of date. Please send the command again.")
        return int(typed)

    def word(self, place: int) -> str | None:
        """The argument as text; None where there is none."""
        return self.args[place] or None if len(self.args) > place else None


def data(press: Press, *args: object) -> str:
    """The callback_data of a button."""
    built = ":".join((press, *map(str, args)))
    assert len(built.encode()) <= MOST_BYTES, built
    return built


def button(label: str, press: Press, *args: object) -> Button:
    """An inline button that presses back to us."""
    return Button(label, data=data(press, *args))


def parse(text: str) -> Pressed:
    """The reverse of `data`. BadInput for anything that we never built."""
    name, *args = text.split(":")
    try:
        return Pressed(Press(name), tuple(args))
    except ValueError:
        raise BadInput("This button is out of date. Please send the command again.") from None


def pattern(*presses: Press) -> str:
    """A regular expression that matches the data of exactly these buttons."""
    return rf"^(?:{'|'.join(press.value for press in presses)})(?::|$)"
