"""Queries whose SQL is written once.

Django takes many times longer to write the SQL of a query than the database to answer it. What
readers ask all day is written once in a process; only the values differ from then on.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from copy import copy
from datetime import datetime
from functools import cached_property, update_wrapper
from inspect import signature
from itertools import batched
from typing import Any

from django.conf import settings
from django.db import connection, connections
from django.db.models import DateTimeField, Expression, Model, QuerySet, Value
from django.db.models.sql.compiler import SQLCompiler
from django.utils import timezone

from byline.pagecache.recording import Recording, add_dependencies, record

# Marks where many values go; never part of SQL.
MANY = "\x00"
# Where a parameter goes, or many, or a percent sign that is one.
PLACE = re.compile(f"%[%s]|{MANY}[0-9]+{MANY}")
# Asked so many times of a connection, a statement is kept with its plan.
OFTEN = 5
# Set where the connections are a pooler's, on which nothing may be kept.
POOLED = "DISABLE_SERVER_SIDE_CURSORS"
IN_MANY = re.compile(rf"IN \({MANY}[0-9]+{MANY}\)")

is_writing: ContextVar[bool] = ContextVar("is_writing", default=False)


class Moment(Value):
    """The moment at which a query is run, not that at which it was written."""

    def __init__(self) -> None:
        super().__init__(None, output_field=DateTimeField())

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> Any:
        """Take the time of the process, which tests can move; a query to keep leaves it open."""
        return "%s", [self if is_writing.get() else self.now(connection)]

    def now(self, connection: Any) -> Any:
        """Return the moment as the database takes it."""
        return self.output_field.get_db_prep_value(timezone.now(), connection)


class Given(Expression):
    """A value that is given each time; `many` are the values of an `__in`.

    PostgreSQL takes many as one list: so the statement stays the same, and is planned once.
    """

    def __init__(self, place: int, *, many: bool) -> None:
        super().__init__()
        self.place = place
        self.many = many

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> Any:
        """Leave the value open; of many, also how many there are."""
        return (f"({MANY}{self.place}{MANY})" if self.many else "%s"), [self]

    def params(self, values: Sequence[Any], connection: Any) -> list[Any]:
        """Return what stands for it in a statement with the values."""
        value = values[self.place]
        if self.many:
            return [[*value]] if connection.vendor == "postgresql" else [*value]
        if isinstance(value, datetime):
            value = connection.ops.adapt_datetimefield_value(value)
        return [value]


def with_constants(sql: str, params: Iterable[Any], connection: Any) -> tuple[str, list[Any]]:
    """Write into a statement the numbers and words that never differ. Returns what is left open.

    SQLite plans a statement anew at each run where a parameter stands for what a partial index
    has as a constant.
    """
    given, left = iter(params), []

    def written(place: re.Match[str]) -> str:
        if place[0] == "%%":
            return place[0]
        match next(given):
            case bool() as value if connection.vendor != "sqlite":
                return str(value)
            case int() as value:
                return str(int(value))
            case str() as value if value.isascii() and value.isalnum():
                return f"'{value}'"
            case value:
                left.append(value)
                return place[0]

    return PLACE.sub(written, sql), left


class Statement:
    """The SQL of a query, standing in for it with values that were given."""

    recording: Recording

    def __init__(self, queryset: QuerySet) -> None:
        self.queryset = queryset
        self.compiler = queryset.query.get_compiler(using=queryset.db)
        writing = is_writing.set(True)
        try:
            sql, params = self.compiler.as_sql()
        finally:
            is_writing.reset(writing)
        if self.compiler.connection.vendor == "postgresql":
            sql = IN_MANY.sub("= ANY(%s)", sql)
        self.sql, self.params = with_constants(sql, params, self.compiler.connection)
        columns = [column[0] for column in self.compiler.select[: self.compiler.col_count]]
        self.converters = self.compiler.get_converters(columns)

    def run(self, values: Sequence[Any]) -> list[Any]:
        """Return what is found with the values, as the query itself would."""
        kept: Any = self.queryset
        found = type(kept)(model=kept.model, query=Filled(self, values), using=kept._db)
        found._iterable_class = kept._iterable_class
        found._fields = kept._fields
        found._prefetch_related_lookups = kept._prefetch_related_lookups
        return list(found)


class Filled:
    """A statement with its values: the part of a query that fetching needs."""

    def __init__(self, statement: Statement, values: Sequence[Any]) -> None:
        self.statement = statement
        self.values = values

    def __getattr__(self, name: str) -> Any:
        return getattr(self.statement.queryset.query, name)

    def get_compiler(self, using: str, *_args: Any, **_kwargs: Any) -> SQLCompiler:
        """Return the compiler that has written the statement, for this connection and values."""
        compiler, connection = copy(self.statement.compiler), connections[using]
        compiler.connection = connection
        compiler.execute_sql = lambda *_args, **_kwargs: [self.rows(connection)]
        compiler.get_converters = lambda _columns: self.statement.converters
        return compiler

    def rows(self, connection: Any) -> list[Any]:
        """Return what the statement finds with the values."""
        with planned_once(connection) as cursor:
            cursor.execute(self.sql(), tuple(self.params(connection)))
            rows = cursor.fetchall()
        compiler = self.statement.compiler
        if compiler.has_extra_select:
            return [row[: compiler.col_count] for row in rows]
        return rows

    def sql(self) -> str:
        """Return the statement with a place for each of many values."""
        first, *parts = self.statement.sql.split(MANY)
        for place, rest in batched(parts, 2):
            number = len(self.values[int(place)])
            first += ", ".join(["%s"] * number) + rest
        return first

    def params(self, connection: Any) -> Iterator[Any]:
        """Yield the parameters of the statement."""
        for param in self.statement.params:
            if isinstance(param, Moment):
                yield param.now(connection)
            elif isinstance(param, Given):
                yield from param.params(self.values, connection)
            else:
                yield param


@contextmanager
def planned_once(connection: Any) -> Iterator[Any]:
    """Open a cursor; what PostgreSQL is asked with it often, each connection plans only once.

    Values are sent beside such a statement. Not every statement of Django's and Wagtail's bears
    that: where one value stands in two places, they are not known to be the same.
    """
    if connection.vendor != "postgresql" or connection.settings_dict[POOLED]:
        with connection.cursor() as cursor:
            yield cursor
        return
    from django.db.backends.postgresql.base import ServerBindingCursor  # noqa: PLC0415 - optional

    connection.ensure_connection()
    asked = connection.connection
    usual, asked.cursor_factory = asked.cursor_factory, ServerBindingCursor
    # Not all the time: psycopg would keep what else the connection is asked, however long it is.
    asked.prepare_threshold = OFTEN
    try:
        with connection.cursor() as cursor:
            asked.cursor_factory = usual
            yield cursor
    finally:
        asked.cursor_factory = usual
        asked.prepare_threshold = None


class Prepared[**P]:
    """A function that builds a query, called with values: returns what is found.

    It is called once, with placeholders: so it may pass its arguments to filters, and nothing
    else. Those annotated as `list[int]` are for `__in`.
    """

    def __init__(self, build: Callable[P, QuerySet]) -> None:
        update_wrapper(self, build)
        self.build = build

    def __call__(self, *values: P.args, **_: P.kwargs) -> list[Any]:
        """Return what is found with the values."""
        if not settings.PREPARED_QUERIES:
            return list(self.written_anew(values))
        return self.asked().run(values)

    def ids(self, *values: P.args, **none: P.kwargs) -> list[int]:
        """Return the many ids that are found, where nothing else is: see `ids_in`."""
        if not settings.PREPARED_QUERIES:
            return [row[0] for row in self.written_anew(values)]
        with planned_once(connections[self.statement.queryset.db]) as cursor:
            return ids_with(cursor, *self.as_sql(*values, **none))

    def written_anew(self, values: Sequence[Any]) -> QuerySet:
        """Return the query with the values, whose SQL Django writes."""
        build: Any = self.build
        found: QuerySet = build(*values)
        return found

    def as_sql(self, *values: P.args, **_: P.kwargs) -> tuple[str, list[Any]]:
        """Return the query with the values, to be part of another."""
        statement = self.asked()
        filled = Filled(statement, values)
        return filled.sql(), list(filled.params(connections[statement.queryset.db]))

    def asked(self) -> Statement:
        """Return the SQL, and note for the page what was noted when the query was built."""
        add_dependencies(self.statement.recording)
        return self.statement

    @cached_property
    def statement(self) -> Statement:
        """The SQL, written at the first call."""
        parameters = signature(self.build).parameters.values()
        needed = [one for one in parameters if one.default is one.empty]
        given: Any = [Given(n, many=one.annotation == list[int]) for n, one in enumerate(needed)]
        build: Any = self.build
        with record() as recording:
            statement = Statement(build(*given))
        statement.recording = recording
        return statement


def prepared[**P](build: Callable[P, QuerySet]) -> Prepared[P]:
    """Write the SQL of the query that a function builds once, at the first call."""
    return Prepared(build)


def as_list(column: str) -> str:
    """Return the SQL that makes one text of the numbers in a column, for `json.loads`."""
    make = "json_group_array" if connection.vendor == "sqlite" else "json_agg"
    return f"CAST(coalesce({make}({column}), '[]') AS text)"


def ids_in(sql: str, params: Iterable[Any]) -> list[int]:
    """Return the one column of a query that gives many ids, in its order."""
    with connection.cursor() as cursor:
        return ids_with(cursor, sql, params)


def ids_with(cursor: Any, sql: str, params: Iterable[Any]) -> list[int]:
    """Return the ids of a query: see `ids_in`.

    They come in one row: SQLite's driver stops for each, and lets other threads go on meanwhile.
    """
    # Safe: the query is written in the code, and what readers typed comes as its parameters.
    statement = f"WITH few (id) AS ({sql}) SELECT {as_list('id')} FROM few"  # noqa: S608
    cursor.execute(statement, [*params])
    return json.loads(cursor.fetchone()[0])


def give(instance: Model, name: str, found: Iterable[Model]) -> None:
    """Give an instance what was found of a relation, as `prefetch_related` does."""
    rows: Any = QuerySet(type(instance)._meta.get_field(name).related_model)
    rows._result_cache, rows._prefetch_done = list(found), True
    vars(instance).setdefault("_prefetched_objects_cache", {})[name] = rows


def is_given(instance: Model, name: str) -> bool:
    """Tell whether a relation is known without a query."""
    return name in vars(instance).get("_prefetched_objects_cache", {})
