"""Completes the OpenAPI document that ninja writes: errors, examples, who may call, in OpenAPI 3.1's own terms."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from hardtech.zone.api.errors import MEDIA_TYPE
from hardtech.zone.common.rest.problems import KINDS, ProblemOut

__all__ = ["complete", "example_of"]

Document = dict[str, Any]

PRIVATE = "x-private"  # set by rooms on what nobody reads without signing in
WRITING = {"post", "put", "patch", "delete"}
PROBLEM = {"$ref": "#/components/schemas/ProblemOut"}


def complete(document: Document) -> Document:
    """Add what every operation shares. Changes the document that it is given, and returns it."""
    schemas = document["components"]["schemas"]
    problem = ProblemOut.model_json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
    schemas.update(problem.pop("$defs", {}))
    schemas["ProblemOut"] = problem
    document["components"]["responses"] = {_name(status): _response(status) for status in _statuses()}
    for path in document["paths"].values():
        for method, operation in path.items():
            _complete_operation(method, operation, schemas)
    return document


def example_of(schema: Mapping[str, Any], schemas: Mapping[str, Any]) -> Any:
    """A value that fits the schema, put together from the examples of its fields."""
    if examples := schema.get("examples"):
        return examples[0]
    if "$ref" in schema:
        return example_of(schemas[schema["$ref"].rsplit("/", 1)[-1]], schemas)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    if schema.get("type") == "array":
        return [example_of(schema["items"], schemas)]
    if "default" in schema:
        return schema["default"]
    if options := schema.get("anyOf") or schema.get("allOf"):
        return example_of(options[0], schemas)
    if "properties" in schema:
        return {name: example_of(part, schemas) for name, part in schema["properties"].items()}
    return {"string": "text", "integer": 1, "number": 1, "boolean": True}.get(schema.get("type", ""))


def _complete_operation(method: str, operation: Document, schemas: Document) -> None:
    for parameter in operation["parameters"]:
        examples = parameter.pop("examples", None)  # a list here, which only a schema may have
        parameter["example"] = examples[0] if examples else example_of(parameter["schema"], schemas)
    contents = [response["content"] for response in operation["responses"].values() if "content" in response]
    if "requestBody" in operation:
        contents.append(operation["requestBody"]["content"])
    for content in contents:
        for media in content.values():
            media["example"] = example_of(media["schema"], schemas)
    for status in _errors(method, operation):
        operation["responses"][status] = {"$ref": f"#/components/responses/{_name(status)}"}
    private = operation.pop(PRIVATE, False)
    if method not in WRITING and not private:
        operation["security"].append({})  # an anonymous reader


def _errors(method: str, operation: Document) -> list[int]:
    """What may go wrong follows from what is asked for."""
    statuses = {401, 500, 503}
    if operation["parameters"] or "requestBody" in operation:
        statuses.add(422)
    if any(parameter["in"] == "path" for parameter in operation["parameters"]):
        statuses.add(404)
    if method in WRITING:
        statuses |= {403, 409}
    if "requestBody" in operation:
        statuses |= {400, 413}
    return sorted(statuses)


def _statuses() -> list[int]:
    return sorted({kind.status for kind in KINDS.values()})


def _name(status: int) -> str:
    return f"Problem{status}"


def _response(status: int) -> Document:
    kinds = [kind for kind in KINDS.values() if kind.status == status]
    example = {
        "type": f"/api/v1/docs#problem-{kinds[0].code}",
        "title": str(kinds[0].title),
        "status": status,
        "detail": str(kinds[0].advice),
        "instance": "/api/v1/offers",
        "code": kinds[0].code,
        "errors": [],
    }
    return {
        "description": " / ".join([HTTPStatus(status).phrase, *(str(kind.title) for kind in kinds)]),
        "content": {MEDIA_TYPE: {"schema": PROBLEM, "example": example}},
    }
