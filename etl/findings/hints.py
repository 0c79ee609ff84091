"""What might have been meant: said in one way wherever something is not found."""

from __future__ import annotations


def did_you_mean(*near: str) -> tuple[str, str]:
    """The question in both languages; empty where nothing is near.

    >>> did_you_mean("東中学校区", "西中学校区")
    ('もしかして「東中学校区」、「西中学校区」ですか。', 'Did you mean “東中学校区” or “西中学校区”?')
    >>> did_you_mean("")
    ('', '')
    """
    names = [name for name in near if name]
    if not names:
        return "", ""
    said, said_en = "、".join(f"「{name}」" for name in names), " or ".join(f"“{name}”" for name in names)
    return f"もしかして{said}ですか。", f"Did you mean {said_en}?"
