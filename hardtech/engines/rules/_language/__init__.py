"""The language of conditions and formulas: parsed, typed, unit-checked."""
