"""Lines of templates fit on a screen: what needs longer ones belongs in a view, macro or function."""

from __future__ import annotations

from openpeel.loaders import package

WIDTH = 160


def test_no_line_of_a_template_is_longer_than_a_screen_is_wide() -> None:
    paths = [path for path in sorted((package.ROOT / "templates").rglob("*.*")) if path.is_file()]
    too_long = [
        f"{path.relative_to(package.ROOT)}:{number}: {len(line)} characters (at most {WIDTH})"
        for path in paths
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1)
        if len(line) > WIDTH
    ]
    assert paths and not too_long, "\n".join(too_long)
