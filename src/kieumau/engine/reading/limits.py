"""How large a table may be. Far above what a province needs, far below what would stop a small machine."""

FILE_BYTES = 25 * 1024 * 1024  # a workbook or a CSV file
UNPACKED_BYTES = 200 * 1024 * 1024  # what is really decompressed from a workbook, all parts together
PACKING_RATIO = 200  # of one part above a megabyte; workbooks of officers stay below 60
ZIP_ENTRIES = 2_000
XML_DEPTH = 60
XML_TOKEN_BYTES = 1024 * 1024  # one tag with its attributes
SHARED_TEXTS = 2_000_000
CELL_STYLES = 65_000  # Excel's own limit
MERGED_AREAS = 20_000

ROWS = 200_000  # rows with something in them
COLUMNS = 500
CELLS = 2_000_000  # cells with something in them, all sheets together
CELL_TEXT = 32_767  # characters; Excel's own limit
VALUES = 5_000_000  # figures of one file, the only limit of Parquet
HEADER_WITHIN = 20  # rows among which the header is looked for

PROBLEMS_SHOWN = 200
SUGGESTIONS = 50
QUESTIONS_SHOWN = 200
