"""What a JSON document says it is: the member ``type`` at its top, and no other.

The text is walked over once, token by token, and never held as objects; a word in a comment, a string or a nested
object says nothing about the document.
"""

from __future__ import annotations

import re

#: A string, a flat list or a list of such (coordinates) as one step, else a single bracket.
_TOKEN = re.compile(r'"((?:[^"\\]|\\.)*+)"|\[[^\[\]{}"]*+\]|[{}\[\]]')
_STRING = re.compile(r'\s*:\s*"((?:[^"\\]|\\.)*+)"')
#: A document deeper than this is no map.
MAX_DEPTH = 200


def of(text: str) -> str:
    r"""The value of the first ``type`` of the outermost object; empty if there is none, or the text is no object.

    >>> of('{"features": [{"type": "Feature"}], "type": "FeatureCollection"}')
    'FeatureCollection'
    >>> of('<x><!-- {"type":"FeatureCollection"} --></x>'), of('{"a": "\\"type\\":\\"Feature\\""}'), of("[1]")
    ('', '', '')
    """
    begin = re.match(r"\s*\{", text)
    if begin is None:
        return ""
    depth, position = 1, begin.end()
    while 0 < depth <= MAX_DEPTH and (token := _TOKEN.search(text, position)):
        position = token.end()
        if token[0] in "{[":
            depth += 1
        elif token[0] in "}]":
            depth -= 1
        elif depth == 1 and token[1] is not None and (value := _STRING.match(text, position)):
            if token[1] == "type":
                return value[1]
            position = value.end()
    return ""
