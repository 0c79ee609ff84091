"""Measured work, with a peer or a floor beside it in the same run; results are kept as text in benchmarks/results."""
