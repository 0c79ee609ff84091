"""Server time of each page: a request over the websocket until "script finished" has arrived, read by a bare client.

The real server (`python -m dashboard`) with 40 districts and 50,000 activities; the client asks as a browser does and
reads all that is sent, without drawing it.  After five unmeasured runs over the 年度, each run names a
pair of 年度 and district that this page was not asked before.  Warm are: queries by 年度 alone, and those that a
page measured earlier (alphabetical order) has asked for the same pair.
"""

from __future__ import annotations

import time
from pathlib import Path
from urllib.parse import urlencode

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from benchmarks import cities
from benchmarks.child import ROOT
from benchmarks.rows import Row
from tests.browser.running import serving

TIMES = 15
YEARS = (2020, 2021, 2022, 2023, 2024)
BUDGET_MS = 80.0


def ask(client: ClientConnection, page: str, query: dict[str, object]) -> tuple[float, float]:
    """Run a page once; milliseconds and kilobytes until it is finished.

    Raises:
        RuntimeError: the page raised.
    """
    message = BackMsg()
    message.rerun_script.query_string = urlencode(query)
    message.rerun_script.page_name = page
    started, size = time.perf_counter(), 0
    client.send(message.SerializeToString())
    while True:
        packed = client.recv(timeout=60)
        assert isinstance(packed, bytes)  # noqa: S101
        size += len(packed)
        answer = ForwardMsg.FromString(packed)
        if answer.delta.new_element.HasField("exception"):
            raise RuntimeError(f"{page} {query}: {answer.delta.new_element.exception.message}")
        if answer.WhichOneof("type") == "script_finished":
            return 1000 * (time.perf_counter() - started), size / 1000


def page_rows(address: str, city: cities.City, page: str) -> list[Row]:
    def query(run: int) -> dict[str, object]:
        year = YEARS[run % len(YEARS)]
        return {"m": city.code, "y": year, "d": f"{city.code}-第{run % city.districts}中学校"}

    with connect(
        address.replace("http", "ws", 1) + "/_stcore/stream", subprotocols=[Subprotocol("streamlit")], max_size=None
    ) as client:
        runs = [ask(client, page, query(run)) for run in range(len(YEARS) + TIMES)][len(YEARS) :]
    milliseconds, kilobytes = zip(*runs, strict=True)
    return [Row(page, "ms", milliseconds, budget=BUDGET_MS), Row(f"{page}: sent", "KB", kilobytes)]


def measure(work: Path) -> list[Row]:
    city = cities.generated(work, 40, 50_000)
    names = sorted(path.stem for path in (ROOT / "pages").glob("*.py"))
    with serving(city.database) as home:
        return [row for name in names for row in page_rows(home, city, name)]
