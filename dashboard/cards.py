"""Cards: one figure each, with its name above and what it is made of below; nothing is cut off on a narrow screen.

A card never shows a bare rate: numerator and denominator stand in its detail.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

#: Every sign that Markdown, and Streamlit's additions to it (``:red[…]``, ``$…$``), may read as more than itself.
_SIGNS = re.compile(r"([!-/:-@\[-`{-~])")
#: Narrowest width in pixels at which the figures of both languages stand on one line.
WIDTH = 190


@dataclass(frozen=True)
class Card:
    """A figure: its name, the figure as text, and what it is made of."""

    label: str
    value: str
    detail: str = ""
    help: str | None = None


def row(cards: Sequence[Card], *, key: str) -> None:
    """Cards side by side, equally wide, as many in a line as the screen has room for."""
    with st.container(horizontal=True, gap="small", key=key):
        for card in cards:
            with st.container(border=True, width=WIDTH, height="stretch", gap="xsmall"):
                st.caption(card.label, help=card.help)
                st.metric(card.label, card.value, label_visibility="collapsed")
                if card.detail:
                    st.caption(card.detail)


def literal(text: str) -> str:
    r"""Text from data for a place that reads Markdown: shown as exactly that text.

    >>> print(literal("<b>${1+1}"))
    \<b\>\$\{1\+1\}
    """
    return _SIGNS.sub(r"\\\1", text)
