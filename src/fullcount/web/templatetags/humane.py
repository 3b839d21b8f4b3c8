"""How figures are written for people."""

from __future__ import annotations

from django import template

register = template.Library()


@register.filter
def thousands(number: int | None) -> str:
    """A whole number with commas; empty where there is none."""
    return "" if number is None else f"{int(number):,}"


@register.filter
def short(number: int) -> str:
    """How much is missing, where a difference is below 0."""
    return thousands(-number)
