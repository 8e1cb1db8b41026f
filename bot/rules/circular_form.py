"""What a paper to read (阅文) consists of; how forms are written is in forms."""

from __future__ import annotations

from bot.model import Role
from bot.rules.addressees import Addressees, of_roles
from bot.rules.form_fields import addressees, due, text, title
from bot.rules.forms import Form, FormDraft

SCOPE = "scope"
DEFAULT = of_roles(Role.MEMBER, Role.EDITOR)

CIRCULAR = Form(
    key="circular",
    command="doc",
    letter="D",
    tags=("阅文", "传阅", "circulate"),
    fields=(
        title(),
        text(),
        addressees(SCOPE, "范围", "阅读范围", "readers", "scope", "for", "to"),
        due("read by", is_required=False),
    ),
    takes_file=True,
)


def scope_of(draft: FormDraft) -> Addressees:
    """Who is to read it: reporters and editors, where nobody is named."""
    return draft.addressees(SCOPE) or DEFAULT
