"""What the tables of all rooms are made of: the kinds of their columns, the metadata that holds them; no table is here."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Text,
    text,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

# The search's own tables begin so. They are made of the items, by SQL that differs between the two kinds of database, and
# never carried from one to the other.
SEARCH = "search_index"


def is_in_metadata(name: str | None, kind: str, _parents: object) -> bool:
    """Alembic's `include_name`: what is compared with the rooms' tables."""
    return kind != "table" or not (name or "").startswith(SEARCH)


Id = BigInteger().with_variant(Integer, "sqlite")  # SQLite gives row ids only to INTEGER PRIMARY KEY


def row_id() -> Column[int]:
    """The row's own number."""
    return Column("id", Id, primary_key=True, autoincrement=True)


def at(name: str, *, nullable: bool = False) -> Column[int]:
    """A moment."""
    return Column(name, BigInteger, nullable=nullable)


def words(name: str, *, nullable: bool = False, default: str | None = None) -> Column[str]:
    """Text of any length."""
    return Column(name, Text, nullable=nullable, server_default=default)


def number(name: str, *, nullable: bool = False, default: str | None = None) -> Column[int]:
    """A whole number; 0 and 1 for no and yes."""
    return Column(name, BigInteger, nullable=nullable, server_default=default)


def few(column: str, which: str) -> Index:
    """An index over the rows of which this holds: the others pay nothing for it."""
    return Index(None, column, sqlite_where=text(which), postgresql_where=text(which))


def ref(name: str, target: str, *, nullable: bool = False) -> Column[int]:
    """The number of another table's row."""
    return Column(name, Id, ForeignKey(f"{target}.id"), nullable=nullable)
