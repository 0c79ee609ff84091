"""The floor of every page: a Streamlit page with one word on it."""

from __future__ import annotations

import streamlit as st

st.text("ready")
