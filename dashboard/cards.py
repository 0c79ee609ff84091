"""Cards: one figure each, with its name above and what it is made of below; nothing is cut off on a narrow screen.

A card never shows a bare rate: numerator and denominator stand in its detail.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

#: Every sign that Markdown, and Streamlit's additions to it (``:red[…]``, ``$…$``), may read as more than itself.
_SIGNS = re.compile(r"([!-/:-@\[-`{-~])")
#: The figure of a card: large, and broken rather than cut off.
_FIGURE = "font-size:1.5rem;line-height:1.4;margin:0;overflow-wrap:anywhere"


@dataclass(frozen=True)
class Card:
    """A figure: its name, the figure as text, and what it is made of."""

    label: str
    value: str
    detail: str = ""
    help: str | None = None


def row(cards: Sequence[Card], *, key: str) -> None:
    """Cards side by side, equally wide and high, as many in a line as the screen has room for."""
    with st.container(horizontal=True, gap="small", key=key):
        for card in cards:
            with st.container(border=True, width="stretch", height="stretch", gap="xxsmall"):
                st.caption(card.label, help=card.help)
                st.html(f'<p style="{_FIGURE}">{html.escape(card.value)}</p>')  # st.metric would cut a long figure off
                if card.detail:
                    st.caption(card.detail)


def literal(text: str) -> str:
    r"""Text from data for a place that reads Markdown: shown as exactly that text.

    >>> print(literal("<b>${1+1}"))
    \<b\>\$\{1\+1\}
    """
    return _SIGNS.sub(r"\\\1", text)
