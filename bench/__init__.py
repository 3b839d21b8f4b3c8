"""Slow measurements on made-up petitions, beside a named peer where there is one: `make bench`.

link       one petition made, sealed, linked; quality by kind of line
peer       the splink model that linking is measured against
sides      one side in a process of its own: stages, seconds, peak memory
quality    what each side found, against the truth
small      the draw, the ledger's root, the check of a bundle
page       the figures as docs/look-up/benchmarks.md
"""
