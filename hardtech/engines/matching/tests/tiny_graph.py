"""A graph of a few bytes that tells what it was given, written as ONNX's protocol buffer by hand.

Its output for each word piece is (id, attention mask, kind of text): whoever pools it must find these numbers.
"""

from __future__ import annotations

INPUTS = ("input_ids", "attention_mask", "token_type_ids")
INT64, FLOAT = 7, 1
OPSET = 11


def tiny_graph() -> bytes:
    nodes = []
    for name in INPUTS:
        nodes.append(_node("Cast", [name], f"{name}.float", _attribute("to", 2, _number(3, FLOAT))))
        nodes.append(
            _node("Unsqueeze", [f"{name}.float"], f"{name}.deep", _attribute("axes", 7, _number(8, 2)))
        )
    nodes.append(
        _node("Concat", [f"{name}.deep" for name in INPUTS], "hidden", _attribute("axis", 2, _number(3, 2)))
    )
    graph = b"".join(_part(1, node) for node in nodes) + _text(2, "tiny")
    graph += b"".join(_part(11, _value(name, INT64, ["batch", "pieces"])) for name in INPUTS)
    graph += _part(12, _value("hidden", FLOAT, ["batch", "pieces", 3]))
    return _number(1, 7) + _part(7, graph) + _part(8, _number(2, OPSET))


def _node(kind: str, inputs: list[str], output: str, attribute: bytes) -> bytes:
    return b"".join(_text(1, name) for name in inputs) + _text(2, output) + _text(4, kind) + attribute


def _attribute(name: str, kind: int, value: bytes) -> bytes:
    return _part(5, _text(1, name) + value + _number(20, kind))


def _value(name: str, kind: int, shape: list[str | int]) -> bytes:
    dimensions = [_text(2, one) if isinstance(one, str) else _number(1, one) for one in shape]
    tensor = _number(1, kind) + _part(2, b"".join(_part(1, one) for one in dimensions))
    return _text(1, name) + _part(2, _part(1, tensor))


def _number(field: int, value: int) -> bytes:
    return _varint(field << 3) + _varint(value)


def _text(field: int, value: str) -> bytes:
    return _part(field, value.encode())


def _part(field: int, value: bytes) -> bytes:
    return _varint(field << 3 | 2) + _varint(len(value)) + value


def _varint(value: int) -> bytes:
    out = b""
    while value > 127:
        out += bytes([value & 127 | 128])
        value >>= 7
    return out + bytes([value])
