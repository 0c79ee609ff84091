"""Measured work, with a peer or a floor beside it in the same run; results are kept as text in benchmarks/results.

Nothing here is a test: a slow machine makes no build red.  A row over its budget says so and stays on the record.
"""
