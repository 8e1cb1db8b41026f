"""an index by which items are found by their words"""

from __future__ import annotations

from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

# The index alone holds the lexemes. The view, from which its rows would be read, has none: who reads all tables reads nothing.
_SQLITE = """
CREATE VIEW search_index_rows AS SELECT 0 AS item_id, '' AS lexemes WHERE false;
CREATE VIRTUAL TABLE search_index
USING fts5 (lexemes, content=search_index_rows, content_rowid=item_id, columnsize=0, detail=none, tokenize=ascii)
"""
_POSTGRES = """
CREATE TABLE search_index (item_id BIGINT CONSTRAINT pk_search_index PRIMARY KEY, lexemes TSVECTOR NOT NULL);
CREATE INDEX ix_search_index_lexemes ON search_index USING gin (lexemes) WITH (fastupdate = off);
"""
_BOTH = """
CREATE TABLE search_index_progress (form BIGINT NOT NULL, last_id BIGINT NOT NULL, is_to_erase BIGINT NOT NULL);
INSERT INTO search_index_progress VALUES (0, 0, 0);
CREATE TABLE search_index_stale (item_id BIGINT NOT NULL CONSTRAINT pk_search_index_stale PRIMARY KEY);
"""


def upgrade() -> None:
    """Empty: the running bot fills it (scheduler/indexing.py), and reads the items themselves where it is not filled yet.

    A million items take minutes, in which nobody could hand anything in.
    """
    is_postgres = op.get_bind().dialect.name == "postgresql"
    for statement in f"{_POSTGRES if is_postgres else _SQLITE};{_BOTH}".split(";"):
        if statement.strip():
            op.execute(statement)


def downgrade() -> None:
    """Takes it away."""
    for table in ("search_index_stale", "search_index_progress", "search_index"):
        op.execute(f"DROP TABLE {table}")
    op.execute("DROP VIEW IF EXISTS search_index_rows")
