"""How secrets stay out of what is shown."""

from collections.abc import Callable, Iterable
from typing import TypeAlias

StrikeOut: TypeAlias = Callable[[str], str]
"""Replaces every secret of a call in a text that may be shown."""


def create_strike_out(secrets: Iterable[str]) -> StrikeOut:
    """Makes the StrikeOut for these secrets."""
    # Striking out three digits would strike out half of every port and status, and hide nothing.
    longest_first = sorted((each for each in secrets if len(each) > 3), key=len, reverse=True)

    def strike_out(text: str) -> str:
        for secret in longest_first:
            text = text.replace(secret, "[redacted]")
        return text

    return strike_out
