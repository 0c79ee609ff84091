"""``python -m dashboard``: checks that there is something to serve and a port to serve it on, then serves.

Says in one sentence what is wrong and how to put it right; exit 1 then, 2 for wrong usage.
"""

from __future__ import annotations

import argparse
import getpass
import os
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

from streamlit import logger

from dashboard.web import hosts


def parser() -> argparse.ArgumentParser:
    out = argparse.ArgumentParser(prog="python -m dashboard", description="Serve the district dashboard.")
    out.add_argument("--port", type=int, default=8501, metavar="N", help="port to listen on (default 8501)")
    out.add_argument(
        "--database", type=Path, metavar="FILE", help="a database file (default: the newest in data/build)"
    )
    out.add_argument("--lan", action="store_true", help="also answer other machines of the local network")
    out.add_argument(
        "--host", action="append", default=[], metavar="NAME",
        help="with --lan: a further name by which this machine is reached; may be given again"
        " (its addresses and its own name are known)",
    )  # fmt: skip
    out.add_argument(
        "--set-passphrase", action="store_true", help="ask for the passphrase that importing needs with --lan, and end"
    )
    return out


def port_is_free(port: int, *, lan: bool) -> bool:
    """Whether the port can be bound, asked the way the server will."""
    with socket.socket() as probe:
        if os.name != "nt":  # on Windows this option would let two servers share one port
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("0.0.0.0" if lan else "127.0.0.1", port))  # noqa: S104
        except OSError:
            return False
    return True


def lan_address() -> str:
    """This machine's address in its local network; connecting a datagram socket sends nothing."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # TEST-NET-1, RFC 5737: an address that belongs to nobody
        except OSError:
            return socket.gethostname()
        return str(probe.getsockname()[0])


def problem(port: int, *, lan: bool) -> str | None:
    """The reason why nothing can be served, as a sentence in both languages."""
    from dashboard import state, text

    broken = state.unreadable_databases()
    if broken and state.serves_one_file():
        return "\n".join(
            text.translate(tongue, "server.unreadable", file=broken[0].path, reason=why)
            for tongue, why in zip(text.LANGUAGES, (broken[0].japanese, broken[0].english), strict=True)
        )
    # Builds that cannot be read are built again on the page itself.
    if state.find_database() is None and not broken:
        return _said("server.no_database", where=os.environ.get("CHIKU_DATABASE") or state.build_dir())
    if not port_is_free(port, lan=lan):
        return _said("server.port_taken", port=port, other=port + 1)
    return None


def set_passphrase() -> int:
    """Ask twice without showing it, and keep the hash; exit 1 with a sentence if there is nothing to keep."""
    from dashboard.web import passphrase

    first = getpass.getpass(_said("passphrase.first", " / ", shortest=passphrase.SHORTEST) + ": ")
    if not passphrase.SHORTEST <= len(first) <= passphrase.LONGEST:
        return _refused("passphrase.length", shortest=passphrase.SHORTEST, longest=passphrase.LONGEST)
    if getpass.getpass(_said("passphrase.again", " / ") + ": ") != first:
        return _refused("passphrase.differs")
    try:
        file = passphrase.store(passphrase.hashed(first))
    except (OSError, passphrase.SecretsFileError) as error:
        return _refused("passphrase.not_written", where=passphrase.secrets_file(), reason=error)
    print(_said("passphrase.written", where=file))
    return 0


def _said(key: str, separator: str = "\n", /, **params: object) -> str:
    """A sentence in both languages."""
    from dashboard import text

    return separator.join(text.translate(tongue, key, **params) for tongue in text.LANGUAGES)


def _refused(key: str, **params: object) -> int:
    print(_said(key, **params), file=sys.stderr)
    return 1


def announce(port: int, *, lan: bool) -> None:
    from dashboard import text

    addresses = [f"http://127.0.0.1:{port}", *([f"http://{lan_address()}:{port}"] if lan else [])]
    print(text.translate("ja", "server.ready", address="  ".join(addresses)), flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):  # a console without Japanese shows ? instead of failing
            stream.reconfigure(errors="replace")
    logger.set_log_level("error")  # Streamlit's notes on start-up are no news to the user
    given = parser().parse_args(arguments)
    if not 0 < given.port < 65536:
        parser().error(f"--port {given.port}: a port is a number from 1 to 65535")
    for name in given.host:
        if hosts.read_host(name) is None:
            parser().error(
                f"--host {name}: a name as it stands in the address, without http:// (example: chiku.city.lg)"
            )
    if given.set_passphrase:
        return set_passphrase()
    if given.database:
        os.environ["CHIKU_DATABASE"] = str(given.database.resolve())
    if sentence := problem(given.port, lan=given.lan):
        print(sentence, file=sys.stderr)
        return 1
    from dashboard.web import server

    server.serve(given.port, lan=given.lan, named=given.host, on_start=lambda: announce(given.port, lan=given.lan))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
