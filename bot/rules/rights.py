"""Who may do what where: the one table of rights, by role and place (manual, sections 1-5); nothing here answers anybody."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.errors import NotAllowed, NotBoundHere, NotJoined
from bot.model import Item, ItemState, Person, PlaceKind, Role


class Where(StrEnum):
    """The kinds of chat that a message can come from."""

    PRIVATE = "private"
    WORK = "work"
    DESK = "desk"
    PARTNER = "partner"
    UNBOUND = "unbound"  # a group that nobody has bound


def where_of(*, is_private: bool, kind: PlaceKind | None) -> Where:
    """The kind of chat, from what is known of it."""
    if is_private:
        return Where.PRIVATE
    return Where(kind.value) if kind else Where.UNBOUND


class Act(StrEnum):
    """Everything that a person can ask of the desk. The value is the command's name where there is one."""

    START = "start"
    HELP = "help"
    JOIN = "join"
    MEETING = "meeting"
    MEETINGS = "meetings"
    ATTENDANCE = "attendance"
    ATTEND = "attend"  # 参加, 请假 under an invitation
    LANG = "lang"
    SUBMIT = "submit"
    CANCEL = "cancel"
    MY = "my"
    ITEM = "item"
    SEARCH = "search"
    REVISE = "revise"
    WITHDRAW = "withdraw"
    RANK = "rank"
    STATS = "stats"
    TOPICS = "topics"
    BOOK = "book"
    UNBOOK = "unbook"
    BOOKINGS = "bookings"
    PROPOSE = "propose"
    ASK = "ask"
    ANSWER_ASK = "answer_ask"  # 答复 under a question to the desk
    GUIDE = "guide"
    SET_GUIDE = "set_guide"  # /guide 更新, 恢复
    EXEMPLAR = "exemplar"
    FEEDS = "feeds"
    DECIDE_LEAD = "decide_lead"  # 转为选题, 忽略 under a lead
    DEMAND = "demand"
    DOC = "doc"
    DOCS = "docs"  # also 已阅 under a paper
    READERS = "readers"
    CLOSE = "close"
    EXTEND = "extend"
    REVIEW = "review"  # the buttons of a card
    QUEUE = "queue"
    EDIT = "edit"  # 改稿
    ADOPTED = "adopted"  # also 上报 市采用 省采用 under a card
    POINTS = "points"
    WHY = "why"
    TARGET = "target"
    APPEAL = "appeal"
    DECIDE_APPEAL = "decide_appeal"  # 采纳, 维持 under an appeal
    NOTICE = "notice"  # 发布, 暂缓 under the draft of the monthly notice
    CORRECT = "correct"  # of a published month
    SHARE = "share"
    ROTATION = "rotation"  # the rota, and one's own periods of training
    PLAN_ROTATION = "plan_rotation"  # also 安排, 婉拒 under a request
    ASK_ROTATION = "ask_rotation"  # for a place
    OFFER = "offer"  # #选题, #报送 of partners in their group
    DECIDE_OFFER = "decide_offer"  # 转为选题, 不用 under what a partner offers
    ANSWER_SHARED = "answer_shared"  # 采用, 不用 under what is shared
    FEES = "fees"
    APPRAISAL = "appraisal"
    COMMENT = "comment"  # 批示
    DECIDE_COMMENT = "decide_comment"  # 可转达, 不转达 under a leader's comment
    ISSUE = "issue"
    ISSUES = "issues"
    SIGN = "sign"  # 签发, 退改 under the bulletin
    AUDIT = "audit"
    HELD = "held"
    BIND = "bind"
    UNBIND = "unbind"
    INVITE = "invite"
    ROSTER = "roster"
    MEMBERS = "members"
    MEMBER = "member"
    LEAVE = "leave"
    PREVIEW = "preview"
    CONSULT = "consult"  # also the topics' numbers under the agenda
    TOPIC = "topic"
    KEYPOINTS = "keypoints"
    READ_KEYPOINTS = "read_keypoints"  # 已阅 under a month's key points
    DECIDE_PROPOSAL = "decide_proposal"  # 转为选题, 搁置 under a proposal
    DECIDE_JOIN = "decide_join"  # 通过, 拒绝 under a request
    EXPORT = "export"
    TASK = "task"  # 督办
    TASKS = "tasks"
    DO_TASK = "do_task"  # 接受, 反馈, 办结, 申请延期 under a supervision task
    DECIDE_TASK = "decide_task"  # 同意办结, 退回补办, and whatever else who set it does with one
    QUIET = "quiet"
    NOTIFY = "notify"
    DEPUTY = "deputy"
    TODAY = "today"
    DOUBT = "doubt"  # whether a post that may have arrived is posted again


ANYONE = frozenset(Role)
STAFF = ANYONE - {Role.NOBODY}
ADMINS = frozenset({Role.OWNER, Role.ADMIN})
EDITORS = ADMINS | {Role.EDITOR}
WRITERS = EDITORS | {Role.MEMBER, Role.PARTNER}
PARTNERS = frozenset({Role.PARTNER})
REPORTERS = frozenset({Role.MEMBER})
BOOKERS = frozenset({Role.OWNER, Role.MEMBER})
PLANNERS = EDITORS | {Role.LEADER}
BULLETIN_READERS = EDITORS | {Role.LEADER, Role.MEMBER}
ITEM_READERS = EDITORS | {Role.LEADER}  # of every item, whoever's it is

ANYWHERE = frozenset(Where)
BOUND = ANYWHERE - {Where.UNBOUND}
PRIVATE = frozenset({Where.PRIVATE})
GROUPS = ANYWHERE - {Where.PRIVATE}
DESK_SIDE = frozenset({Where.PRIVATE, Where.DESK})


@dataclass(frozen=True, slots=True)
class Right:
    """The roles that may, and the places where."""

    roles: frozenset[Role]
    places: frozenset[Where]


RIGHTS: dict[Act, Right] = {
    Act.START: Right(ANYONE, ANYWHERE),
    Act.HELP: Right(ANYONE, ANYWHERE),
    Act.JOIN: Right(ANYONE, ANYWHERE),
    # In a group it is the group's language, which administrators alone change: desk/people/language.py looks at that.
    Act.LANG: Right(ANYONE, ANYWHERE),
    Act.SUBMIT: Right(WRITERS, BOUND),
    Act.CANCEL: Right(STAFF, BOUND),
    Act.MY: Right(WRITERS, BOUND),
    Act.ITEM: Right(STAFF, BOUND),
    Act.SEARCH: Right(STAFF, BOUND),
    Act.REVISE: Right(WRITERS, BOUND),
    Act.WITHDRAW: Right(WRITERS, BOUND),
    Act.RANK: Right(STAFF, BOUND),
    Act.STATS: Right(STAFF, BOUND),
    Act.TOPICS: Right(STAFF, BOUND),
    Act.BOOK: Right(BOOKERS, BOUND),
    Act.UNBOOK: Right(BOOKERS, BOUND),
    Act.BOOKINGS: Right(STAFF, BOUND),
    Act.PROPOSE: Right(STAFF, BOUND),
    Act.ASK: Right(STAFF, BOUND),
    Act.ANSWER_ASK: Right(EDITORS, DESK_SIDE),
    Act.GUIDE: Right(STAFF, BOUND),
    Act.SET_GUIDE: Right(EDITORS, DESK_SIDE),
    Act.EXEMPLAR: Right(EDITORS, DESK_SIDE),
    Act.FEEDS: Right(EDITORS, DESK_SIDE),
    Act.DECIDE_LEAD: Right(EDITORS, DESK_SIDE),
    Act.DEMAND: Right(PLANNERS, DESK_SIDE),
    Act.DOC: Right(PLANNERS, DESK_SIDE),
    Act.DOCS: Right(STAFF, PRIVATE),
    # Whoever wrote it, and editors: desk/documents/circulars.py looks at that.
    Act.READERS: Right(PLANNERS, DESK_SIDE),
    # A leader may close only what is their own: desk/demands/changes.py looks at that.
    Act.CLOSE: Right(PLANNERS, BOUND),
    Act.EXTEND: Right(PLANNERS, BOUND),
    Act.REVIEW: Right(EDITORS, DESK_SIDE),
    Act.DECIDE_PROPOSAL: Right(EDITORS, DESK_SIDE),
    Act.CONSULT: Right(EDITORS, DESK_SIDE),
    Act.TOPIC: Right(frozenset({Role.LEADER}), DESK_SIDE),
    # Who writes them, and where: desk/planning/keypoints.py looks at that.
    Act.KEYPOINTS: Right(STAFF, BOUND),
    Act.READ_KEYPOINTS: Right(STAFF, BOUND),
    Act.QUEUE: Right(EDITORS, DESK_SIDE),
    Act.EDIT: Right(EDITORS, DESK_SIDE),
    Act.ADOPTED: Right(EDITORS, DESK_SIDE),
    # Whose lines, and who sets a target: desk/figures/point_lists.py and targets.py look at that.
    Act.POINTS: Right(STAFF, BOUND),
    Act.WHY: Right(STAFF, BOUND),
    Act.TARGET: Right(STAFF, BOUND),
    Act.APPEAL: Right(WRITERS, BOUND),
    Act.DECIDE_APPEAL: Right(EDITORS, DESK_SIDE),
    Act.NOTICE: Right(ADMINS, DESK_SIDE),
    Act.CORRECT: Right(ADMINS, DESK_SIDE),
    Act.SHARE: Right(EDITORS, DESK_SIDE),
    # Whose period it is, and who writes the assessment: desk/training looks at that.
    Act.ROTATION: Right(STAFF - PARTNERS, BOUND),
    Act.PLAN_ROTATION: Right(EDITORS, DESK_SIDE),
    Act.ASK_ROTATION: Right(REPORTERS, BOUND),
    Act.OFFER: Right(PARTNERS, frozenset({Where.PARTNER})),
    Act.DECIDE_OFFER: Right(EDITORS, DESK_SIDE),
    Act.ANSWER_SHARED: Right(PARTNERS, frozenset({Where.PARTNER})),
    Act.FEES: Right(EDITORS, DESK_SIDE),
    Act.APPRAISAL: Right(ITEM_READERS, DESK_SIDE),
    # A leader in the own name, an editor in a leader's: desk/items/leader_comments.py looks at that.
    Act.COMMENT: Right(PLANNERS, DESK_SIDE),
    Act.DECIDE_COMMENT: Right(EDITORS, DESK_SIDE),
    Act.ISSUE: Right(EDITORS, DESK_SIDE),
    # Members read what was posted in the work groups: desk/bulletin/issues.py looks at that.
    Act.ISSUES: Right(BULLETIN_READERS, BOUND),
    # Whoever the settings name as a signer, else administrators: desk/items/printing.py looks at that.
    Act.SIGN: Right(STAFF, DESK_SIDE),
    Act.MEETING: Right(PLANNERS, DESK_SIDE),
    Act.MEETINGS: Right(STAFF, DESK_SIDE),
    # A leader sees only who comes to the own: desk/meetings/records.py looks at that.
    Act.ATTENDANCE: Right(PLANNERS, DESK_SIDE),
    Act.ATTEND: Right(STAFF, PRIVATE),
    Act.AUDIT: Right(EDITORS, DESK_SIDE),
    # Whoever the settings name as a secrecy officer may, whatever the role: desk/items/held.py looks at that.
    Act.HELD: Right(ADMINS, PRIVATE),
    Act.BIND: Right(ADMINS, GROUPS),
    Act.UNBIND: Right(ADMINS, GROUPS),
    Act.INVITE: Right(ADMINS, DESK_SIDE),
    Act.ROSTER: Right(ADMINS, PRIVATE),
    Act.MEMBERS: Right(ADMINS, DESK_SIDE),
    Act.MEMBER: Right(ADMINS, DESK_SIDE),
    Act.LEAVE: Right(ADMINS, DESK_SIDE),
    Act.PREVIEW: Right(ADMINS, DESK_SIDE),
    Act.EXPORT: Right(EDITORS, DESK_SIDE),
    Act.TASK: Right(PLANNERS, DESK_SIDE),
    # Who is not of the desk sees the own unit's, and does what that has accepted: desk/supervision/cards.py looks at that.
    Act.TASKS: Right(STAFF, BOUND),
    Act.DO_TASK: Right(STAFF, PRIVATE),
    # Whoever set it, or stands in for them, whatever the role: the same.
    Act.DECIDE_TASK: Right(STAFF, DESK_SIDE),
    Act.DECIDE_JOIN: Right(ADMINS, DESK_SIDE),
    Act.QUIET: Right(STAFF, BOUND),
    Act.NOTIFY: Right(STAFF, BOUND),
    # For others administrators alone: desk/people/deputies.py looks at that.
    Act.DEPUTY: Right(STAFF, BOUND),
    Act.TODAY: Right(STAFF, BOUND),
    Act.DOUBT: Right(ADMINS, PRIVATE),
}


def may_stand_in(role: Role, *, for_role: Role) -> bool:
    """Whether somebody of this role may answer for one of the other (A/B 角): never who sees less."""
    if for_role in (Role.MEMBER, Role.PARTNER):
        return role is for_role or (for_role is Role.MEMBER and role in EDITORS)
    return role in (PLANNERS if for_role is Role.LEADER else EDITORS)


def may_see_item(person: Person, item: Item) -> bool:
    """Reporter, editors, administrators, leaders; every member once it is adopted; what is held, its reporter alone.

    A partner sees what is shared besides: desk/items/cards.py looks at that.
    """
    is_open = item.state is not ItemState.HELD
    is_reader = person.role in ITEM_READERS or (
        item.state is ItemState.ADOPTED and person.role is not Role.PARTNER
    )
    return item.person_id == person.id or (is_open and is_reader)


def may_see_original(person: Person, item: Item) -> bool:
    """What was typed, before cleaning: its reporter and editors."""
    return item.person_id == person.id or (person.role in EDITORS and item.state is not ItemState.HELD)


def may(role: Role, act: Act, where: Where) -> bool:
    """Whether this role may do this here."""
    right = RIGHTS[act]
    return role in right.roles and where in right.places


def check_may(role: Role, act: Act, where: Where) -> None:
    """Raises NotAllowed with what to do instead: join, ask whom, or go where."""
    right = RIGHTS[act]
    if role is Role.NOBODY and role not in right.roles:
        raise NotJoined("You have not joined the desk yet. Write to me in private: /join unit name")
    if role not in right.roles:
        raise NotAllowed("Your role does not allow this. Nothing was changed; an administrator can help.")
    if where not in right.places:
        if where is Where.UNBOUND and Where.PRIVATE in right.places:
            raise NotBoundHere(
                "Here it was not taken: this group, or this topic of it, is not bound to the desk. Please do it in the private "
                "chat with me; an administrator can bind it with /bind work"
            )
        if where is Where.UNBOUND:
            raise NotBoundHere(
                "This group is not bound to the desk. An administrator can bind it with /bind work"
            )
        if right.places == PRIVATE:
            raise NotAllowed("Please do this in the private chat with me.")
        if Where.PRIVATE in right.places:
            raise NotAllowed("Please do this in private or in the desk group; nothing was changed here.")
        raise NotAllowed("Please do this in the group that it is meant for.")
