"""The shell of the site: what the content security policy allows, icons, error pages, navigation."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation

from hardtech.zone.accounts.models import User
from hardtech.zone.portal.navigation import links_for
from hardtech.zone.registry.choices import Field

ZONE = Path(__file__).parents[2]
STYLE = ZONE / "portal" / "static" / "portal"
TEMPLATES = sorted(ZONE.glob("*/templates/**/*.html"))
SYMBOLS = set(re.findall(r'<symbol id="([^"]+)"', (STYLE / "icons.svg").read_text(encoding="utf-8")))

INLINE = re.compile(r"<style|\sstyle=|\son(?!e=)[a-z]+=|<script(?![^>]*\ssrc=)|javascript:", re.IGNORECASE)
FOREIGN = re.compile(r"""(?:src|href|action|srcset)=["']?(?:https?:)?//(?!www\.w3\.org)""", re.IGNORECASE)


def name_of(path: Path) -> str:
    return str(path.relative_to(ZONE))


@pytest.mark.parametrize(
    "fault",
    [
        '<p style="color: red">',
        "<script>go()</script>",
        '<a onclick="go()">',
        "<style>",
        '<a href="javascript:go()">',
    ],
)
def test_the_check_for_inline_code_sees_each_kind(fault: str) -> None:
    assert INLINE.search(fault)


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_no_template_has_inline_script_or_style(path: Path) -> None:
    assert INLINE.findall(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "path", [path for path in TEMPLATES if path.name in {"base.html", "_head.html"}], ids=name_of
)
def test_the_shell_loads_nothing_from_another_host(path: Path) -> None:
    assert FOREIGN.findall(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", sorted(STYLE.glob("*.css")), ids=lambda path: path.name)
def test_style_loads_nothing(path: Path) -> None:
    assert re.findall(r"@import|url\(", path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_every_icon_asked_for_is_in_the_sprite(path: Path) -> None:
    asked = re.findall(r'common/_icon\.html" with name="([^"]+)"', path.read_text(encoding="utf-8"))
    assert set(asked) - SYMBOLS == set()


def test_each_of_the_eight_fields_has_an_icon() -> None:
    assert {f"field-{code}" for code in Field.values} == {
        name for name in SYMBOLS if name.startswith("field-")
    }


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("name", ["400.html", "403_csrf.html", "500.html"])
def test_these_error_pages_need_neither_request_nor_database(name: str, language: str) -> None:
    with translation.override(language):
        page = render_to_string(name)
    assert '<a class="button button-primary" href="/">' in page
    assert f'<html lang="{"zh-Hans" if language == "zh-hans" else "en"}">' in page


@pytest.mark.parametrize(
    ("cookie", "media"),
    [
        ("dark", "screen"),
        ("light", "not all"),
        ("", "screen and (prefers-color-scheme: dark)"),
        ('"><b>', "screen and"),
    ],
)
def test_the_cookie_decides_the_theme(cookie: str, media: str) -> None:
    page = render_to_string("portal/_head.html", {"theme": cookie})
    assert f'id="dark-theme" media="{media}' in page
    assert "<b>" not in page


@pytest.mark.parametrize(
    ("visitor", "labels"),
    [
        (AnonymousUser(), []),
        (User(email="a@demo.example"), ["Desk"]),
        (User(email="b@demo.example", is_technology_manager=True), ["Desk"]),
        (User(email="c@demo.example", is_zone_officer=True), ["Desk"]),
    ],
    ids=["anonymous", "member", "technology manager", "zone officer"],
)
def test_the_desk_is_for_everybody_who_signed_in(visitor: User | AnonymousUser, labels: list[str]) -> None:
    request = RequestFactory().get("/")
    request.user = visitor
    with translation.override("en"):
        assert [str(link.label) for link in links_for(request) if str(link.label) == "Desk"] == labels


def test_the_entry_of_the_room_one_is_in_is_current() -> None:
    request = RequestFactory().get("/market/offers/OF-7K2M9Q/")
    request.user = AnonymousUser()
    with translation.override("en"):
        assert [str(link.label) for link in links_for(request) if link.current] == ["Offers"]
