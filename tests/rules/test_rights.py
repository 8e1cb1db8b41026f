"""The whole table of rights, written out by hand from the manual: who may do what where."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bot.errors import NotAllowed
from bot.model import Employment, Item, ItemState, Kind, Person, PersonState, PlaceKind, Role
from bot.rules.rights import Act, Where, check_may, may, may_see_item, where_of
from tests.support.table import each_row

ROLES = {
    "O": Role.OWNER,
    "A": Role.ADMIN,
    "E": Role.EDITOR,
    "L": Role.LEADER,
    "M": Role.MEMBER,
    "P": Role.PARTNER,
    "n": Role.NOBODY,
}
# Private, work group, desk group, partner group, a group that nobody has bound.
PLACES = {"p": Where.PRIVATE, "w": Where.WORK, "d": Where.DESK, "t": Where.PARTNER, "u": Where.UNBOUND}

EXPECTED = {
    Act.START: ("OAELMPn", "pwdtu"),
    Act.HELP: ("OAELMPn", "pwdtu"),
    Act.JOIN: ("OAELMPn", "pwdtu"),
    Act.LANG: ("OAELMPn", "pwdtu"),
    Act.MEETING: ("OAEL", "pd"),
    Act.MEETINGS: ("OAELMP", "pd"),
    Act.ATTENDANCE: ("OAEL", "pd"),
    Act.ATTEND: ("OAELMP", "p"),
    Act.SUBMIT: ("OAEMP", "pwdt"),
    Act.CANCEL: ("OAELMP", "pwdt"),
    Act.MY: ("OAEMP", "pwdt"),
    Act.ITEM: ("OAELMP", "pwdt"),
    Act.SEARCH: ("OAELMP", "pwdt"),
    Act.REVISE: ("OAEMP", "pwdt"),
    Act.WITHDRAW: ("OAEMP", "pwdt"),
    Act.RANK: ("OAELMP", "pwdt"),
    Act.STATS: ("OAELMP", "pwdt"),
    Act.POINTS: ("OAELMP", "pwdt"),
    Act.WHY: ("OAELMP", "pwdt"),
    Act.TARGET: ("OAELMP", "pwdt"),
    Act.APPEAL: ("OAEMP", "pwdt"),
    Act.DECIDE_APPEAL: ("OAE", "pd"),
    Act.NOTICE: ("OA", "pd"),
    Act.CORRECT: ("OA", "pd"),
    Act.SHARE: ("OAE", "pd"),
    Act.ANSWER_SHARED: ("P", "t"),
    Act.OFFER: ("P", "t"),
    Act.DECIDE_OFFER: ("OAE", "pd"),
    Act.ROTATION: ("OAELM", "pwdt"),
    Act.PLAN_ROTATION: ("OAE", "pd"),
    Act.ASK_ROTATION: ("M", "pwdt"),
    Act.FEES: ("OAE", "pd"),
    Act.APPRAISAL: ("OAEL", "pd"),
    Act.COMMENT: ("OAEL", "pd"),
    Act.DECIDE_COMMENT: ("OAE", "pd"),
    Act.ADOPTED: ("OAE", "pd"),
    Act.TOPICS: ("OAELMP", "pwdt"),
    Act.BOOK: ("OM", "pwdt"),
    Act.UNBOOK: ("OM", "pwdt"),
    Act.BOOKINGS: ("OAELMP", "pwdt"),
    Act.PROPOSE: ("OAELMP", "pwdt"),
    Act.ASK: ("OAELMP", "pwdt"),
    Act.ANSWER_ASK: ("OAE", "pd"),
    Act.GUIDE: ("OAELMP", "pwdt"),
    Act.SET_GUIDE: ("OAE", "pd"),
    Act.EXEMPLAR: ("OAE", "pd"),
    Act.FEEDS: ("OAE", "pd"),
    Act.DECIDE_LEAD: ("OAE", "pd"),
    Act.CONSULT: ("OAE", "pd"),
    Act.TOPIC: ("L", "pd"),
    Act.KEYPOINTS: ("OAELMP", "pwdt"),
    Act.READ_KEYPOINTS: ("OAELMP", "pwdt"),
    Act.DEMAND: ("OAEL", "pd"),
    Act.DOC: ("OAEL", "pd"),
    Act.DOCS: ("OAELMP", "p"),
    Act.READERS: ("OAEL", "pd"),
    Act.CLOSE: ("OAEL", "pwdt"),
    Act.EXTEND: ("OAEL", "pwdt"),
    Act.REVIEW: ("OAE", "pd"),
    Act.QUEUE: ("OAE", "pd"),
    Act.EDIT: ("OAE", "pd"),
    Act.ISSUE: ("OAE", "pd"),
    Act.ISSUES: ("OAELM", "pwdt"),
    Act.SIGN: ("OAELMP", "pd"),
    Act.AUDIT: ("OAE", "pd"),
    Act.HELD: ("OA", "p"),
    Act.BIND: ("OA", "wdtu"),
    Act.UNBIND: ("OA", "wdtu"),
    Act.INVITE: ("OA", "pd"),
    Act.ROSTER: ("OA", "p"),
    Act.MEMBERS: ("OA", "pd"),
    Act.MEMBER: ("OA", "pd"),
    Act.LEAVE: ("OA", "pd"),
    Act.PREVIEW: ("OA", "pd"),
    Act.DECIDE_PROPOSAL: ("OAE", "pd"),
    Act.DECIDE_JOIN: ("OA", "pd"),
    Act.EXPORT: ("OAE", "pd"),
    Act.TASK: ("OAEL", "pd"),
    Act.TASKS: ("OAELMP", "pwdt"),
    Act.DO_TASK: ("OAELMP", "p"),
    Act.DECIDE_TASK: ("OAELMP", "pd"),
    Act.QUIET: ("OAELMP", "pwdt"),
    Act.NOTIFY: ("OAELMP", "pwdt"),
    Act.DEPUTY: ("OAELMP", "pwdt"),
    Act.TODAY: ("OAELMP", "pwdt"),
    Act.DOUBT: ("OA", "p"),
}
ALL = [
    pytest.param(
        act, role, where, role_letter in roles and where_letter in places, id=f"{act}-{role}-{where}"
    )
    for act, (roles, places) in EXPECTED.items()
    for role_letter, role in ROLES.items()
    for where_letter, where in PLACES.items()
]


def test_the_table_covers_every_act_role_and_place() -> None:
    assert (set(EXPECTED), set(ROLES.values()), set(PLACES.values())) == (set(Act), set(Role), set(Where))


@each_row(("act", "role", "where", "expected"), ALL)
def test_may_is_exactly_the_table(act: Act, role: Role, where: Where, expected: bool) -> None:
    assert may(role, act, where) is expected


@each_row(("act", "role", "where", "expected"), ALL)
def test_check_may_refuses_exactly_what_may_denies(
    act: Act, role: Role, where: Where, expected: bool
) -> None:
    if expected:
        check_may(role, act, where)
    else:
        with pytest.raises(NotAllowed):
            check_may(role, act, where)


@each_row(
    ("role", "act", "where", "words"),
    [
        (Role.NOBODY, Act.SUBMIT, Where.PRIVATE, "You have not joined the desk yet."),
        (Role.MEMBER, Act.MEMBERS, Where.PRIVATE, "Your role does not allow this."),
        (Role.MEMBER, Act.SUBMIT, Where.UNBOUND, "Here it was not taken: this group, or this topic of it"),
        (Role.ADMIN, Act.ROSTER, Where.DESK, "Please do this in the private chat with me."),
        (Role.ADMIN, Act.MEMBERS, Where.WORK, "Please do this in private or in the desk group"),
        (Role.ADMIN, Act.BIND, Where.PRIVATE, "Please do this in the group that it is meant for."),
    ],
)
def test_a_refusal_says_what_to_do_instead(role: Role, act: Act, where: Where, words: str) -> None:
    with pytest.raises(NotAllowed) as refusal:
        check_may(role, act, where)
    assert refusal.value.key.startswith(words)


@each_row(
    ("is_private", "kind", "where"),
    [
        (True, None, Where.PRIVATE),
        (False, None, Where.UNBOUND),
        (False, PlaceKind.WORK, Where.WORK),
        (False, PlaceKind.DESK, Where.DESK),
        (False, PlaceKind.PARTNER, Where.PARTNER),
    ],
)
def test_where_a_chat_is(is_private: bool, kind: PlaceKind | None, where: Where) -> None:
    assert where_of(is_private=is_private, kind=kind) is where


def person(person_id: int, role: Role) -> Person:
    joined_on = date(2024, 1, 1)
    return Person(
        person_id,
        None,
        "某人",
        1,
        "云茶镇",
        role,
        Employment.PART_TIME,
        None,
        joined_on,
        None,
        PersonState.ACTIVE,
        None,
    )


def item(state: ItemState) -> Item:
    """The first person's."""
    return Item(
        id=1,
        number="2026-0001",
        person_id=1,
        unit_id=1,
        reporter="王茗",
        unit="云茶镇",
        title="标题",
        body="正文",
        kind=Kind.ORDINARY,
        is_urgent=False,
        themes=(),
        joint_units=(),
        source=None,
        origin=None,
        demand_id=None,
        state=state,
        reason=None,
        reason_text=None,
        editor_id=None,
        merged_into=None,
        version=1,
        month="2026-06",
        received_at=datetime(2026, 6, 3, tzinfo=UTC),
        decided_at=None,
    )


def test_who_sees_an_item_that_is_not_adopted() -> None:
    seen = {
        letter for letter, role in ROLES.items() if may_see_item(person(2, role), item(ItemState.WAITING))
    }
    assert seen == set("OAEL")
    assert may_see_item(person(1, Role.MEMBER), item(ItemState.WAITING))  # the reporter
    assert may_see_item(person(2, Role.MEMBER), item(ItemState.ADOPTED))
    assert not may_see_item(
        person(2, Role.PARTNER), item(ItemState.ADOPTED)
    )  # what is shared: the desk looks at that
