"""The figures at the top of the pages on formation, turned into cards: every share with numerator and denominator.

Where the number of districts is not registered there is a count, never "3 / N"; nothing missing is shown as zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dashboard import theme
from dashboard.formation.figures import Pace, Situation, Target
from dashboard.indicators.engine import Measured
from dashboard.indicators.registry import INDICATORS
from dashboard.parts.cards import Card
from dashboard.text import date_label, fiscal_year_label, number, t

NO_DATA, SUPPRESSED = (theme.NOTHINGS[key] for key in ("no_data", "suppressed"))


def formed_card(now: Situation) -> Card:
    """Districts formed, of those for which a council is foreseen."""
    if now.unknown:
        unknown = theme.STATUSES["unknown"]
        return Card(
            t("cards.formed"), f"{unknown.mark} {t(unknown.label_key)}", t("cards.all_unknown", count=now.total)
        )
    left_out = now.counts.get("not_applicable", 0)
    notes = [
        t("cards.other_status", status=t(theme.STATUSES[key].label_key), count=count)
        for key in ("substitute", "preparing", "dormant", "unknown")
        if (count := now.counts.get(key, 0))
    ]
    notes += [t("cards.partly", count=now.partly)] if now.partly else []
    notes += [t("cards.left_out", count=left_out)] if left_out else []
    value = t("cards.formed_value", formed=now.formed, total=now.total)
    return Card(t("cards.formed"), value, t("cards.and").join(notes))


def councils_card(formed: int, beyond: int | None = None, districts: int | None = None) -> Card:
    """Councils formed where no share of districts can be told; ``beyond``: the 年度 with which records end.

    Either the number of ``districts`` is not registered, or which councils are theirs.
    """
    why = t("cards.total_unknown") if districts is None else t("cards.untied", count=districts)
    notes = [why, *([records_end(beyond)] if beyond is not None else [])]
    return Card(t("cards.councils"), t("cards.councils_value", formed=formed), t("cards.and").join(notes))


def records_end(year: int) -> str:
    return t("cards.records_end", year=fiscal_year_label(year))


def people_card(now: Situation, outside: int = 0) -> Card:
    """Share of the people of all applicable districts who live in formed ones; who lives in no district is told."""
    if now.share is None:
        return nothing(t("cards.people"), t("cards.formed_unknown" if now.people else "cards.people_missing_all"))
    detail = t("cards.people_of", part=number(now.people_formed), whole=number(now.people))
    if now.people_missing:
        detail += t("cards.and") + t("cards.people_missing", count=now.people_missing)
    if outside:
        detail += t("cards.and") + t("cards.people_outside", count=number(outside))
    return Card(t("cards.people"), f"{now.share:.1%}", detail)


def target_card(target: Target | None, pace: Pace) -> Card:
    """What is left to the target."""
    label = t("cards.target")
    if target is None:
        return nothing(label, t("cards.no_target"))
    due = t("cards.due", date=date_label(target.due, target.precision))
    if pace.state == "unknown_total":
        return Card(label, t("cards.target_unknown"), t("cards.and").join(filter(None, [target.scope, due])))
    if pace.state == "unknown_status":
        return Card(label, t("cards.target_goal", count=pace.goal), t("cards.and").join((t("cards.untold"), due)))
    if pace.state == "reached":
        return Card(label, t("cards.reached"), due)
    left = t("cards.overdue" if pace.state == "overdue" else "cards.years_left", years=years(abs(pace.years or 0)))
    return Card(label, t("cards.remaining", count=pace.remaining), t("cards.and").join((left, due)))


def years(value: float) -> str:
    """Years, or districts a year, to one decimal but without a needless one.

    >>> years(5.0), years(2.5)
    ('5', '2.5')
    """
    return number(value, 0 if round(value, 1) == round(value) else 1)


def activities_card(measured: Measured) -> Card:
    """Activities of the 年度 and their attendance; where none at all is recorded that is no data, not zero."""
    total = measured.total("activities")
    if total is None:
        return nothing(t("cards.activities"), t("cards.activities_none"))
    outside = measured.outside.row["activities"]
    notes = [attendance(measured)] + ([t("cards.unassigned", count=number(outside))] if outside else [])
    value = t("cards.activities_value", count=number(total))
    return Card(t("cards.activities"), value, t("cards.and").join(notes))


def attendance(measured: Measured) -> str:
    """The sum of the participants that are known, and of how many activities that is."""
    people = measured.city(INDICATORS["participants"])
    if people.kind == "no_data":
        return t("cards.participants_none")
    shown = f"{SUPPRESSED.mark} {t(SUPPRESSED.label_key)}" if people.value is None else number(people.value)
    return t("cards.participants", count=shown, counted=number(measured.total("activities_told")))


def issues_card(rows: Sequence[Mapping[str, Any]]) -> Card:
    """Issues open at the end of the 年度, of how many recorded."""
    recorded = sum(row["recorded"] for row in rows)
    if not recorded:
        return nothing(t("cards.issues"), t("cards.issues_none"))
    still = sum(row["issues"] for row in rows)
    return Card(
        t("cards.issues"), t("cards.issues_value", count=number(still)), t("cards.issues_of", count=number(recorded))
    )


def pace_cards(target: Target | None, pace: Pace, beyond: int | None = None) -> list[Card]:
    """What the target asks for, and how fast it went so far; ``beyond``: the 年度 with which records end."""
    needed = nothing(t("cards.pace"), t(f"cards.pace_{pace.state}"))
    if pace.state == "open":
        detail = t("cards.pace_of", count=pace.remaining, years=years(pace.years or 0))
        needed = Card(t("cards.pace"), t("cards.pace_value", value=years(pace.per_year or 0)), detail)
    recent = nothing(t("cards.recent"), t("cards.recent_none") if beyond is None else records_end(beyond))
    if pace.recent is not None:
        recent = Card(t("cards.recent"), t("cards.pace_value", value=years(pace.recent)), t("cards.recent_of"))
    return [target_card(target, pace), needed, recent]


def nothing(label: str, why: str) -> Card:
    """A card without a figure, which says why: no data is not zero."""
    return Card(label, f"{NO_DATA.mark} {t(NO_DATA.label_key)}", why)


def pace_line(target: Target | None, pace: Pace) -> str:
    """The required pace in one sentence."""
    if pace.state != "open" or target is None:
        return t(f"cards.pace_{pace.state}")
    return t(
        "formation.pace_line",
        remaining=pace.remaining,
        years=years(pace.years or 0),
        value=years(pace.per_year or 0),
        due=date_label(target.due, target.precision),
    )
