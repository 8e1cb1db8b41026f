"""What exists at the desk: frozen dataclasses and closed lists, without behaviour."""

from bot.model.copies import DeskCopy
from bot.model.demands import Booking, Demand, Proposal
from bot.model.enums import (
    BookingState,
    DemandState,
    DraftKind,
    Employment,
    ItemState,
    Kind,
    PersonState,
    PlaceKind,
    ProposalState,
    Reason,
    Role,
)
from bot.model.items import AuditEntry, Draft, Item, ItemPart, Queue
from bot.model.messages import (
    Button,
    Chat,
    Document,
    InboxRow,
    Keyboard,
    LivePost,
    Message,
    OutboxRow,
    Policy,
    Priority,
)
from bot.model.people import JoinRequest, Person, Place, RosterRow, Unit

__all__ = [
    "AuditEntry",
    "Booking",
    "BookingState",
    "Button",
    "Chat",
    "Demand",
    "DemandState",
    "DeskCopy",
    "Document",
    "Draft",
    "DraftKind",
    "Employment",
    "InboxRow",
    "Item",
    "ItemPart",
    "ItemState",
    "JoinRequest",
    "Keyboard",
    "Kind",
    "LivePost",
    "Message",
    "OutboxRow",
    "Person",
    "PersonState",
    "Place",
    "PlaceKind",
    "Policy",
    "Priority",
    "Proposal",
    "ProposalState",
    "Queue",
    "Reason",
    "Role",
    "RosterRow",
    "Unit",
]
