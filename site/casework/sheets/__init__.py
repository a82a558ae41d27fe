"""Rows of a section as a workbook: written to be filled in with a spreadsheet program, and read back cell by cell."""
