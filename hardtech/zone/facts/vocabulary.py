"""Which facts organisations are asked for: rooms above tell it, for the measures stand there."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hardtech.engines.rules import Fact

__all__ = ["register", "vocabulary"]

Provider = Callable[[], Mapping[str, Fact]]

_providers: list[Provider] = []


def register(provider: Provider) -> None:
    """Let `provider()` name facts of organisations, by the names that the rulebooks use."""
    if provider not in _providers:
        _providers.append(provider)


def vocabulary() -> dict[str, Fact]:
    """Every fact of an organisation that some measure in force needs, by name."""
    return {name: fact for provider in _providers for name, fact in provider().items()}
