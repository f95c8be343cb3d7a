"""Parts of pages that several pages show: charts, tables, the figure panel, buttons."""
