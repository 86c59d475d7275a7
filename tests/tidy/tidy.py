#!/usr/bin/env python3
"""Checks the tree against the rules of the house (rules.py). Exit status 1 if one is broken.

tidy.py [ROOT]
"""

import pathlib
import sys

import rules
from tree import Tree


def main():
    default = pathlib.Path(__file__).resolve().parents[2]
    tree = Tree(sys.argv[1] if len(sys.argv) > 1 else default)
    findings = rules.check(tree)
    for finding in findings:
        print(f"{finding.path}:{finding.line}: [{finding.rule}] {finding.text}")
    print(f"{len(tree.files())} files, {len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
