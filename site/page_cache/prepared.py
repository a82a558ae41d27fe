"""Queries whose SQL is worked out once in a process.

Working out the SQL of a query costs Django five to ten times what sending it costs, and every page that is not kept
asks the same few questions.
"""

from collections.abc import Callable
from datetime import date
from threading import Lock

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model, QuerySet

Value = int | str | date


class Prepared:
    """A question with places for values: Prepared(lambda page_id: Attachment.objects.filter(page=page_id).values_list("pk"))(7).

    The values must reach the SQL as they are given (exact comparison of numbers, text and days). The answer is a list
    of tuples for values_list, of objects otherwise; related objects are not followed.
    """

    def __init__(self, ask: Callable[..., QuerySet]):
        self._ask = ask
        self._plans: dict[tuple, _Plan] = {}
        self._lock = Lock()

    def __call__(self, *values: Value) -> list:
        connection = connections[DEFAULT_DB_ALIAS]
        key = (connection.vendor, *map(type, values))
        plan = self._plans.get(key)
        if plan is None:
            with self._lock:
                plan = self._plans[key] = _Plan(self._ask, values)
        with connection.cursor() as cursor:
            cursor.execute(plan.sql, plan.parameters([_as_sent(value, connection) for value in values]))
            rows = cursor.fetchall()
        return [plan.build(row, connection) for row in rows]


class _Plan:
    """The SQL, where the values go in it, and what makes an answer of a row."""

    def __init__(self, ask: Callable[..., QuerySet], values: tuple):
        samples = [_sample(number, value) for number, value in enumerate(values)]
        queryset = ask(*samples)
        compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
        self.sql, self._parameters = compiler.as_sql()
        samples = [_as_sent(sample, compiler.connection) for sample in samples]
        missing = [sample for sample in samples if sample not in self._parameters]
        if missing:
            raise ValueError(f"{len(missing)} value(s) do not stand in the SQL as they are: {self.sql}")
        self._places = [
            (place, samples.index(value)) for place, value in enumerate(self._parameters) if value in samples
        ]
        columns = [column for column, _, _ in compiler.select]
        self._converters = list(compiler.get_converters(columns).items())
        self._model: type[Model] | None = None
        if not queryset._fields:
            self._model = queryset.model
            self._names = [column.target.attname for column in columns]

    def parameters(self, values: list) -> list:
        """The parameters of the SQL with the values in their places."""
        parameters = list(self._parameters)
        for place, number in self._places:
            parameters[place] = values[number]
        return parameters

    def build(self, row: tuple, connection) -> tuple | Model:
        """The row as Django would give it."""
        cells = list(row)
        for place, (converters, expression) in self._converters:
            for convert in converters:
                cells[place] = convert(cells[place], expression, connection)
        return self._model.from_db(DEFAULT_DB_ALIAS, self._names, cells) if self._model else tuple(cells)


def _as_sent(value: Value, connection: BaseDatabaseWrapper) -> object:
    """The value as the database's driver is given it."""
    return connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value


def _sample(number: int, value: Value) -> Value:
    """A value of the same type that nothing else in the SQL has; small enough for every kind of whole number."""
    if isinstance(value, date):
        return date(1801, 1, 1 + number)
    return 31_007 + number if isinstance(value, int) else f"value-{number}-of-a-prepared-query"
