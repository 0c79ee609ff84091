"""Whether an error of a query is the file's fault: a database that opens and whose inside is damaged."""

from __future__ import annotations

import duckdb

from etl import is_refusal

#: What a query may raise; ask :func:`of_the_file` whether the file is to blame.
QueryError = duckdb.Error


def of_the_file(error: BaseException) -> bool:
    """Whether the content of the file is damaged or gone, rather than a question put wrongly."""
    return isinstance(error, duckdb.Error) and is_refusal(error)
