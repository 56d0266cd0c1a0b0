"""Many needs × many offers from Parquet files, on one machine or many.

A face of its own beside that of the engine, because it needs Polars and whoever matches one need does not.
"""

from hardtech.engines.matching.bulk._hashes import program
from hardtech.engines.matching.bulk._run import BulkResult, BulkRun, rank_in_bulk
from hardtech.engines.matching.bulk._texts import FIELDS, ParquetSource, schema_of
from hardtech.engines.matching.bulk._workers import Here, StageProgress, Workers

__all__ = [
    "FIELDS",
    "BulkResult",
    "BulkRun",
    "Here",
    "ParquetSource",
    "StageProgress",
    "Workers",
    "program",
    "rank_in_bulk",
    "schema_of",
]
