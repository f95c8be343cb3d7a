"""Spreadsheets that are not ordinary XLSX: `.xls`, `.ods`, HTML and XML of other programs."""
