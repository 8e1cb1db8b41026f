"""aiosql's door to our connections: named queries come back as awaitables, lists and values.

The stock adapter crosses to the connection's thread three times for each statement, to open a cursor, to run it and to close it.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import aiosql
from aiosql.query_loader import QueryLoader
from aiosql.types import SQLOperationType

from bot.store.sqlite.connection import PatientConnection

SQL_FOLDER = Path(__file__).parents[1] / "sql"
_QUERY = re.compile(r"--\s*name\s*:\s*")


# By its mark a query is about few rows (one row, or a write) or about many (a list). Each list says which it is, and so does a
# write that is about many rows; purges all are.
SHORT_LISTS = frozenset(
    {
        "claim_rows",
        "list_adoptions_of_item",
        "list_entry_altered",
        "list_appeals_of_item",
        "list_leader_comments_of_item",
        "list_leader_comments_of_message",
        "list_appeals_of_message",
        "list_sharing_answers",
        "list_partner_offers_of_message",
        "list_writings_of_message",
        "list_writings",
        "list_proposal_answers",
        "list_attachments_of_report",
        "list_attachments_of_task",
        "list_attachments_of_offer",
        "list_rotations_said_in",
        "list_rotations_planned_with",
        "list_rotations_between",
        "list_rotations_unanswered",
        "list_rotations_to_assess",
        "list_rotations_owed",
        "list_open_swaps",
        "list_open_place_requests",
        "list_circular_files",
        "list_unread",
        "list_circulars_to_list",
        "list_keypoint_months",
        "list_keypoints",
        "list_minutes",
        "list_proposals_since",
        "list_proposals_of",
        "list_faults_of_item",
        "list_lines_of_booking",
        "list_lines_of_item",
        "list_bulletin_items",
        "list_bulletin_words",
        "list_rewritten_items",
        "list_errata",
        "list_asked_errata",
        "list_demands_held",
        "list_merged_into",
        "list_contained_in",
        "list_month_of",
        "list_posts",
        "list_reminders_to",
        "list_drafts_in",
        "list_following",
        "list_items_by_id",
        "list_later_alike",
        "list_likenesses",
        "list_waiting_receipts",
        "list_parts_of_item",
        "list_parts_of_message",
        "list_comments_of_message",
        "list_attachments_of_album",
        "list_attachments_of_draft",
        "list_attachments_of_item",
        "list_inquiry_texts_of_message",
        "list_leads_of_message",
        "list_feeds",
        "list_tasks_of_item",
        "list_task_parts",
        "list_task_reports",
        "list_task_reports_of_message",
    }
)
LONG_LISTS = frozenset(
    {
        "count_by_person",
        "list_all_unread",
        "list_circular_readers",
        "list_newest_circulars",
        "list_people_before",
        "list_entries_altered",
        "list_items_to_appeal",
        "list_open_circulars",
        "count_by_unit",
        "count_keypoint_items",
        "count_received_between",
        "sum_by_person",
        "sum_by_unit",
        "count_appeals",
        "list_tasks_open",
        "list_tasks_newly_overdue",
        "list_tasks_alive",
        "list_tasks_to_export",
        "list_task_parts_between",
        "list_task_reports_between",
        "list_adopted_titles",
        "list_open_appeals_of_month",
        "list_adoptions_standing",
        "list_items_commented",
        "list_items_untrue",
        "list_adoptions_of_items",
        "list_adoptions_touched",
        "list_contributions",
        "list_fee_lines",
        "list_fee_lines_of_items",
        "list_fee_months",
        "list_item_heads",
        "list_listed_merged",
        "list_unadopted_titles",
        "list_adoptions_between",
        "list_items_adopted_since",
        "list_items_commented_since",
        "list_items_at_fault_since",
        "list_items_with_lines_since",
        "list_lines_of_person",
        "list_lines_of_unit",
        "count_inbox",
        "count_open_inbox",
        "count_open_outbox",
        "count_outbox",
        "count_commented",
        "count_standings",
        "count_states",
        "count_taken",
        "count_taken_items",
        "count_waiting",
        "list_comments",
        "list_corrections_asked",
        "list_corrections_of_item",
        "list_appeals_waiting",
        "list_proposals_waiting",
        "list_leader_comments_waiting",
        "list_join_requests_waiting",
        "list_notices_since",
        "list_account_languages",
        "list_audit",
        "list_bookings_given_up",
        "list_bookings_handed_in",
        "sum_points_by_unit",
        "list_issued_bulletins",
        "list_pool",
        "list_bookings_lapsed",
        "list_bookings_of_demand",
        "list_bookings_of_open",
        "list_bookings_of_unit",
        "list_demands_of_unit",
        "list_departures",
        "list_drafts_of",
        "list_drafts_of_item",
        "list_drafts_of_kind",
        "list_drafts_to_remind",
        "list_event_keys",
        "list_expired_offers",
        "list_files",
        "list_held_items",
        "list_in_doubt",
        "list_inbox_after",
        "list_inbox_lane",
        "list_items_not_returned",
        "list_items_of",
        "list_items_returned",
        "list_items_taken",
        "list_changed_since_read",
        "list_found",
        "list_leaves",
        "list_quota_numbers",
        "list_training_days",
        "list_partner_offers_since",
        "list_shared_between",
        "list_taken_between",
        "list_made_since",
        "list_long_waits",
        "list_month",
        "list_month_at",
        "list_items_before",
        "list_standing_sharings",
        "list_seen_in",
        "list_stale_found",
        "list_sent",
        "list_stale_to_index",
        "list_to_index",
        "list_unindexed",
        "list_newest_inbox",
        "list_newest_adopted",
        "list_newest_items",
        "list_newest_outbox",
        "list_settled",
        "list_standing",
        "list_kept_files",
        "list_newly_overdue",
        "list_open_accounts",
        "list_open_demands",
        "list_orphans",
        "list_outbox_since",
        "list_owed",
        "list_people",
        "list_places",
        "list_posted",
        "list_published_months",
        "list_ready",
        "list_recent_sends",
        "list_deputies",
        "list_quiet_hours",
        "list_reminders_due",
        "list_switched_off",
        "list_text_keys",
        "list_unbooked_overdue",
        "list_uncompared",
        "list_undecided_without_card",
        "list_unit_targets",
        "list_units",
        "list_originals",
        "list_queue",
        "list_reserve",
        "list_versions",
        "list_waiting_items",
        "list_wanted",
        "list_wanted_made",
        "list_items_to_export",
        "list_attendees",
        "list_meetings_ahead",
        "list_meetings_between",
        "list_meetings_ahead_of",
        "list_meetings_newest",
        "list_meetings_newest_of",
        "list_meetings_unsettled",
        "list_unasked",
        "list_unreminded_eve",
        "list_unreminded_hour",
        "list_adoptions_to_export",
        "list_bookings_to_export",
        "list_readers_to_export",
        "list_lines_to_export",
        "count_leads",
        "list_exemplars",
        "list_inquiries_of",
        "list_inquiry_texts",
        "list_leads_found_since",
        "list_leads_in_state",
        "list_open_inquiries",
    }
)
LONG_WRITES = frozenset(
    {
        "drop_doubled",
        "drop_restored",
        "send_restored",
        "owe_ledger",
        "move_owed",
        "let_go_of_doubled",
        "move_outbox",
        "move_posts",
        "move_ledger",
        "move_attachments",
        "move_made",
        "move_made_also",
        "follow_clock",
        "take_back_all",
        "insert_text_keys",
        "insert_event_keys",
        "delete_text_keys",
        "delete_event_keys",
        "insert_search_rows",
        "clear_search_index",
        "clear_stale",
        "begin_erasing",
        "go_on_erasing",
        "see_leads",
    }
)
# Of a row that was there already, or that came of no SELECT, the connection does not know the id.
_MAY_INSERT_NOTHING = re.compile("ON CONFLICT|SELECT")
_RETURNING_ID = re.compile(r"\s+RETURNING id;?\s*\Z")


class ShortStatements:
    """Runs each named query in one step, one about few rows at once (see PatientConnection)."""

    # aiosql would wrap selects of an async driver in generators; as plain functions they hand our coroutines through.
    is_aio_driver = False

    def process_sql(self, _name: str, operation: SQLOperationType, sql: str) -> str:
        """SQLite reads `:name` placeholders itself, and knows the id of a row that was just inserted.

        To say it by RETURNING nearly doubles what an insert costs.
        """
        if operation is SQLOperationType.INSERT_RETURNING and not _MAY_INSERT_NOTHING.search(sql):
            return _RETURNING_ID.sub("", sql)
        return sql

    async def select(
        self, conn: PatientConnection, name: str, sql: str, parameters: Any, _record: Any = None
    ) -> list[Any]:
        """All rows."""
        if name in SHORT_LISTS:
            return await conn.fetch_few(sql, parameters)
        return await conn.execute_fetchall(sql, parameters)

    async def select_one(
        self, conn: PatientConnection, _name: str, sql: str, parameters: Any, _record: Any = None
    ) -> Any:
        """The first row, or None."""
        rows = await conn.fetch_few(sql, parameters)
        return rows[0] if rows else None

    async def select_value(self, conn: PatientConnection, _name: str, sql: str, parameters: Any) -> Any:
        """The first column of the first row, or None."""
        rows = await conn.fetch_few(sql, parameters)
        return rows[0][0] if rows else None

    async def insert_returning(self, conn: PatientConnection, name: str, sql: str, parameters: Any) -> Any:
        """What RETURNING says first; the new row's id where `process_sql` has taken that away."""
        if "RETURNING" in sql:
            return await self.select_value(conn, name, sql, parameters)
        return conn.insert(sql, parameters)

    async def insert_update_delete(
        self, conn: PatientConnection, name: str, sql: str, parameters: Any
    ) -> None:
        """A write whose count nobody asks for; where it matters, the query says RETURNING."""
        if name in LONG_WRITES or name.startswith("purge_"):
            await conn.execute_fetchall(sql, parameters)
        else:
            conn.run(sql, parameters)

    async def insert_update_delete_many(
        self, conn: PatientConnection, _name: str, sql: str, parameters: Iterable[Any]
    ) -> None:
        """One statement over a few rows."""
        conn.run_many(sql, parameters)


class _Loader(QueryLoader):
    """Reads the queries of a text without aiosql's search for /* comments */, two thirds of its time: there are none."""

    def load_query_data_from_sql(self, sql: str, ns_parts: list[str], fname: Any = "store/sql") -> list[Any]:
        _, *queries = _QUERY.split(sql)
        return [self._make_query_datum(each, ns_parts, (fname, 0)) for each in queries]


@functools.cache
def load_queries(adapter: Any = ShortStatements, *, dialect: str | None = None) -> Any:
    """Every named query of store/sql, as methods that take a connection and named parameters; read once, for all databases.

    Where a query must differ, the files in the folder of the `dialect` win by its name.
    """
    queries = _load(SQL_FOLDER, adapter)
    if dialect is not None:
        others = _load(SQL_FOLDER / dialect, adapter)
        for name in others.available_queries:
            getattr(queries, name)  # AttributeError: a query that stands in the dialect alone is a mistake
            setattr(queries, name, getattr(others, name))
    return queries


def _load(folder: Path, adapter: Any) -> Any:
    # One text of the folder's own files: aiosql would read the folders below as well.
    text = "\n".join(path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.sql")))
    return aiosql.from_str(text, adapter, mandatory_parameters=False, attribute=None, loader_cls=_Loader)
