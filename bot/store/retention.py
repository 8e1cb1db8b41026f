"""How long rows are kept: a table is purged by queries of its own, or kept for ever for a reason; docs/operations.md says so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.rules.likeness.pairs import EVENT_WITHIN, TEXT_WITHIN

KEEP_INBOX = timedelta(days=3)  # well under the week after which Telegram may number updates anew
KEEP_OUTBOX = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Purge:
    """Rows of a table that go: the query that deletes them, and how old they become; drafts, once they are past draft_keep."""

    table: str
    query: str
    keep: timedelta
    in_pieces: bool = False  # a table too long for one Work


PIECE = 20_000  # rows a Work: a few hundredths of a second
# What refers to rows goes before them.
PURGES = (
    Purge("inbox", "purge_inbox", KEEP_INBOX),
    Purge("inbox", "purge_aside", timedelta(days=30)),
    Purge("outbox", "purge_outbox", KEEP_OUTBOX),
    Purge("outbox", "purge_waiting", timedelta(days=30)),
    Purge(
        "drafts", "purge_drafts", timedelta(days=30)
    ),  # so long their writers can be told what became of them
    Purge("made_files", "purge_made", timedelta(days=2)),  # a message can be deleted so long
    Purge("attachments", "purge_attachments", timedelta(days=1)),  # those of nothing
    # Once the outbox knows nothing of them.
    Purge("posts", "purge_untouched_posts", timedelta(0), in_pieces=True),
    Purge("posts", "purge_closed_posts", timedelta(days=365)),
    Purge("posts", "purge_closed_item_posts", timedelta(days=365), in_pieces=True),
    Purge("bulletin_words", "purge_bulletin_words", timedelta(days=365)),
    Purge("undos", "purge_undos", timedelta(days=1)),
    Purge("albums", "purge_albums", timedelta(days=1)),
    Purge("greetings", "purge_greetings", timedelta(days=365)),
    Purge("departures", "purge_departures", timedelta(0)),
    Purge("ledger", "purge_ledger", timedelta(days=400)),
    Purge("meta", "purge_menus", timedelta(0)),
    Purge("text_keys", "purge_text_keys", TEXT_WITHIN),
    Purge("event_keys", "purge_event_keys", EVENT_WITHIN),
    Purge(
        "leads", "purge_leads", timedelta(days=180)
    ),  # since they left their source: it does not bring them again
)

# Why nothing of these tables ever goes by itself.
KEPT = {
    "accounts": "whom the bot may write to, and in which language",
    "adoptions": "which channel took which item",
    "appeals": "what was objected to, and what the desk answered",
    "appraisals": "yearly appraisals as they were published",
    "attendees": "who was at which meeting, or excused",
    "audit": "who did what; the chain of hashes bears no gap",
    "bookings": "the yearly appraisal counts them",
    "bulletin_items": "what was printed in which bulletin",
    "bulletins": "what was issued, and the one in the making",
    "circular_files": "what went with a paper to read",
    "circular_readers": "who has read what, and when",
    "circulars": "what was circulated, for the record",
    "comments": "what editors and reporters said about an item",
    "comparisons": "which version of an item has been compared with others",
    "corrections": "what was asked to be corrected in an item, and who decided",
    "counters": "numbers are never given twice",
    "demands": "what was asked for, for the record",
    "exemplars": "which items are good examples",
    "feeds": "how each source was last read",
    "guides": "the writing guides that the office has put",
    "inquiries": "what was asked of the desk",
    "inquiry_texts": "what was asked of the desk and what it answered",
    "fee_lines": "the lists of fees as they were settled",
    "fee_months": "which lists of fees are settled",
    "errata": "what was corrected in which bulletin",
    "invites": "an old link is told why it works no more; only its hash is here",
    "item_parts": "the messages that an item was made of",
    "item_versions": "every version of an item",
    "item_faults": "what points were taken off for",
    "items": "the office's papers",
    "join_requests": "who asked to join, and who decided",
    "keypoint_months": "which months had key points",
    "keypoint_readers": "who has read a month's key points",
    "keypoints": "what a month's key points were, for the notice",
    "leaves": "the quota of past months",
    "quota_numbers": "the quota of past months",
    "sharing_answers": "what partners said of the items that they were offered",
    "sharings": "which items were offered to partners",
    "partner_offers": "what partners offered, and what became of it",
    "place_requests": "who asked to come for training, and who decided",
    "rotations": "who came for training when, with consent and assessment",
    "swaps": "who changed periods of training with whom",
    "minutes": "what the weekly consultations came to",
    "leader_comments": "what leaders said of items",
    "likenesses": "what an editor has answered is never asked again",
    "meetings": "what was called, and when",
    "notices": "a published month stays as it was published",
    "people": "whose items they are",
    "places": "what is bound; /unbind takes the row away",
    "deputies": "who answered for whom, for the record",
    "point_lines": "every figure of points is a sum of these",
    "quiet_hours": "what a person has set",
    "switched_off": "what a person has set",
    "proposals": "what was proposed, for the record",
    "sent_up": "which items were sent up",
    "shares": "how the points of merged items are shared",
    "tasks": "what units had to see to, for the record",
    "task_parts": "which units had to, and who accepted it",
    "task_reports": "what they reported, and what was answered",
    "unit_targets": "what a unit was to reach in which year",
    "units": "whose items they are",
    "proposal_answers": "what the desk has answered to leaders' wishes",
    "writings": "an edit of a message finds what was made of it",
}
