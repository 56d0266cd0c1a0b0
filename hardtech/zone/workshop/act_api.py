"""Acts for programs: one endpoint for all that can be done with a kind of record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django.http import HttpRequest
from ninja import Field, Router, Schema

from hardtech.zone.accounts.permissions import Visitor, signed_in
from hardtech.zone.common.refs import Identified
from hardtech.zone.common.rest.inputs import Input, Text
from hardtech.zone.workshop import acts

__all__ = ["ActionIn", "add_act_endpoint"]

T = TypeVar("T", bound=Identified)


class ActionIn(Input):
    """What is said with an action: the reviewer's note when returning, the reason when withdrawing."""

    text: Text = Field("", max_length=2000, examples=["Please add the conditions of the test."])


def add_act_endpoint(
    router: Router,
    path: str,
    model: type[T],
    find: Callable[[Visitor, str], T],
    show: Callable[[Visitor, T], Any],
    *,
    response: type[Schema],
    name: str,
    summary: Any,
    description: Any,
) -> None:
    """`POST {path}/{ref}/actions/{action}`: the record as `show` gives it afterwards.

    For acts that ask for nothing or for one text. `find` raises `Http404` for what the visitor may not see.
    """

    def endpoint(request: HttpRequest, ref: str, action: str, payload: ActionIn | None = None) -> Any:
        record, act = find(request.user, ref), acts.find_act(model, action)
        asked = act.form.argument if isinstance(act.form, acts.Text) else ""
        values = {asked: payload.text if payload else ""} if asked else {}
        return show(request.user, act.perform(signed_in(request.user), record, values))

    endpoint.__name__ = name
    router.post(
        f"{path}/{{ref}}/actions/{{action}}", response=response, summary=summary, description=description
    )(endpoint)
