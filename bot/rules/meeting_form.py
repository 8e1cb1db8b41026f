"""What a meeting consists of as it is written; how forms are written is in forms."""

from __future__ import annotations

from bot.model import Role
from bot.rules.addressees import Addressees, of_roles
from bot.rules.form_fields import addressees, start, text, title, words
from bot.rules.forms import Form, FormDraft
from bot.rules.meetings import PLACE_MOST

BEGIN, PLACE, ATTENDEES = "begin", "place", "attendees"


def called(draft: FormDraft) -> Addressees:
    """Who is called: the editors, where nobody is named (manual, section 7)."""
    return draft.addressees(ATTENDEES) or of_roles(Role.EDITOR)


MEETING = Form(
    key="meeting",
    command="meeting",
    letter="M",
    tags=("参会",),
    fields=(
        title(),
        text(),
        start(BEGIN, "时间", "会议时间", "开会时间", "time", "when"),
        words(PLACE, "地点", "会议地点", "place", "meeting place", "where", most=PLACE_MOST),
        addressees(
            ATTENDEES, "参加", "参会", "参会人员", "参加人员", "attendees", "attending", "who attends", "for"
        ),
    ),
)
