"""The API's page for people, made from the OpenAPI document: no scripts, nothing from elsewhere."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from hardtech.zone.common.rest.problems import KINDS

__all__ = ["docs_page"]

Json = Mapping[str, Any]


@dataclass(frozen=True)
class DocumentedParameter:
    """A parameter of an operation, or a field of its body."""

    name: str
    place: str
    type: str
    required: bool
    description: str


@dataclass(frozen=True)
class Operation:
    """One thing that can be asked for."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    inputs: list[DocumentedParameter]
    call: str
    answer: str
    statuses: list[str]
    public: bool


@dataclass(frozen=True)
class Group:
    """The operations of one noun."""

    name: str
    title: str
    description: str
    operations: list[Operation]


def docs_page(request: HttpRequest, document: Json) -> HttpResponse:
    """All operations with their parameters, an example of a call and of its answer, and every kind of problem."""
    base = request.build_absolute_uri("/").rstrip("/")
    operations = list(_operations(document, base))
    groups = [
        Group(
            tag["name"],
            tag["x-displayName"],
            tag["description"],
            [one for name, one in operations if name == tag["name"]],
        )
        for tag in document["tags"]
    ]
    context = {"groups": groups, "kinds": KINDS.values(), "base": base, "info": document["info"]}
    return render(request, "api/docs.html", context)


def _operations(document: Json, base: str) -> Iterator[tuple[str, Operation]]:
    schemas = document["components"]["schemas"]
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield operation["tags"][0], _operation(method.upper(), path, operation, schemas, base)


def _operation(method: str, path: str, operation: Json, schemas: Json, base: str) -> Operation:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json")
    return Operation(
        id=operation["operationId"],
        method=method,
        path=path,
        summary=operation["summary"],
        description=operation.get("description", ""),
        inputs=[
            *(_parameter(one, schemas) for one in operation["parameters"]),
            *(_fields(body["schema"], schemas) if body else ()),
        ],
        call=_call(method, base + path, operation, body),
        answer=_answer(operation),
        statuses=[str(status) for status in sorted(operation["responses"], key=int)],
        public={} in operation["security"],
    )


def _parameter(one: Json, schemas: Json) -> DocumentedParameter:
    return DocumentedParameter(
        one["name"], one["in"], type_name(one["schema"], schemas), one["required"], one.get("description", "")
    )


def _fields(schema: Json, schemas: Json, prefix: str = "") -> Iterator[DocumentedParameter]:
    """The fields of a body; those of a list's entries follow it as `requirements[].value`."""
    whole = _resolved(schema, schemas)
    required = set(whole.get("required", ()))
    for name, part in whole.get("properties", {}).items():
        description = part.get("description", "")
        yield DocumentedParameter(
            prefix + name, "body", type_name(part, schemas), name in required, description
        )
        if part.get("type") == "array":
            yield from _fields(part["items"], schemas, f"{prefix}{name}[].")


def type_name(schema: Json, schemas: Json) -> str:
    """What may stand there, in few words: `integer or null`, `list of text`, `a | b | c`."""
    schema = _resolved(schema, schemas)
    if "enum" in schema:
        return " | ".join(str(value) or "“”" for value in schema["enum"])
    if "const" in schema:
        return str(schema["const"]) or "“”"
    if "anyOf" in schema:
        return " | ".join(dict.fromkeys(type_name(option, schemas) for option in schema["anyOf"]))
    if schema.get("type") == "array":
        return f"[{type_name(schema.get('items', {}), schemas)}]"
    if schema.get("type") == "object":
        return str(schema.get("title", "object"))
    return str(schema.get("format") or schema.get("type") or "")


def _resolved(schema: Json, schemas: Json) -> Json:
    while True:
        options = schema.get("anyOf", [])
        if len(schema.get("allOf", [])) == 1:
            schema = schema["allOf"][0]
        elif "$ref" in schema:
            schema = schemas[schema["$ref"].rsplit("/", 1)[-1]]
        elif len(options) == 2 and options[1] == {"type": "null"} and "$ref" in options[0]:
            schema = options[0]
        else:
            return schema


def _call(method: str, address: str, operation: Json, body: Json | None) -> str:
    """The operation as a line for curl, with examples for what must be given."""
    for one in operation["parameters"]:
        if one["in"] == "path":
            address = address.replace(f"{{{one['name']}}}", str(one["example"]))
    lines = ["curl" if method == "GET" else f"curl -X {method}"]
    if {} not in operation["security"]:
        lines.append('-H "Authorization: Bearer $HARDTECH_KEY"')
    if body:
        lines += ['-H "Content-Type: application/json"', f"-d {shlex.quote(_json(body['example']))}"]
    return " \\\n  ".join([*lines, f"'{address}'"])


def _answer(operation: Json) -> str:
    for status, response in operation["responses"].items():
        if int(status) < 300 and "content" in response:
            return _json(response["content"]["application/json"]["example"])
    return ""


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2, default=str)
