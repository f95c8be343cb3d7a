"""`Store`: reading, summing, comparing, verifying and publishing releases."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import narwhals as nw
import pandas as pd
import pyarrow as pa

from ledger.backup import write_backup
from ledger.code_lists import Codes
from ledger.errors import VerifyFinding, wrap_storage_errors
from ledger.publish import publish_release
from ledger.queries.compare import (
    ComparedRelease,
    Differences,
    ReleaseComparison,
    compare_releases,
    find_differences,
)
from ledger.queries.corrections import (
    find_corrections,
    find_corrections_of_release,
    read_figure_versions,
)
from ledger.queries.engines import DuckDbEngine, QueryEngine, SparkEngine
from ledger.queries.figure_filter import FigureFilter
from ledger.queries.operands_of_totals import OperandFilter, read_operand_rows
from ledger.queries.reported_items import read_reported_items
from ledger.queries.snapshot import Snapshot, join_attributes, select_figures
from ledger.queries.totals import (
    TOTAL_COLUMNS,
    Level,
    SummableIndicators,
    TotalsRequest,
    count_figures,
    read_summable,
    roll_up,
    select_operands,
)
from ledger.release import Provenance, Release
from ledger.storage import delta_log
from ledger.storage.data_files import COLUMNS, SCHEMA
from ledger.storage.file_cache import FileCache
from ledger.storage.object_store import open_object_store, read_verified_file
from ledger.verify import find_last_good, read_release_hash, verify_store
from quantities import NotCombinableError
from quantities.figure_keys import KEY_COLUMNS, split_key

EVERYTHING = FigureFilter()
MAX_CORRECTED_ROWS = 1_000
"""In at most so many changed figures of a release corrections are looked for."""
MAX_KEPT_ROWS = 10_000
"""Of a comparison at most so many row numbers of each kind are kept in memory."""
MAX_KEPT_COMPARISONS = 32
AS_REPORTED = TotalsRequest()


class Store:
    """Numbered releases of figures and code lists at one folder or URL.

    Reading methods take a release's number, None for the newest release. They raise
    UnknownReleaseError if there is no such release, CorruptFileError if a file is not as it was
    published, StoreError if storage fails.
    """

    def __init__(self, uri: str, options: Mapping[str, str], engine_name: str) -> None:
        """Take the folder or URL of the store, its storage options, and the query engine.

        `engine_name` is "duckdb" or the URL of a Spark master. Releases are compared in DuckDB in
        any case.
        """
        self._cache = FileCache(open_object_store(uri, dict(options)))
        # Results by the number of a release, and by the numbers of the old and the new release.
        self._corrections: dict[int, pd.DataFrame] = {}
        self._differences: dict[tuple[int, int], Differences] = {}
        self._duckdb = DuckDbEngine()
        self._engine: QueryEngine = (
            self._duckdb if engine_name == "duckdb" else SparkEngine(engine_name)
        )

    @property
    def uri(self) -> str:
        """The folder or URL of the store."""
        return self._cache.object_store.uri

    def head(self) -> Release | None:
        """Return the newest release; None in an empty store."""
        return self._cache.release(None) if self._cache.find_newest_number() else None

    def history(self) -> list[Release]:
        """Return every release, newest first."""
        return [
            self._cache.release(release_number)
            for release_number in range(self._cache.find_newest_number(), 0, -1)
        ]

    def release(self, release_number: int | None = None) -> Release:
        """Return the release with this number, the newest if None."""
        return self._cache.release(release_number)

    @wrap_storage_errors("")  # errors name no single file
    def read(self, release_number: int | None = None, where: FigureFilter = EVERYTHING) -> Snapshot:
        """Read the figures of a release that match a filter, with its code lists.

        `release_number` None means the newest release.
        """
        release = self._cache.release(release_number)
        _, areas = self._cache.areas(release)  # as a data frame, not as a tree
        return Snapshot(
            release=release,
            figures=self.figures(release.number, where),
            indicators=self._cache.indicators(release),
            programmes=self._cache.codes(release, "programmes"),
            sources=self._cache.codes(release, "sources"),
            areas=areas,
        )

    @wrap_storage_errors("")  # errors name no single file
    def figures(
        self, release_number: int | None = None, where: FigureFilter = EVERYTHING
    ) -> pd.DataFrame:
        """Read the figures of a release that match a filter, sorted by key.

        `release_number` None means the newest release. The columns are those of figures.csv, and
        key, unit, kind, aggregation, topic and parents (see `Snapshot`).
        """
        release = self._cache.release(release_number)
        if where.limit == 0:  # only the files are checked
            self._cache.paths(release)  # raises if a data file is missing or altered
            table = SCHEMA.empty_table()
        else:
            table = self._fetch_figures(release, where)
        areas, _ = self._cache.areas(release)
        return join_attributes(table, self._cache.shared_indicators(release), areas)

    @wrap_storage_errors("")  # errors name no single file
    def roll_up(
        self,
        release_number: int | None = None,
        where: FigureFilter = EVERYTHING,
        totals: TotalsRequest = AS_REPORTED,
    ) -> pd.DataFrame:
        """Return totals of the figures that match a filter, by areas and periods.

        The columns are the key of each total, value, value_low, value_high (NaN: missing), unit,
        figures (how many were summed) and periods (how many different periods). Raises
        NotCombinableError("not_declared") if `where` names an indicator that may not be summed.
        """
        release = self._cache.release(release_number)
        return roll_up(*self._select_operands(release, where, totals), totals)

    @wrap_storage_errors("")  # errors name no single file
    def operands(
        self,
        key: str,
        release_number: int | None = None,
        where: FigureFilter = EVERYTHING,
        totals: TotalsRequest = AS_REPORTED,
    ) -> pd.DataFrame:
        """Return the figures that were summed for one row of `roll_up`; `key` is the row's key.

        `where` and `totals` must be the same as for `roll_up`; `where.limit` limits the result.
        """
        release = self._cache.release(release_number)
        key_columns = split_key(key)
        where = replace(where, indicators=(key_columns["indicator"],))
        frame, _ = self._select_operands(release, where, totals)
        for total_column, key_column in TOTAL_COLUMNS.items():
            frame = frame.filter(nw.col(total_column) == key_columns[key_column])
        frame = frame.select(*COLUMNS).sort(*KEY_COLUMNS)
        rows = self._engine.fetch_rows(frame, where.limit, where.offset)
        areas, _ = self._cache.areas(release)
        return join_attributes(rows, self._cache.shared_indicators(release), areas)

    @wrap_storage_errors("")  # errors name no single file
    def operand_rows(self, release_number: int | None, where: OperandFilter) -> pd.DataFrame:
        """Return the figures that totals may be summed from, for `ReleaseOperands`.

        They are filtered in the query engine, since a release may have millions.
        The columns are those of `select_operand_rows`.
        """
        release = self._cache.release(release_number)
        frame = self._engine.scan(self._cache, release, where.indicators)
        return read_operand_rows(frame, where)

    @wrap_storage_errors("")  # errors name no single file
    def reported_items(
        self,
        release_number: int | None,
        indicators: Collection[str],
        time_periods: Collection[str],
        ref_areas: Collection[str] = (),
    ) -> pd.DataFrame:
        """Return which areas have reported which indicators for which periods, without numbers.

        The reporting grid, which shows what is missing, is made of it. `ref_areas` empty means all
        areas. There is one row for each figure, with the columns of `read_reported_items`.
        """
        release = self._cache.release(release_number)
        frame = self._engine.scan(self._cache, release, indicators)
        return read_reported_items(frame, indicators, time_periods, ref_areas)

    @wrap_storage_errors("")  # errors name no single file
    def counts(
        self,
        by: Sequence[str] = (),
        release_number: int | None = None,
        where: FigureFilter = EVERYTHING,
        area: Level | None = None,
    ) -> pd.DataFrame:
        """Count figures by the columns `by`; the result has these columns and `figures`.

        `release_number` None means the newest release; `where` says which figures count. With
        `area` each figure counts for its containing area of that level: the count of a province
        includes its counties.
        """
        return count_figures(
            self._select_figures(self._cache.release(release_number), where), by, area
        )

    @wrap_storage_errors("")  # errors name no single file
    def compare(self, old: int, new: int, limit: int | None = None) -> ReleaseComparison:
        """Return the differences from release number `old` to number `new`; 0 is the empty state.

        `limit` (None: no limit) truncates each of the three data frames (added, changed, removed),
        but not `totals`. The numbers of differing rows are cached for limits of up to
        MAX_KEPT_ROWS.
        """
        old_files, new_files = self._list_compared_files(old), self._list_compared_files(new)
        cursor = self._duckdb.cursor()
        if limit is None or limit > MAX_KEPT_ROWS:
            differences = find_differences(cursor, old_files, new_files, limit)
        elif not (cached := self._differences.get((old, new))):
            differences = find_differences(cursor, old_files, new_files, MAX_KEPT_ROWS)
            while len(self._differences) >= MAX_KEPT_COMPARISONS:  # remove the oldest
                self._differences.pop(next(iter(self._differences)), None)
            self._differences[old, new] = differences
        else:
            differences = cached
        return compare_releases(cursor, old_files, new_files, differences, limit)

    @wrap_storage_errors("")  # errors name no single file
    def versions(self, keys: Sequence[str], release_number: int | None = None) -> pd.DataFrame:
        """Return every version of the figures with these keys, sorted by key and release.

        Releases after `release_number` are left out. The columns are key; since and until: the
        numbers of the first and last release with this version; at, author, reason: of release
        `since`; as_reported, value, value_low, value_high, qualifier. A gap between two versions
        means that the figure was withdrawn in between.
        """
        last_number = self._cache.release(release_number).number
        releases = {number: self._cache.release(number) for number in range(1, last_number + 1)}
        return read_figure_versions(self._cache, self._duckdb, releases, keys)

    def corrections(
        self, keys: Sequence[str] | None = None, release_number: int | None = None, limit: int = 100
    ) -> pd.DataFrame:
        """Return corrections of published numbers up to a release, newest first, at most `limit`.

        `keys` None means all figures. The columns are key; release: the number of the release that
        made the correction; its at, author, reason; `old_…` and `new_…` of as_reported, value,
        value_low, value_high, qualifier. A change of a note or of the place in the source (locator)
        is no correction.
        """
        last = self._cache.release(release_number).number
        if keys is not None:  # the whole history of a few figures is read at once
            return find_corrections(self.versions(keys, last)).head(limit)
        tables = [find_corrections(self.versions([], last))]  # the columns, without rows
        for number in range(last, 1, -1):  # release 1 corrects nothing
            if sum(map(len, tables)) >= limit:
                break
            tables.append(self._find_corrections_of_release(number))
        return pd.concat(tables, ignore_index=True).head(limit)

    def _find_corrections_of_release(self, release_number: int) -> pd.DataFrame:
        """Return the corrections that a release made; they are cached.

        Only the first MAX_CORRECTED_ROWS figures that it changed are searched.
        """
        if release_number not in self._corrections:
            changed = self.compare(release_number - 1, release_number, MAX_CORRECTED_ROWS).changed
            self._corrections[release_number] = find_corrections_of_release(
                changed, self._cache.release(release_number)
            )
        return self._corrections[release_number]

    def _list_compared_files(self, release_number: int) -> ComparedRelease:
        """Return the files of a release for a comparison; number 0, the empty state, has none."""
        if release_number == 0:
            return ComparedRelease()
        release = self._cache.release(release_number)
        names = [file.name for file in release.data_files]
        paths = dict(zip(names, self._cache.paths(release), strict=True))
        return ComparedRelease(release.data_files, release.codes, paths)

    def verify(self) -> list[VerifyFinding]:
        """Read every file and return findings for those that are missing, altered or unknown.

        [] if there are none.
        """
        return verify_store(self._cache)

    def last_good(self) -> Release | None:
        """Return the newest release without damaged files; None if there is none."""
        return find_last_good(self._cache)

    def stored_hash(self, release_number: int) -> str | None:
        """Return the SHA-256 of a release, read from its log entry without any cache.

        The audit trail has the same hash, so that a replaced release is found. The result is None
        if there is no such entry, "" if it is damaged.
        """
        return read_release_hash(self._cache.object_store, release_number)

    def clear_caches_if_replaced(self) -> bool:
        """Clear all caches if the newest release was replaced by another; return whether it was.

        That happens if the store is loaded from a backup while this process runs.
        """
        newest = self._cache.find_last_entry_number()
        known = self._cache.release(newest).sha256 if newest else ""
        # A missing or damaged entry (None, "") does not count: `verify` reports it.
        if not known or (self.stored_hash(newest) or known) == known:
            return False
        self._cache = FileCache(self._cache.object_store)
        self._corrections, self._differences = {}, {}
        return True

    def has_receipt(self, release_number: int) -> bool:
        """Return whether a release has a receipt; its content is not checked."""
        return self._cache.object_store.size(delta_log.receipt_name(release_number)) is not None

    def write_receipt(self, release_number: int) -> None:
        """Write the receipt of a release anew, with the hash of its present log entry."""
        delta_log.write_receipt(self._cache.object_store, release_number)

    def backup(self, path: Path, release_number: int | None = None) -> Release:
        """Write all releases up to `release_number` into a .tar file; return the newest of them.

        Other processes may publish meanwhile. Raises CorruptFileError for a damaged file.
        """
        return write_backup(self._cache, path, release_number)

    def _fetch_figures(self, release: Release, where: FigureFilter) -> pa.Table:
        """Return the matching figures of a release, sorted by key, within `where.limit`.

        They have COLUMNS, the columns of figures.csv.
        """
        rows = self._select_figures(release, where).select(*COLUMNS)
        if not where.keeps_order:
            rows = rows.sort(*KEY_COLUMNS)
        return self._engine.fetch_rows(rows, where.limit, where.offset)

    def _select_figures(self, release: Release, where: FigureFilter) -> nw.LazyFrame[Any]:
        """Return the matching figures of a release lazily; `where.limit` is not applied."""
        areas, _ = self._cache.areas(release)
        frame = self._engine.scan(self._cache, release, where.indicators)
        return select_figures(frame, where, areas)

    def _select_operands(
        self, release: Release, where: FigureFilter, totals: TotalsRequest
    ) -> tuple[nw.LazyFrame[Any], SummableIndicators]:
        """Return the figures that count towards totals, and the indicators that may be summed.

        Raises NotCombinableError("not_declared") if `where` names another indicator.
        """
        summable = read_summable(self._cache.shared_indicators(release))
        if others := sorted(set(where.indicators) - summable.codes):
            raise NotCombinableError("not_declared", others)
        areas, _ = self._cache.areas(release)
        frame = self._select_figures(release, where)
        return select_operands(frame, summable, areas.country, totals), summable

    def write(
        self,
        parent: int,
        figures: pd.DataFrame | pa.Table | None,
        codes: Codes,
        provenance: Provenance,
        *,
        only_indicators: Collection[str] | None = None,
    ) -> Release:
        """Publish figures and code lists as the release after number `parent` (0: the first).

        `figures` are all figures or, with `only_indicators`, all of these indicators, while others
        stay; None changes none. Code lists that are not in `codes` stay. Raises
        ReleaseConflictError if `parent` is not the newest release, StoreError (missing_column,
        wrong_type, duplicate_key, not_named: an indicator that is not in `only_indicators`).
        """
        return publish_release(
            self._cache, parent, figures, codes, provenance, only_indicators=only_indicators
        )

    def restore(self, parent: int, release_number: int, provenance: Provenance) -> Release:
        """Publish an earlier release again, as the release after number `parent`.

        Raises ReleaseConflictError if `parent` is not the newest release.
        """
        return publish_release(self._cache, parent, None, {}, provenance, restored=release_number)

    def proof(self, release_number: int, name: str) -> bytes:
        """Return the attached file with this name of the release with this number.

        Raises KeyError if the release has no such file.
        """
        release = self._cache.release(release_number)
        sha256 = release.proofs[name]
        return read_verified_file(
            self._cache.object_store, f"proofs/{sha256}", sha256, release_number
        )
