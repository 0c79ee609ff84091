"""潮見野市, an invented city in the open Pacific: the sample that ships, and the generator that made it.

Nothing here is real: no place, no body, no figure.  The files it writes are in the formats that cities use, with a
few of their usual flaws, so that every build of the sample exercises the readers.
"""
