"""The columnar path: a nation judged or restated by one SELECT over a Parquet file, as by row; a property test holds it so."""
