"""A lookup by the beginning of a text that both databases answer from an index."""

from django.db.models import CharField
from django.db.models.lookups import StartsWith

LAST_CHARACTER = "\U0010ffff"


@CharField.register_lookup
class Begins(StartsWith):
    """field__begins="FK2026": as startswith, and on SQLite, whose LIKE cannot use an index, a range instead.

    PostgreSQL needs an index with varchar_pattern_ops, which Django makes for unique and db_index columns.
    """

    lookup_name = "begins"

    def get_rhs_op(self, connection, rhs: str) -> str:
        return connection.operators["startswith"] % rhs

    def as_sqlite(self, compiler, connection) -> tuple[str, tuple]:
        column, params = self.process_lhs(compiler, connection)
        return f"({column} >= %s AND {column} < %s)", (*params, self.rhs, *params, self.rhs + LAST_CHARACTER)
