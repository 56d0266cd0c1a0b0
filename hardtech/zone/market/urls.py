"""Addresses of the room. Offers and needs have the same pages."""

from django.urls import path
from django.urls.resolvers import URLPattern

from hardtech.zone.market.kinds import NEEDS, OFFERS, ProfileKind
from hardtech.zone.market.views import (
    companies,
    compare,
    desk,
    details,
    edit,
    lists,
    matches,
    people,
    portfolio,
    ranking,
)

app_name = "market"


def _pages(kind: ProfileKind) -> list[URLPattern]:
    code, extra = kind.code, {"kind": kind}
    return [
        path(f"{code}s/", lists.profile_list, extra, name=f"{code}_list"),
        path(f"{code}s/export.<str:suffix>", lists.profile_export, extra, name=f"{code}_export"),
        path(f"{code}s/new/", edit.profile_new, extra, name=f"{code}_new"),
        path(f"{code}s/<str:ref>/", details.profile_detail, extra, name=f"{code}_detail"),
        path(f"{code}s/<str:ref>/edit/", edit.profile_edit, extra, name=f"{code}_edit"),
        path(f"{code}s/<str:ref>/action/", details.profile_action(kind), name=f"{code}_action"),
        path(f"{code}s/<str:ref>/matches/", matches.match_list, extra, name=f"{code}_matches"),
    ]


urlpatterns: list[URLPattern] = [
    *_pages(OFFERS),
    *_pages(NEEDS),
    path("needs/<str:ref>/compare/", compare.match_compare, name="match_compare"),
    path("matches/<str:need_ref>/<str:offer_ref>/", matches.match_decide, name="match_decide"),
    path("offers/<str:ref>/companies/", companies.company_list, name="offer_companies"),
    path("needs/<str:ref>/people/", people.people_list, name="need_people"),
    path("portfolio/", portfolio.portfolio, name="portfolio"),
    path("portfolio/export.<str:suffix>", portfolio.portfolio_export, name="portfolio_export"),
    path("desk/", desk.desk, name="desk"),
    path("ranking/", ranking.ranking, name="ranking"),
    path("ranking/versions/", ranking.ranking_versions, name="ranking_versions"),
    path("ranking/switch/", ranking.ranking_switch, name="ranking_switch"),
]
