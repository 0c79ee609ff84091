"""Cards and facts: a figure with its name and what it is made of; nothing is cut off, however narrow the screen.

A card never shows a bare rate: numerator and denominator stand in its detail.  All text is escaped before it becomes
markup, so that text from data is shown as exactly that text.
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

_BORDER = "1px solid color-mix(in srgb, currentColor 22%, transparent)"
_QUIET = "color:color-mix(in srgb, currentColor 72%, transparent);font-size:.875rem;line-height:1.5"
_BREAK = "margin:0;overflow-wrap:anywhere"
#: A little smaller on a narrow projector, so that five cards stay in one line.
_FIGURE = "font-size:clamp(1.15rem,1.9vw,1.5rem);line-height:1.4;word-break:keep-all"
#: As many columns as fit, each wide enough for a figure of either language.
_GRID = "display:grid;gap:.75rem;grid-template-columns:repeat(auto-fit,minmax(7.9rem,1fr));margin:0;padding:0"
_PAIRS = "display:grid;gap:.3rem .9rem;grid-template-columns:minmax(6.2rem,36%) minmax(0,1fr);margin:0;padding:0"


@dataclass(frozen=True)
class Card:
    """A figure: its name, the figure as text, and what it is made of."""

    label: str
    value: str
    detail: str = ""


def row(cards: Sequence[Card], *, key: str) -> None:
    """Cards side by side, equally wide and high, as many in a line as the screen has room for."""
    with st.container(key=key):
        st.html(f'<dl style="{_GRID}">{"".join(map(_card, cards))}</dl>')


def _card(card: Card) -> str:
    parts = [
        f'<dt style="{_BREAK};{_QUIET};font-weight:400">{html.escape(card.label)}</dt>',
        f'<dd style="{_BREAK};{_FIGURE}">{html.escape(card.value)}</dd>',
        f'<dd style="{_BREAK};{_QUIET}">{html.escape(card.detail)}</dd>' if card.detail else "",
    ]
    return f'<div style="border:{_BORDER};border-radius:6px;padding:.6rem .75rem">{"".join(parts)}</div>'


def heading(text: str) -> None:
    """A short bold line of text from data."""
    st.html(f'<p style="{_BREAK};font-weight:700;line-height:1.5">{html.escape(text)}</p>')


def facts(pairs: Sequence[tuple[str, Sequence[str]]]) -> None:
    """Names with what is known about them, each a line or several."""
    cells = "".join(
        f'<dt style="{_BREAK};{_QUIET};font-weight:400">{html.escape(name)}</dt>'
        f'<dd style="{_BREAK};line-height:1.5">{"<br>".join(map(html.escape, lines))}</dd>'
        for name, lines in pairs
    )
    st.html(f'<dl style="{_PAIRS}">{cells}</dl>')
