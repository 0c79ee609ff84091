"""The commands of ``python -m etl``: one module a subject, each with ``add`` (its arguments) and what it runs."""
