"""How a column of a VICIdial table is declared: MariaDB's own spelling of the type is the source.

From that one spelling follow the DDL of every engine and what the column makes of a value
(section 12 of the spec, `lmapi_mock.mariadb.types`).
"""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa

from lmapi_mock.mariadb import types as mariadb

METADATA: Final = sa.MetaData()

MARIADB_OPTIONS: Final[dict[str, Any]] = {
    "mysql_engine": "InnoDB",
    "mysql_charset": "utf8mb3",
    "mysql_collate": "utf8mb3_unicode_ci",
}
"""How tables are made in MariaDB: with transactions, and comparing text as the engine's do."""


def _make_as_in_mariadb(table: sa.Table, connection: sa.Connection, **_: Any) -> None:
    if connection.dialect.name == "mysql":
        table.dialect_kwargs.update(MARIADB_OPTIONS)


AS_IN_MARIADB: Final[dict[str, Any]] = {"listeners": [("before_create", _make_as_in_mariadb)]}
"""The same, told when a table is made: where its definition has the options, SQLAlchemy loads all
that it knows of MariaDB and its drivers, for which a server on SQLite has no use."""

_INTEGERS: Final = {8: "TINYINT", 16: "SMALLINT", 24: "MEDIUMINT", 32: "INTEGER", 64: "BIGINT"}


class MariaDBType(sa.types.UserDefinedType[Any]):
    """A type that MariaDB alone has, by its name there.

    SQLAlchemy's own are in modules that take longer to load than a server on SQLite to start.
    """

    cache_ok = True

    def __init__(self, name: str) -> None:
        self.name = name

    def get_col_spec(self, **_: Any) -> str:
        """The name, for DDL."""
        return self.name


def sql_type(stored: mariadb.ColumnType) -> sa.types.TypeEngine[Any]:
    """The SQLAlchemy type that makes DDL for `stored`.

    Dates are text outside MariaDB, where `0000-00-00` and `1980-00-00` have no native home.
    """
    match stored:
        case mariadb.Char() | mariadb.Varchar():
            native: sa.types.TypeEngine[Any] = sa.VARCHAR(stored.length)
            if isinstance(stored, mariadb.Char):
                native = sa.CHAR(stored.length)
            return sa.String(stored.length).with_variant(native, "mysql", "mariadb")
        case mariadb.Enum():
            longest = max(map(len, stored.members))
            native = MariaDBType(stored.sql.replace("enum", "ENUM", 1))
            return sa.String(longest).with_variant(native, "mysql", "mariadb")
        case mariadb.Int():
            native = MariaDBType(_INTEGERS[stored.bits] + " UNSIGNED" * stored.unsigned)
            wide = stored.bits > 32 or (stored.bits == 32 and stored.unsigned)
            generic: sa.types.TypeEngine[Any] = sa.BigInteger() if wide else sa.Integer()
            return generic.with_variant(native, "mysql", "mariadb").with_variant(
                sa.Integer(), "sqlite"
            )
        case mariadb.Decimal():
            return sa.Numeric(stored.precision, stored.scale)
        case mariadb.Date():
            return sa.String(10).with_variant(sa.DATE(), "mysql", "mariadb")
        case mariadb.DateTime():
            return sa.String(19).with_variant(sa.DATETIME(), "mysql", "mariadb")
        case mariadb.MediumText() | mariadb.Blob() | mariadb.Time():
            native = MariaDBType(stored.sql.upper())
            return sa.Text().with_variant(native, "mysql", "mariadb")
        case _:
            return sa.Text()


def column(
    name: str,
    spelling: str,
    *,
    default: str | None = None,
    required: bool = False,
    key: bool = False,
    identity: bool = False,
    made_as: str = "",
) -> sa.Column[Any]:
    """One column, as VICIdial names it.

    Args:
        name: VICIdial's column name.
        spelling: the type as MariaDB spells it, such as `varchar(30)`.
        default: what a row that leaves the column out gets, as text; None is NULL, or for a
            `required` column the type's empty value, as MariaDB does without strict mode.
        required: NOT NULL.
        key: part of the primary key.
        identity: numbered by the database.
        made_as: the type that databases have it with, where that is another one, which holds all
            that this one stores.
    """
    stored = mariadb.parse_type(spelling)
    not_null = required or key
    if default is None and not_null and not identity:
        default = str(stored.store(""))
    return sa.Column(
        name,
        sql_type(mariadb.parse_type(made_as) if made_as else stored),
        primary_key=key,
        autoincrement=identity,
        nullable=not not_null,
        server_default=default,
        info={"stored": stored},
    )


_FOLD: Final = sa.Text().with_variant(sa.TEXT(collation="C"), "postgresql")


def fold_of(name: str) -> sa.Column[Any]:
    """The companion of column `name` by which engines other than MariaDB compare its text.

    It holds `lmapi_mock.mariadb.collation.fold` of the text, so that an index can answer what
    utf8_unicode_ci answers in MariaDB. MariaDB itself has no such column.
    """
    return sa.Column(f"{name}_fold", _FOLD, nullable=True, info={"fold_of": name})


def later(*columns: sa.Column[Any]) -> list[sa.Column[Any]]:
    """Mark columns that add_lead can do without: a dialer's own database may lack them."""
    for one in columns:
        one.info["later"] = True
    return list(columns)


def is_later(part: sa.Table | sa.Column[Any]) -> bool:
    """Whether add_lead can do without a table, or a column of one."""
    return "later" in part.info


_GROWING: Final = frozenset(
    {
        "vicidial_admin_log",
        "vicidial_api_log",
        "vicidial_api_urls",
        "vicidial_callbacks",
        "vicidial_callbacks_archive",
        "vicidial_campaign_dnc",
        "vicidial_dnc",
        "vicidial_dnc_log",
        "vicidial_filter_phone_numbers",
        "vicidial_hopper",
        "vicidial_list",
        "vicidial_list_alt_phones",
        "vicidial_list_archive",
        "vicidial_url_log",
        "vicidial_urls",
        "vicidial_webservers",
    }
)


def is_growing(table: sa.Table) -> bool:
    """Whether nothing is cached of a table's rows, for requests write them all the time."""
    return table.name in _GROWING


def table(
    name: str,
    *parts: sa.schema.SchemaItem,
    is_later: bool = False,
    ordered_by: tuple[str, ...] = (),
    keeps_order: bool = False,
) -> sa.Table:
    """A VICIdial table; its identifiers are never used twice.

    Args:
        name: VICIdial's.
        parts: columns and indexes.
        is_later: add_lead can do without it.
        ordered_by: the columns that its rows are told by, where it has no key; each has a
            companion.
        keeps_order: the order counts in which its rows were put there, though it has a key.
    """
    info: dict[str, Any] = {"ordered_by": ordered_by, "keeps_order": keeps_order}
    return sa.Table(
        name,
        METADATA,
        *parts,
        info=info | {"later": True} if is_later else info,
        sqlite_autoincrement=any(
            isinstance(part, sa.Column) and part.autoincrement is True for part in parts
        ),
        **AS_IN_MARIADB,
    )


ROW_NUMBER: Final = "lmapi_row"
"""The column that numbers rows where an engine does not keep them in order by itself."""


def keeps_order(table: sa.Table) -> bool:
    """Whether the order counts in which a table's rows were put there, though it has a key."""
    return bool(table.info["keeps_order"])


def is_fold(column: sa.Column[Any]) -> bool:
    """Whether the column is this project's companion of another, not one of VICIdial's."""
    return "fold_of" in column.info


def stored_type(column: sa.Column[Any]) -> mariadb.ColumnType:
    """What the column makes of a value."""
    stored: mariadb.ColumnType = column.info["stored"]
    return stored


def signed64(number: int) -> int:
    """A BIGINT UNSIGNED as engines hold it that know no unsigned numbers."""
    return number - (1 << 64) if number >> 63 else number


def unsigned64(number: int) -> int:
    """The BIGINT UNSIGNED that `signed64` made."""
    return number + (1 << 64) if number < 0 else number


def is_unsigned64(stored: mariadb.ColumnType) -> bool:
    """Whether a column of this type can hold more than a signed 64-bit number."""
    return isinstance(stored, mariadb.Int) and stored.bits == 64 and stored.unsigned


def default_of(column: sa.Column[Any]) -> str | None:
    """What a row holds that leaves the column out, as text; None for NULL."""
    default = column.server_default
    return str(default.arg) if isinstance(default, sa.DefaultClause) else None


def twin(column: sa.Column[Any]) -> sa.Column[Any]:
    """A column like this one, for another table."""
    return sa.Column(
        column.name,
        column.type,
        primary_key=column.primary_key,
        autoincrement=column.autoincrement,
        nullable=column.nullable,
        server_default=default_of(column),
        info=column.info,
    )
