"""What stands on the page instead of importing where it is off, and the prompt for the passphrase."""

from __future__ import annotations

import math

import streamlit as st

from dashboard import state
from dashboard.importing import access
from dashboard.text import number, t
from dashboard.web import passphrase

GIVEN, ANSWER = "import_given", "gate_answer"
COMMAND = "python -m dashboard --set-passphrase"


def passed() -> bool:
    """Whether this session may change data now; if not, the page has said why and what to do."""
    if state.serves_one_file():
        st.info(t("import.off_single_file"), icon=":material/lock:")
        return False
    gate = access.gate()
    if gate.is_open(state.visitor()):
        return True
    if passphrase.stored() is None:
        st.info(t("import.off_no_passphrase"), icon=":material/lock:")
        st.code(COMMAND, language="sh")
        return False
    prompt(gate)
    return False


def prompt(gate: access.Gate) -> None:
    """Ask for the passphrase; never say more than that it was not accepted."""
    st.info(t("import.locked"), icon=":material/lock:")
    with st.form("import_passphrase", clear_on_submit=True, width=420):
        st.text_input(t("import.passphrase"), type="password", max_chars=passphrase.LONGEST, key=GIVEN)
        st.form_submit_button(t("import.unlock"), type="primary", on_click=unlock)
    answer, visitor = state.kept(ANSWER), state.visitor()
    if answer is None:
        return
    if answer == "unset":
        st.error(t("import.off_no_passphrase"))
    elif answer == "no_cookie":
        st.error(t("import.no_cookie"), icon=":material/close:")
    else:
        key = "import.wrong" if answer == "wrong" else "import.wait"
        st.error(t(key, seconds=number(math.ceil(gate.pause(visitor.address)))), icon=":material/close:")
    state.keep(ANSWER, None)  # said


def unlock() -> None:
    """Try what was given; the page that is drawn next is open or says why not."""
    answer = access.gate().unlock(state.visitor(), state.written(GIVEN, strip=False))
    state.keep(ANSWER, None if answer == "open" else answer)


def lock_button() -> None:
    """In the network: end one's own access."""
    gate = access.gate()
    if gate.lan:
        st.button(
            t("import.lock"), icon=":material/lock:", on_click=gate.lock, args=(state.visitor(),), key="import_lock"
        )
