"""Policy documents from an old site: a workbook with one row a document, and the files that it names."""
