"""The table in a city's PostgreSQL: how it is made, told from somebody else's, and filled. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from stoep_gateway.backends import made
from stoep_gateway.records import Observation

TABLE = "observation"
VERSION = "stoep 2"  # the table's comment; a later layout will carry a later number
VERSION_1 = "stoep 1"  # until 0.4: without _MADE

_MADE: Mapping[str, str] = {
    name: "double precision" if kind == "number" else "integer" for name, kind, _ in made.FIELDS
}
_COLUMNS_1: Mapping[str, str] = {  # as pg_catalog.format_type writes the types
    "namespace": "text",
    "identity": "text",
    "device": "text",
    "profile": "text",
    "quantity": "text",
    "time": "timestamp with time zone",
    "window_s": "integer",
    "value": "double precision",
    "unit": "text",
    "cell_x_m": "integer",
    "cell_y_m": "integer",
    "cell_size_m": "integer",
}
_COLUMNS: Mapping[str, str] = {**_COLUMNS_1, **_MADE}
_MAY_BE_NULL = ("time", "cell_x_m", "cell_y_m", "cell_size_m", *_MADE)
_KEY = "identity,namespace"

# Catalogues only: they can be read without any right to the table. $1: schema.
LOOK = f"""
SELECT obj_description(c.oid, 'pg_class') AS version,
       pg_has_role(c.relowner, 'USAGE') AS may_alter,
       has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(c.oid, 'INSERT') AS may_insert,
       array(SELECT a.attname || ' ' || format_type(a.atttypid, a.atttypmod) FROM pg_attribute a
             WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped) AS columns,
       array(SELECT a.attname::text FROM pg_attribute a
             WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attnotnull
               AND NOT a.atthasdef AND a.attidentity = '') AS required,
       array(SELECT (SELECT string_agg(a.attname, ',' ORDER BY a.attname) FROM pg_attribute a
                     WHERE a.attrelid = c.oid AND a.attnum = ANY (i.indkey)) FROM pg_index i
             WHERE i.indrelid = c.oid AND i.indisunique) AS keys
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = $1 AND c.relname = '{TABLE}'
"""  # noqa: S608 - a constant
MAY_CREATE = """
SELECT CASE WHEN n.oid IS NULL THEN has_database_privilege(current_database(), 'CREATE')
            ELSE has_schema_privilege(n.oid, 'CREATE') END
FROM (SELECT $1 AS name) wanted LEFT JOIN pg_namespace n ON n.nspname = wanted.name
"""


def create_sql(schema: str) -> str:
    """What makes the table; docs/backends.md shows the same to a database's keeper."""
    columns = "".join(
        f"    {name} {kind}{'' if name in _MAY_BE_NULL else ' NOT NULL'},\n" for name, kind in _COLUMNS.items()
    )
    place = f'"{schema}".{TABLE}'
    return (
        f'CREATE SCHEMA IF NOT EXISTS "{schema}";\n'
        f"CREATE TABLE IF NOT EXISTS {place} (\n{columns}    PRIMARY KEY (namespace, identity)\n);\n"
        f"COMMENT ON TABLE {place} IS '{VERSION}';\n"
    )


def alter_sql(schema: str) -> str:
    """What gives a table of VERSION_1 the columns of today; docs/backends.md shows the same."""
    place = f'"{schema}".{TABLE}'
    columns = ",\n".join(f"    ADD COLUMN {name} {kind}" for name, kind in _MADE.items())
    return f"ALTER TABLE {place}\n{columns};\nCOMMENT ON TABLE {place} IS '{VERSION}';\n"


def insert_sql(schema: str) -> str:
    """One statement for any number of rows; its arguments are `arguments`.

    ON CONFLICT names no columns: that would take the right to read them. `foreign` saw that nothing else is unique.
    """
    names, made_names = ", ".join(_COLUMNS), ", ".join(_MADE)
    return (
        f'INSERT INTO "{schema}".{TABLE} ({names})'  # noqa: S608 - the schema's name was checked
        " SELECT $1, identity, device, profile, quantity, to_timestamp(time_s), window_s, value, unit,"
        f" x_m, y_m, size_m, {made_names}"
        " FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::integer[], $8::float8[],"
        " $9::text[], $10::integer[], $11::integer[], $12::integer[],"
        " $13::float8[], $14::integer[], $15::integer[], $16::integer[], $17::integer[], $18::float8[])"
        " AS row (identity, device, profile, quantity, time_s, window_s, value, unit, x_m, y_m, size_m,"
        f" {made_names})"
        " ON CONFLICT DO NOTHING"
    )


def read_sql(schema: str) -> str:
    """What lies there under one namespace ($1), as whoever looks it over needs it."""
    return (
        "SELECT identity, device, profile, quantity, extract(epoch FROM time)::bigint AS time_s, window_s, value,"  # noqa: S608
        f' cell_x_m, cell_y_m, cell_size_m, k FROM "{schema}".{TABLE} WHERE namespace = $1'
    )


def arguments(rows: Sequence[Observation], *, namespace: str) -> tuple[object, ...]:
    """For `insert_sql`: the namespace, then one list a column."""
    cells = [row.cell for row in rows]
    return (
        namespace,
        [row.identity for row in rows],
        [row.device for row in rows],
        [row.profile for row in rows],
        [row.quantity for row in rows],
        [row.time_s for row in rows],
        [row.window_s for row in rows],
        [float(row.value) for row in rows],
        [row.unit for row in rows],
        [cell.x_m if cell else None for cell in cells],
        [cell.y_m if cell else None for cell in cells],
        [cell.size_m if cell else None for cell in cells],
        *([values[at] for values in map(made.made, rows)] for at in range(len(_MADE))),
    )


def foreign(found: Mapping[str, Any]) -> str:
    """What is wrong with the table that LOOK found, in a few words; "": it is ours."""
    if found["version"] not in (VERSION, VERSION_1):
        return f"its comment is not '{VERSION}'"
    columns = dict(column.split(" ", 1) for column in found["columns"])
    wanted = _COLUMNS if found["version"] == VERSION else _COLUMNS_1
    for name, kind in wanted.items():
        if columns.get(name) != kind:
            return f"{name} is {columns.get(name, 'missing')}, not {kind}"
    if more := sorted(set(found["required"]).difference(_COLUMNS)):
        return f"{more[0]} is NOT NULL and has no default"
    if found["keys"] != [_KEY]:
        return "something other than (namespace, identity) is unique, or that is not"
    return ""
