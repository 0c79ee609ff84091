"""One entry of the catalogue of findings, and the short ways to write it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True)
class Kind:
    """One entry of the catalogue: severity and the four templates."""

    severity: Severity
    message_ja: str
    message_en: str
    remedy_ja: str
    remedy_en: str


NOTHING_TO_DO_JA = "対応は不要です。"
NOTHING_TO_DO_EN = "Nothing to do."


def info(message_ja: str, message_en: str, remedy_ja: str = "", remedy_en: str = "") -> Kind:
    return Kind("info", message_ja, message_en, remedy_ja or NOTHING_TO_DO_JA, remedy_en or NOTHING_TO_DO_EN)


def warning(message_ja: str, message_en: str, remedy_ja: str, remedy_en: str) -> Kind:
    return Kind("warning", message_ja, message_en, remedy_ja, remedy_en)


def error(message_ja: str, message_en: str, remedy_ja: str, remedy_en: str) -> Kind:
    return Kind("error", message_ja, message_en, remedy_ja, remedy_en)
