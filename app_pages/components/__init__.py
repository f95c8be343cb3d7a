"""What several pages draw: charts, tables, the figure panel, buttons."""
