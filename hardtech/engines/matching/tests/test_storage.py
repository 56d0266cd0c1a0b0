import json

import numpy as np
import pytest

from hardtech.engines.matching import (
    Catalogue,
    CatalogueDamaged,
    CatalogueFromFuture,
    CatalogueMissing,
    Document,
    MatchingError,
    Query,
)
from hardtech.engines.matching._index import storage

RADAR = Query(body="radar")


@pytest.fixture
def folder(tmp_path):
    Catalogue.build([Document("a", body="radar"), Document("b", body="laser radar")]).save(
        tmp_path / "catalogue"
    )
    return tmp_path / "catalogue"


def generation(folder):
    (found,) = folder.glob("gen-*")
    return found


def manifest(folder, **changes):
    path = folder / "current.json"
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


def test_saved_and_opened_it_ranks_alike(folder):
    opened = Catalogue.open(folder, verify=True)
    assert [hit.id for hit in opened.search(RADAR, 10)] == ["a", "b"]


def test_an_empty_catalogue_is_saved_too(tmp_path):
    Catalogue.build([]).save(tmp_path)
    assert Catalogue.open(tmp_path, verify=True).search(RADAR, 10) == []


def test_saving_again_replaces_and_does_not_disturb_readers(folder):
    before = Catalogue.open(folder)
    Catalogue.build([Document("z", body="radar")]).save(folder)
    assert [hit.id for hit in before.search(RADAR, 10)] == ["a", "b"]
    assert [hit.id for hit in Catalogue.open(folder).search(RADAR, 10)] == ["z"]
    assert len(list(folder.iterdir())) == 2


def test_a_failed_save_leaves_the_old_one(folder, monkeypatch):
    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(storage.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        Catalogue.build([]).save(folder)
    assert [hit.id for hit in Catalogue.open(folder).search(RADAR, 10)] == ["a", "b"]
    assert len(list(folder.iterdir())) == 2


def test_a_catalogue_with_changes_is_not_saved(folder):
    with pytest.raises(ValueError, match="built again"):
        Catalogue.open(folder).with_changes([]).save(folder)


def test_no_catalogue(tmp_path):
    with pytest.raises(CatalogueMissing, match="no catalogue"):
        Catalogue.open(tmp_path)


def test_a_newer_version_is_told(folder):
    manifest(folder, version=99)
    with pytest.raises(CatalogueFromFuture) as raised:
        Catalogue.open(folder)
    assert raised.value.version == 99


def test_an_older_format_is_damage(folder):
    manifest(folder, version=1)
    with pytest.raises(CatalogueDamaged, match="format of version 1"):
        Catalogue.open(folder)


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"version": "x"}', '{"version": 2}', "\udcff"])
def test_a_broken_manifest_is_damage(folder, text):
    (folder / "current.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(CatalogueDamaged, match=r"current\.json"):
        Catalogue.open(folder)


@pytest.mark.parametrize("name", sorted(storage._TYPES))
def test_each_file_missing_or_cut_short_is_damage(folder, name):
    path = generation(folder) / f"{name}.npy"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(CatalogueDamaged, match=f"{name}.npy has another size"):
        Catalogue.open(folder)
    path.unlink()
    with pytest.raises(CatalogueDamaged, match=f"{name}.npy is unreadable"):
        Catalogue.open(folder)


def test_a_changed_byte_is_found_by_its_checksum(folder):
    path = generation(folder) / "ones.npy"
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    Catalogue.open(folder)
    with pytest.raises(CatalogueDamaged, match="other contents"):
        Catalogue.open(folder, verify=True)


def test_arrays_of_another_kind_or_length_are_damage(folder):
    files = json.loads((folder / "current.json").read_text())["files"]
    path = generation(folder) / "ones.npy"
    for values, finding in [(np.zeros(3), "another kind"), (np.zeros(1, dtype=np.uint16), "do not fit")]:
        np.save(path, values)
        manifest(folder, files={**files, "ones": {"bytes": path.stat().st_size, "crc32": 0}})
        with pytest.raises(CatalogueDamaged, match=finding):
            Catalogue.open(folder)


@pytest.mark.parametrize(
    "name", ["codes", "cell_starts", "one_starts", "cell_ones", "cell_many", "term_offsets"]
)
def test_a_place_that_is_nowhere_is_damage(folder, name):
    files = json.loads((folder / "current.json").read_text())["files"]
    path = generation(folder) / f"{name}.npy"
    values = np.load(path)
    values[-1] = 100
    np.save(path, values)
    manifest(folder, files={**files, name: {"bytes": path.stat().st_size, "crc32": 0}})
    with pytest.raises(CatalogueDamaged, match="do not fit"):
        Catalogue.open(folder)


def test_counts_of_any_size_are_saved(tmp_path):
    often = Document("a", title="radar " * 200, body="laser " * 254)
    catalogue = Catalogue.build(
        [often, Document("b", body="laser " * 1_000 + "radar"), Document("c", body="silk")]
    )
    catalogue.save(tmp_path)
    for query in (RADAR, Query(body="laser")):
        assert Catalogue.open(tmp_path, verify=True).search(query, 10) == catalogue.search(query, 10) != []


def test_a_file_that_the_manifest_does_not_know_is_damage(folder):
    manifest(folder, files={})
    with pytest.raises(CatalogueDamaged) as raised:
        Catalogue.open(folder)
    assert isinstance(raised.value, MatchingError)
    assert raised.value.folder == folder


def test_a_generation_replaced_while_opening_is_opened_anew(folder, monkeypatch):
    read = storage._manifest
    calls = []

    def replaced_after_reading(where):
        found = read(where)
        if not calls:
            Catalogue.build([Document("z", body="radar")]).save(where)
        calls.append(found)
        return found

    monkeypatch.setattr(storage, "_manifest", replaced_after_reading)
    assert [hit.id for hit in Catalogue.open(folder).search(RADAR, 10)] == ["z"]
