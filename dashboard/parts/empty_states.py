"""What a page says where there is nothing to show: what is missing, what there is instead, how to add the rest."""

from __future__ import annotations

import datetime

import streamlit as st

from dashboard import navigation, text
from dashboard.district import changes as district_changes
from dashboard.formation import queries as queries_formation
from dashboard.formation.tables import area_of
from dashboard.formation.view import View
from dashboard.text import literal, number, t
from etl import fiscal_year_of


def no_boundaries(view: View) -> None:
    """How to get the map: which official file, put where."""
    st.info(t("overview.no_map", name=literal(text.city_name(view.city))), icon=":material/map:")
    boundary_steps(view)


def boundary_steps(view: View) -> None:
    code = view.selection.municipality
    st.markdown(t("overview.no_map_steps"))
    st.code(
        f"data/boundaries/{text.folder(code, str(view.city['name']))}/A32-23_{code[:2]}_GML.zip\npython -m etl build",
        language=None,
    )


def untied_note(view: View) -> None:
    """Which formed councils no map can show, because nobody has said which district is theirs; and where to say it."""
    if view.districts and view.untied:
        place = text.folder(view.selection.municipality, str(view.city["name"]))
        st.info(
            t("overview.untied", names=t("overview.tip").join(map(literal, view.untied)), folder=place),
            icon=":material/link_off:",
        )


def nothing_formed(view: View) -> None:
    """A municipality of which neither districts nor councils are registered: what is there, and how to add the rest."""
    there = queries_formation.contents(view.database, view.selection.municipality)
    st.info(t("overview.nothing", name=literal(text.city_name(view.city))), icon=":material/info:")
    present = [(key, count) for key, count in there.items() if count]
    if present:
        st.markdown(t("overview.nothing_but"))
        st.markdown("\n".join(f"- {t(f'overview.has_{key}', count=number(count))}" for key, count in present))
    link("issues" if there["frameworks"] or there["issues"] else "about_data")
    council_steps(view)
    boundary_steps(view)


def no_councils(view: View) -> None:
    """Districts are known, but nothing about councils: that is not known, not zero."""
    st.info(t("overview.no_councils", name=literal(text.city_name(view.city))), icon=":material/info:")
    council_steps(view)


def council_steps(view: View) -> None:
    """How to add councils and their history."""
    folder = f"data/activities/{text.folder(view.selection.municipality, str(view.city['name']))}"
    st.markdown(t("overview.nothing_add"))
    steps = ("python -m etl template", f"{folder}/councils.csv", f"{folder}/council_districts.csv",
             f"{folder}/council_events.csv", "python -m etl build")  # fmt: skip
    st.code("\n".join(steps), language=None)


def link(page: str) -> None:
    """A link to another page of the menu; the selection goes along."""
    entry = next(entry for entry in navigation.PAGES if entry.name == page)
    st.page_link(st.Page(entry.path, url_path=page), label=t("overview.see_page", page=t(f"nav.{page}")),
                 icon=":material/arrow_forward:")  # fmt: skip


def end_of_records(view: View) -> None:
    """A note where the charts go on beyond the last record of councils."""
    if view.known_until is not None and view.points and max(view.points) > view.known_until:
        st.caption(t("formation.recorded_until", year=text.fiscal_year_label(view.known_until)))


def unfinished_year(view: View) -> None:
    """A note where the 年度 has not ended yet: its status is that of the records up to now."""
    if view.selection.fiscal_year >= fiscal_year_of(datetime.date.today()):
        st.caption(t("overview.unfinished", year=text.fiscal_year_label(view.selection.fiscal_year)))


def break_note(view: View) -> None:
    """What the mark in a series means: which districts changed, and when."""
    if view.breaks:
        said = district_changes.listed(list(view.breaks.values()))
        st.caption(literal(t("changes.mark_note", said=said)))


#: Statuses of a district in which a council, or a body in its place, is there.
AT_WORK = ("formed", "substitute", "preparing", "dormant")


def area_note(view: View) -> None:
    """Which districts have a council whose area is another: a part, a former district, several districts."""
    said = []
    for row in view.districts:
        now = view.status.get(row["district_id"], {})
        council = next((c for c in view.councils if c["council_id"] == now.get("council_id")), None)
        area = area_of(council, str(row["district_id"])) if council and now["status"] in AT_WORK else ""
        if area:
            said.append(t("overview.council_area", name=row["name"], area=area))
    if said:
        st.caption(literal(t("overview.area_note", names=t("formation.list").join(said))))
