"""The frame around every page: language, municipality, 年度, selected district, the banner of invented data, the menu.

Streamlit runs this file on every interaction; the pages themselves are in ``pages/``.
"""

from __future__ import annotations

import datetime
import html

import streamlit as st

from dashboard import navigation, state, text, theme
from dashboard.database import damage as queries_damage
from dashboard.database import queries
from dashboard.district import panel as district_panel
from dashboard.parts import damage_view
from dashboard.text import t

#: Pixels: room for the longest 年度 label, and for the map beside it on a projector of 1024.
SIDEBAR_WIDTH = 280
LANGUAGE_NAMES = {"ja": "app.japanese", "en": "app.english"}


def title() -> None:
    """The name of the program above the menu, as a picture of text: Streamlit allows nothing else in that place."""
    look = f'font-size="20" font-weight="700" font-family="sans-serif" fill="{theme.CHART["text"]}"'
    st.logo(
        '<svg xmlns="http://www.w3.org/2000/svg" width="230" height="32" viewBox="0 0 230 32">'
        f'<text x="0" y="23" {look}>{html.escape(t("app.title"))}</text></svg>',
        size="large",
    )


def language_switch() -> None:
    st.radio(
        t("app.language"),
        text.LANGUAGES,
        format_func=lambda code: t(LANGUAGE_NAMES[code]),
        horizontal=True,
        label_visibility="collapsed",
        **state.bound("language"),
    )


def municipality_picker(rows: list[dict[str, object]]) -> None:
    """Name and prefecture of each municipality; an invented one says so."""
    names = {str(row["municipality_code"]): municipality_name(row) for row in rows}
    st.selectbox(t("app.municipality"), list(names), format_func=names.__getitem__, **state.bound("municipality"))


def municipality_name(row: dict[str, object]) -> str:
    mark = t("app.fictional") if row["is_sample"] else row["prefecture"]
    return t("app.municipality_name", name=text.city_name(row), mark=mark) if mark else text.city_name(row)


def fiscal_year_slider(years: list[int]) -> None:
    """A slider over the 年度 with data; a single one is only said."""
    if len(years) > 1:
        st.select_slider(
            t("app.fiscal_year"),
            years,
            format_func=text.fiscal_year_label,
            help=t("app.fiscal_year_help"),
            **state.bound("fiscal_year"),
        )
    elif years:
        st.caption(f"{t('app.fiscal_year')}: {text.fiscal_year_label(years[0])}")


def district_choice(database: str, selection: state.Selection) -> None:
    """The selected district, which may also be chosen here, without a map."""
    table = queries.districts(database, selection.municipality)
    if table.empty:
        return
    names = dict(zip(table["district_id"], table["name"], strict=True))
    st.selectbox(
        t("app.district"),
        list(names),
        index=None,
        placeholder=t("app.whole"),
        format_func=names.__getitem__,
        **state.bound("district"),
    )
    if selection.district:
        district_panel.notice(database, selection)
        st.button(t("app.clear_district"), on_click=state.update, kwargs={"district": None}, icon=":material/close:")


def build_line(database: str) -> None:
    built = queries.build_info(database).get("built_at")
    if isinstance(built, datetime.datetime):
        local = datetime.datetime.fromtimestamp(built.replace(tzinfo=datetime.UTC).timestamp()).astimezone()
        st.caption(t("app.built", time=local.strftime("%Y-%m-%d %H:%M")))


def frame() -> None:
    """Everything around the page, then the page."""
    database, selection = state.database(), state.begin_run()
    rows = queries.records(queries.municipalities(database))
    menu = navigation.menu()
    title()
    with st.sidebar:
        language_switch()
        if rows:
            municipality_picker(rows)
            fiscal_year_slider(queries.fiscal_years(database, selection.municipality))
            district_choice(database, selection)
        build_line(database)
    damage_view.banner()
    if not rows:
        st.info(t("app.no_municipality"))
        return
    city = next(row for row in rows if row["municipality_code"] == selection.municipality)
    if city["is_sample"]:
        st.markdown(t("app.sample_banner", name=text.literal(text.city_name(city))))
    menu.run()


def page() -> None:
    """The frame with its page, or what stands in its place where no database can be read."""
    database = state.find_database()
    if database is None:
        state.begin_run()
        damage_view.page()
        return
    try:
        frame()
    except queries_damage.QueryError as error:
        if not queries_damage.of_the_file(error):
            raise
        damage_view.inside(str(database))


st.set_page_config(page_title=text.translate("ja", "app.title"), layout="wide", initial_sidebar_state=SIDEBAR_WIDTH)
page()
