"""What may be said of a district in numbers: the measures, which are counted, and the indicators, which are made of them.

A measure is a column of the view ``district_year_measures`` (see its file in ``etl/sql/``); an indicator names its
measures, and an unknown name stops the import.  Nothing is counted or divided here: :mod:`dashboard.indicators.engine`
does, for every page.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Subject = Literal["people", "formation", "activities", "facilities", "issues"]


@dataclass(frozen=True)
class Measure:
    """A column of ``district_year_measures``.

    Args:
        name: the column.
        unit_key: the words of one value of it.
        recorded: the column that says whether the municipality records such things at all; where it does not, a zero is
            no zero but no data.  Empty for what is known district by district.
        personal: it counts people who came to something, so that small numbers are withheld.
        of_place: it belongs to a piece of land; what belongs to no district has none.
        of_council: it is an act of councils; a district declared not applicable that has none has no zero.
        of_formed: only a district that has a council has it; one that has none lacks no data.
        additive: the sum over districts is that of the city; else (months in which there was something) it is not.
    """

    name: str
    unit_key: str
    recorded: str = ""
    personal: bool = False
    of_place: bool = False
    of_council: bool = False
    of_formed: bool = False
    additive: bool = True


_PEOPLE, _COUNT = "measures.people", "measures.records"
MEASURES: dict[str, Measure] = {
    m.name: m
    for m in (
        Measure("people", "measures.residents", of_place=True),
        Measure("households", "measures.households", of_place=True),
        Measure("people_0_14", _PEOPLE, of_place=True),
        Measure("people_65_over", _PEOPLE, of_place=True),
        Measure("people_of_known_age", "measures.known_age", of_place=True),
        Measure("area_km2", "measures.area", of_place=True),
        Measure("formed_people", _PEOPLE, recorded="councils_recorded", of_place=True),
        Measure(
            "years_since_founding",
            "measures.years",
            recorded="councils_recorded",
            of_place=True,
            of_formed=True,
            additive=False,
        ),
        Measure("activities", _COUNT, recorded="activities_recorded", of_council=True),
        Measure("activities_told", "measures.told", recorded="activities_recorded", of_council=True),
        Measure("participants", _PEOPLE, recorded="activities_recorded", personal=True, of_council=True),
        Measure("active_months", "measures.months", recorded="activities_recorded", of_council=True, additive=False),
        Measure("partners", "measures.partners", recorded="activities_recorded", of_council=True, additive=False),
        Measure("facilities", "measures.facilities", recorded="facilities_recorded"),
        Measure("hub_facilities", "measures.facilities", recorded="facilities_recorded"),
        Measure("issues", _COUNT, recorded="issues_recorded"),
        Measure("open_issues", _COUNT, recorded="issues_recorded"),
        Measure("solved_issues", _COUNT, recorded="issues_recorded"),
        Measure("ready_issues", _COUNT, recorded="issues_recorded"),
        Measure("issue_steps", _COUNT, recorded="issues_recorded"),
    )
}


@dataclass(frozen=True)
class Indicator:
    """A number of a district: a measure, or one over another times ``per``, shown with ``digits`` after the point.

    ``unit_key`` writes one value, ``each_key`` puts "per so many" before it where it is a rate.  ``direction`` is 1 where
    more is better, -1 where less is, 0 where that cannot be said.  ``of_city`` stands for no single district.

    Raises:
        KeyError: a measure that does not exist.
    """

    key: str
    subject: Subject
    numerator: str
    unit_key: str
    denominator: str = ""
    per: int = 1
    digits: int = 0
    each_key: str = ""
    direction: Literal[-1, 0, 1] = 0
    of_city: bool = False

    def __post_init__(self) -> None:
        for name in self.measures:
            if name not in MEASURES:
                raise KeyError(f"indicator {self.key}: no measure {name!r}; there are {', '.join(MEASURES)}")

    @property
    def measures(self) -> tuple[str, ...]:
        """Numerator and, if there is one, denominator."""
        return (self.numerator, self.denominator) if self.denominator else (self.numerator,)

    @property
    def label_key(self) -> str:
        """The key of the indicator's name."""
        return f"indicators.{self.key}"


_RECORDS, _PERSONS, _PERCENT = "indicators.unit_activities", "indicators.unit_people", "indicators.unit_percent"
_THOUSAND = "indicators.each_thousand"
INDICATORS: dict[str, Indicator] = {
    i.key: i
    for i in (
        Indicator("people", "people", "people", _PERSONS),
        Indicator("households", "people", "households", "measures.households"),
        Indicator("people_per_km2", "people", "people", _PERSONS, "area_km2", each_key="indicators.each_km2"),
        Indicator("share_under_15", "people", "people_0_14", _PERCENT, "people_of_known_age", per=100, digits=1),
        Indicator("share_65_over", "people", "people_65_over", _PERCENT, "people_of_known_age", per=100, digits=1),
        Indicator("years_since_founding", "formation", "years_since_founding", "measures.years"),
        Indicator(
            "people_covered", "formation", "formed_people", _PERCENT, "people", per=100, digits=1, direction=1, of_city=True
        ),
        Indicator("activities", "activities", "activities", _RECORDS),
        Indicator(
            "activities_per_1000", "activities", "activities", _RECORDS, "people", per=1000, digits=1, each_key=_THOUSAND
        ),
        Indicator("participants", "activities", "participants", _PERSONS),
        Indicator(
            "participants_per_1000", "activities", "participants", _PERSONS, "people", per=1000, digits=1, each_key=_THOUSAND
        ),
        Indicator(
            "participants_per_activity", "activities", "participants", _PERSONS, "activities_told", digits=1,
            each_key="indicators.each_activity",
        ),
        Indicator("active_months", "activities", "active_months", "measures.months"),
        Indicator("partners", "activities", "partners", "measures.partners"),
        Indicator("facilities", "facilities", "facilities", "measures.facilities"),
        Indicator(
            "facilities_per_10000", "facilities", "facilities", "measures.facilities", "people", per=10_000, digits=1,
            each_key="indicators.each_ten_thousand",
        ),
        Indicator("hub_facilities", "facilities", "hub_facilities", "measures.facilities"),
        Indicator("open_issues", "issues", "open_issues", _RECORDS),
        Indicator("ready_issues", "issues", "ready_issues", _RECORDS, direction=1),
        Indicator("solved_share", "issues", "solved_issues", _PERCENT, "issues", per=100, digits=1, direction=1),
        Indicator("issue_steps", "issues", "issue_steps", _RECORDS, direction=1),
    )
}  # fmt: skip


def of_subject(subject: Subject) -> dict[str, Indicator]:
    """The indicators of districts that are about one subject."""
    return {key: i for key, i in INDICATORS.items() if i.subject == subject and not i.of_city}
