"""What the browser loads for the map: Leaflet, out of the installed package, and our renderer, in two files.

Both are named by the hash of their content, so that they may be cached for ever.  Nothing is fetched from elsewhere.
"""

from __future__ import annotations

import gzip
import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import xstatic.pkg.leaflet as leaflet_package

from dashboard import theme

LEAFLET = Path(leaflet_package.BASE_DIR)
RENDERER = Path(__file__).parents[1] / "maps" / "renderer"
#: The renderer's files in the order in which they build on one another.
SCRIPTS = (
    "geometry.js",
    "dom.js",
    "patterns.js",
    "paper.js",
    "labels.js",
    "districts.js",
    "former.js",
    "points.js",
    "furniture.js",
    "map.js",
    "streamlit.js",
)
STYLES = ("map.css",)
#: What the theme settings cannot say about Streamlit's pages.
PAGE_STYLE = Path(__file__).parents[1] / "page.css"
#: Tells Streamlit's page where its server is, so that a deep link does not probe ``/page/_stcore/…`` first (two 404s).
BOOT_SCRIPT = b'window.__streamlit={BACKEND_BASE_URL:location.origin+"/"};'


@dataclass(frozen=True)
class Asset:
    """One file for the browser: its name with the content's hash, its bytes, plain and gzipped."""

    name: str
    media_type: str
    body: bytes
    packed: bytes


def _asset(suffix: str, media_type: str, text: str) -> Asset:
    body = text.encode()
    name = f"map.{hashlib.sha256(body).hexdigest()[:16]}.{suffix}"
    return Asset(name, media_type, body, gzip.compress(body, 9, mtime=0))


@lru_cache(maxsize=1)
def script() -> Asset:
    """Leaflet and the renderer; the note to the debugger is dropped, it would ask for a file that is not served."""
    library = re.sub(r"//# sourceMappingURL=\S+", "", (LEAFLET / "leaflet.js").read_text("utf-8"))
    parts = [library, *((RENDERER / name).read_text("utf-8") for name in SCRIPTS)]
    return _asset("js", "text/javascript; charset=utf-8", "\n;\n".join(parts))


@lru_cache(maxsize=1)
def style() -> Asset:
    """Leaflet's style without its pictures (no control of ours uses them), the theme's paint, and our own."""
    library = re.sub(r"url\([^)]*\)", "none", (LEAFLET / "leaflet.css").read_text("utf-8"))
    parts = [library, theme.style_variables(), *((RENDERER / name).read_text("utf-8") for name in STYLES)]
    return _asset("css", "text/css; charset=utf-8", "\n".join(parts))


def find(name: str) -> Asset | None:
    """The asset of that exact name."""
    return next((asset for asset in (script(), style()) if asset.name == name), None)


def address(asset: Asset) -> str:
    """Where the browser finds an asset."""
    return f"/assets/{asset.name}"
