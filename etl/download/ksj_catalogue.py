"""Which files 国土数値情報 offers by prefecture: data sets, editions, names of files, terms.

Plain tables and pure functions.  Nothing here opens a connection or a file: :mod:`etl.download.fetch` does, when a
person asks for it.  Editions are those that the readers of this program know.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from etl.values import codes

#: The folder of all data sets; `CHIKU_KSJ_ADDRESS` or `--address` name a mirror of the same layout.
ADDRESS = "https://nlftp.mlit.go.jp/ksj/gml/data"
TERMS_ADDRESS = "https://nlftp.mlit.go.jp/ksj/other/agreement.html"


@dataclass(frozen=True)
class DataSet:
    """One data set: its code, its name, its editions and whether its terms differ by municipality.

    ``editions`` gives for each year the path below :data:`ADDRESS`, with ``{}`` for the prefecture's two digits.
    """

    code: str
    name_ja: str
    name_en: str
    editions: Mapping[str, str]
    own_terms: bool = False

    @property
    def newest(self) -> str:
        return max(self.editions)


@dataclass(frozen=True)
class Official:
    """One official file: of which data set, edition and prefecture, and its path below the address."""

    data: DataSet
    edition: str
    prefecture: str
    path: str

    @property
    def name(self) -> str:
        return self.path.rsplit("/", 1)[-1]

    @property
    def attribution(self) -> str:
        return f"「国土数値情報（{self.data.name_ja}データ）{self.edition}年版」（国土交通省）"


def _path(code: str, year: int) -> str:
    """The editions of 2013 end without ``_GML``, all others with it."""
    version = f"{code}-{year % 100:02d}"
    return f"{code}/{version}/{version}_{{}}{'' if year == 2013 else '_GML'}.zip"


def _area_path(year: int) -> str:
    """N03 writes the day: 1 April in 2014, 1 January since; the year with four digits since 2020."""
    day = "140401" if year == 2014 else f"{year}0101" if year >= 2020 else f"{year % 100:02d}0101"
    return f"N03/N03-{year}/N03-{day}_{{}}_GML.zip"


DATA_SETS: dict[str, DataSet] = {
    data.code: data
    for data in (
        DataSet("A32", "中学校区", "junior high school districts",
                {str(y): _path("A32", y) for y in (2013, 2016, 2021, 2023)}, own_terms=True),
        DataSet("A27", "小学校区", "elementary school districts",
                {str(y): _path("A27", y) for y in (2010, 2016, 2021, 2023)}, own_terms=True),
        DataSet("P29", "学校", "schools", {str(y): _path("P29", y) for y in (2013, 2021, 2023)}),
        DataSet("N03", "行政区域", "municipal areas", {str(y): _area_path(y) for y in range(2014, 2027)}),
    )
}  # fmt: skip


def official_file(data: str, edition: str, prefecture: str) -> Official:
    """The file of a data set, an edition (empty: the newest) and a prefecture (number or name).

    Raises:
        ValueError: one of the three is not in the catalogue; the message lists what is.

    >>> official_file("A32", "2021", "45").path, official_file("n03", "", "奈良県").name
    ('A32/A32-21/A32-21_45_GML.zip', 'N03-20260101_29_GML.zip')
    """
    found = DATA_SETS.get(data.upper())
    if found is None:
        raise ValueError(_not_here("--data", data, [f"{d.code} {d.name_ja}" for d in DATA_SETS.values()]))
    edition = edition or found.newest
    if edition not in found.editions:
        raise ValueError(_not_here(f"{found.code} --edition", edition, list(found.editions)))
    number = prefecture_number(prefecture)
    return Official(found, edition, number, found.editions[edition].format(number))


def prefecture_number(written: str) -> str:
    """The two digits of a prefecture, given its number or its name.

    Raises:
        ValueError: it is neither; the message lists all.

    >>> prefecture_number("5"), prefecture_number("宮崎県")
    ('05', '45')
    """
    number = next((n for n, name in codes.PREFECTURES.items() if name == written), written.zfill(2))
    if number not in codes.PREFECTURES:
        raise ValueError(_not_here("--prefecture", written, [f"{n} {name}" for n, name in codes.PREFECTURES.items()]))
    return number


def _not_here(option: str, value: str, known: list[str]) -> str:
    return f"{option}「{value}」はありません。あるのは / does not exist; there are: {', '.join(known)}"
