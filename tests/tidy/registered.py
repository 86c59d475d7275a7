#!/usr/bin/env python3
"""No test leaves quietly: every test that is written down must be one that ctest runs.

registered.py --build DIR [--fuzz] [ROOT]

Compares the tests in the tree (TEST macros of *_test.cc, *.dialog, scenarios; with --fuzz the fuzz
targets instead) with what ctest knows in the build folder DIR. Exit status 1 if one is missing.
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys

from rules import Finding
from tree import Tree

# TEST(Suite, Name), its kin, and rapidcheck's properties; typed and value-parametrised ones get a
# prefix or suffix from ctest's discovery.
TEST = re.compile(r"^\s*(?:TEST|TEST_F|TEST_P|TYPED_TEST|RC_GTEST_PROP|RC_GTEST_FIXTURE_PROP)"
                  r"\(\s*(\w+)\s*,\s*(\w+)", re.MULTILINE)


def known_to_ctest(build):
    """The names of ctest's tests, and every word of their commands."""
    listing = subprocess.run(["ctest", "--test-dir", build, "--show-only=json-v1"],
                             check=True, capture_output=True, text=True).stdout
    tests = json.loads(listing)["tests"]
    words = {pathlib.PurePath(word).name for test in tests for word in test.get("command", [])}
    return {test["name"] for test in tests}, words


def missing_unit_tests(tree, names):
    # prefix.Instance/Suite.Name/value and Suite/0.Name are Suite.Name; the prefix may have dots, too
    bare = {f"{suite}.{test}" for name in names
            for suite, test in re.findall(r"(?=\b(\w+)(?:/\d+)?\.(\w+))", name)}
    for path in tree.files():
        if not path.endswith("_test.cc"):
            continue
        tests = TEST.findall("\n".join(tree.lines(path)))
        if not tests:
            yield Finding("no-test", path, 0, "has no TEST that ctest could run")
        for suite, test in tests:
            if f"{suite}.{test}" not in bare:
                yield Finding("unregistered", path, 0, f"{suite}.{test} is unknown to ctest")


def missing_files(tree, names, words, is_test):
    # ctest and GoogleTest write - as _; a dialogue's name begins with its folder's and goes on with
    # how it is played.
    known = [text.replace("-", "_") for text in names | words]
    for path in filter(is_test, tree.files()):
        file = pathlib.PurePath(path).with_suffix("")
        name = str(file.relative_to("tests/dialogs")) if is_dialog(path) else file.name
        stem = re.escape(re.sub(r"[-/]", "_", name))
        whole = re.compile(rf"(?<![A-Za-z0-9_]){stem}(?:_whole|_octet|(?![A-Za-z0-9_]))")
        if not any(whole.search(text) for text in known):
            yield Finding("unregistered", path, 0, "is unknown to ctest")


def is_dialog(path):
    return path.startswith("tests/dialogs/") and path.endswith(".dialog")


def is_scenario(path):
    return re.fullmatch(r"tests/(integration|faults)/(.*/)?test_\w+\.py|"
                        r"tests/(integration|faults)/(.*/)?\w+_test\.py", path) is not None


def is_fuzz_target(path):
    return re.fullmatch(r"tests/fuzz/\w+_fuzz\.cc", path) is not None


def check(tree, names, words, fuzz):
    if fuzz:
        return list(missing_files(tree, names, words, is_fuzz_target))
    return [*missing_unit_tests(tree, names),
            *missing_files(tree, names, words, is_dialog),
            *missing_files(tree, names, words, is_scenario)]


def main():
    parser = argparse.ArgumentParser(description="Checks that ctest runs every test of the tree.")
    parser.add_argument("--build", required=True)
    parser.add_argument("--fuzz", action="store_true")
    parser.add_argument("root", nargs="?", default=pathlib.Path(__file__).resolve().parents[2])
    options = parser.parse_args()
    names, words = known_to_ctest(options.build)
    findings = check(Tree(options.root), names, words, options.fuzz)
    for finding in findings:
        print(f"{finding.path}: [{finding.rule}] {finding.text}")
    print(f"{len(names)} tests known to ctest, {len(findings)} findings")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
