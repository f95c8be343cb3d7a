"""Read the texts of cells: numbers, units, periods, codes and labels."""
