"""Every table at once; whoever wants one of them imports `tables` or `later_tables`."""

from __future__ import annotations

from typing import Final

from lmapi_mock.store.schema import columns, later_tables

METADATA: Final = columns.METADATA
"""Full, for here all modules that put tables into it are loaded."""

MODULES: Final = (later_tables.BEFORE, later_tables)
"""Those modules, in the order of their tables."""
