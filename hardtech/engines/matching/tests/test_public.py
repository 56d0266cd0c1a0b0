"""The public face: everything named is there, sorted, and nothing else; the README's example runs."""

import re
from pathlib import Path

from hardtech.engines import matching


def test_all_is_sorted_and_complete():
    public = {
        name
        for name, value in vars(matching).items()
        if not name.startswith("_") and not hasattr(value, "__path__")
    }
    assert matching.__all__ == sorted(matching.__all__)
    assert set(matching.__all__) == public


def test_the_example_of_the_readme_runs():
    text = Path(matching.__file__).with_name("README.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    exec(compile(example, "README.md", "exec"), {})  # noqa: S102 - our own file
