"""Indicators of districts: what is counted, over what, and which small numbers are withheld."""
