"""Linkage: a petition's lines against the sealed roll in bulk, and lines of nobody against each other.

Linking proposes and never decides. For each line: up to five candidates with probability and evidence in
words, a proposed reading, and groups of lines that appear to be of one person.

    prepare(roll_dir)                       keys and counts beside a sealed roll, once
    link(lines_csv, roll_dir, workdir)      everything; gives a LinkResult
    LinkResult(workdir / LINKS)             a result made before
    learn(lines_csv, roll_dir, workdir)     weights from a petition's own lines, or from findings
"""

from fullcount.linkage.engine import Engine
from fullcount.linkage.learn import Change, Learned, learn
from fullcount.linkage.link import Options, link
from fullcount.linkage.mapping import map_lines, read_mapping
from fullcount.linkage.one import LineLinker
from fullcount.linkage.prepare import is_prepared, prepare
from fullcount.linkage.result import LINKS, Linked, LinkResult
from fullcount.linkage.spark_session import Spark
from fullcount.linkage.steps import StepCount
from fullcount.linkage.voters import VoterFile
from fullcount.linkage.weights import Weights, default_weights, read_weights, weights_of
from fullcount.linkage.weights_text import digest, weights_text, write_weights

__all__ = [
    "LINKS",
    "Change",
    "Engine",
    "Learned",
    "LineLinker",
    "LinkResult",
    "Linked",
    "Options",
    "Spark",
    "StepCount",
    "VoterFile",
    "Weights",
    "default_weights",
    "digest",
    "is_prepared",
    "learn",
    "link",
    "map_lines",
    "prepare",
    "read_mapping",
    "read_weights",
    "weights_of",
    "weights_text",
    "write_weights",
]
