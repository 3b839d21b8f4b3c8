"""Slow measurements, beside named peers where there are any. Nothing here is part of the program.

linkage          `make bench-linkage`: linking beside its peers, in one run; docs/look-up/linkage-benchmark.md
  petitions      made-up petitions ready for every side
  sides/         the sides: ours, splink, recordlinkage, rapidfuzz; each in a process of its own
  febrl          Febrl's sets as a roll and lines, and as pairs; febrl_sides: every package on them
  linkage_quality   every quality figure of linking on a made-up petition, with its bar
  results, medians, bars, names, linkage_page, plots   what is kept of a run, and the page made of it
calibrate        the reference calibration that link reports show
learn            what learning weights is worth
search           search while typing, beside DuckDB and SQLite; docs/look-up/search-benchmark.md
spark            what linking costs on DuckDB and on Spark
__main__, small  `make bench`: the draw, a ledger's root, the check of a bundle; docs/look-up/benchmarks.md
clocks           seconds and memory
"""
