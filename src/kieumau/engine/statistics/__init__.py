"""What changed, and what chance alone does: counts compared, limits of series, funnels of rates. Numbers in, numbers out.

Nothing here knows a ward, a rulebook or a day. Every method is named, and every interval comes from the same method as
the test beside it (docs/decisions/0019). Import from the files: only those that reckon load NumPy and SciPy.
"""
