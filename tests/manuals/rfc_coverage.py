"""docs/rfc-coverage.md against the tree: what it names exists, and what exists is named.

A verdict without a test is a hope, and a test that was renamed is one too. So each table of the
document is read, and each of its claims that a program can look up is looked up.
"""

import pathlib
import re

from rfc_sections import SECTIONS, named_by

VERDICTS = ("yes", "partial", "no", "–")
NEEDS_A_TEST = ("yes", "partial")
NAME = re.compile(r"`([^`]+)`")
TEST = re.compile(r"^\s*(?:TEST|TEST_F|TEST_P|TYPED_TEST|RC_GTEST_PROP|RC_GTEST_FIXTURE_PROP)"
                  r"\(\s*(\w+)\s*,\s*(\w+)", re.MULTILINE)


class Document:
    """Its tables, by the heading above them: rows of cells, without the line of titles."""

    def __init__(self, text):
        self.text = text
        self.tables = {}
        heading = None
        for line in text.splitlines():
            if line.startswith("#"):
                heading = line.lstrip("#").strip()
            elif line.startswith("|") and not re.fullmatch(r"[|\s:-]+", line):
                cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
                self.tables.setdefault(heading, []).append(cells)
        for rows in self.tables.values():
            rows.pop(0)

    def rfcs(self):
        """(number, rows) for each heading `RFC 2033: …`."""
        for heading, rows in self.tables.items():
            if found := re.match(r"RFC (\d+):", heading or ""):
                yield found.group(1), rows

    def table(self, heading):
        return self.tables.get(heading, [])


class Project:
    """What the tree can do and how it shows it."""

    def __init__(self, root):
        self.root = pathlib.Path(root)
        dialogs = self.root / "tests/dialogs"
        self.dialogs = {path.relative_to(dialogs).as_posix(): path.read_text()
                        for path in dialogs.rglob("*.dialog")}
        self.scenarios = {"integration." + path.stem.removesuffix("_test")
                          for path in (self.root / "tests/integration").glob("*_test.py")}
        self.unit_tests = {f"{suite}.{name}"
                           for folder in ("unit", "dialogs")
                           for path in (self.root / "tests" / folder).rglob("*_test.cc")
                           for suite, name in TEST.findall(path.read_text())}

    def source(self, path):
        return (self.root / path).read_text()

    def has_test(self, name):
        return name in self.dialogs or name in self.scenarios or name in self.unit_tests

    def reply_codes(self):
        """Of every row that begins with a name and a code, of every Reply that is made, of every
        outcome's reply; and those that dialogues expect."""
        found = set()
        for path in (self.root / "lmtpd/protocol").glob("*.cc"):
            text = path.read_text()
            found |= set(re.findall(r"^ *\{k\w+,\s*([2-5]\d\d),", text, re.MULTILINE))
            found |= set(re.findall(r"\bReply\s*(?:\w+\s*)?\{([2-5]\d\d),", text))
            found |= set(re.findall(r"^ *constexpr int k\w+ = ([2-5]\d\d);", text, re.MULTILINE))
        text = self.source("lmtpd/protocol/outcome_reply.cc")
        found |= set(re.findall(r"(?:\},|\bk\w+,|return|\?|:) *([2-5]\d\d)\b", text))
        return found | set(self.expected(r"([2-5]\d\d)"))

    def statuses(self):
        """Every enhanced status that is written as three numbers in what answers clients; and those
        that dialogues expect."""
        found = set()
        for folder in ("libmailbox/include", "libmailbox/src", "lmtpd"):
            for path in sorted((self.root / folder).rglob("*.[ch]*")):
                found |= {".".join(numbers) for numbers in re.findall(
                    r"(?:EnhancedStatus|\bk[A-Z]\w*)\{(\d), (\d), (\d+)\}", path.read_text())}
        return found | set(self.expected(r"[2-5]\d\d[ -](\d\.\d\.\d+)"))

    def expected(self, what):
        for text in self.dialogs.values():
            yield from re.findall(rf"^S: {what}\b", text, re.MULTILINE)

    def extensions(self):
        return re.findall(r'^ *\{k\w+, "([A-Z0-9]+)"\}',
                          self.source("lmtpd/protocol/extension_set.cc"), re.MULTILINE)

    def verbs(self):
        """But those of HTTP, at which the connection is closed."""
        return re.findall(r'^ *(?:\{|unserved\()"([A-Z]+)"',
                          self.source("lmtpd/protocol/verb_table.cc"), re.MULTILINE)


def findings(document, project):
    """What is wrong, one sentence each."""
    return [*wrong_rows(document, project), *wrong_sections(document),
            *wrong_commands(document, project), *wrong_codes(document, project),
            *wrong_statuses(document, project), *wrong_extensions(document, project)]


def tests_in(cell):
    """The tests that a cell names; None if it says anything else."""
    names = NAME.findall(cell)
    return names if cell == ", ".join(f"`{name}`" for name in names) else None


def wrong_tests(where, cell, project):
    names = tests_in(cell)
    if names is None:
        yield f"{where}: the test's cell is no list of names: {cell}"
        return
    for name in names:
        if not project.has_test(name):
            yield f"{where}: there is no test {name}"
    if len(set(names)) != len(names):
        yield f"{where}: names a test twice"


def wrong_rows(document, project):
    for heading, rows in document.tables.items():
        for cells in rows:
            where = f"{heading} {cells[0]}"
            if len(cells) != 4:
                yield f"{where}: has {len(cells)} cells, not 4"
                continue
            _, verdict, sentence, tests = cells
            if verdict not in VERDICTS:
                yield f"{where}: {verdict!r} is no verdict"
            if not sentence.endswith("."):
                yield f"{where}: says nothing, or no sentence"
            if verdict in NEEDS_A_TEST and not tests:
                yield f"{where}: {verdict} without a test"
            yield from wrong_tests(where, tests, project)


def wrong_sections(document):
    present = dict(document.rfcs())
    for number, sections in SECTIONS.items():
        if number not in present:
            yield f"RFC {number} has no table"
            continue
        named = []
        for cells in present[number]:
            try:
                named += named_by(cells[0], sections)
            except ValueError as error:
                yield f"RFC {number} {cells[0]}: {error}"
        for section in sections:
            if named.count(section) != 1:
                yield f"RFC {number} §{section} stands in {named.count(section)} rows"
        if sorted(named, key=sections.index) != named:
            yield f"RFC {number}: its rows are not in the RFC's order"


def differences(what, written, real):
    for name in sorted(set(real) - set(written)):
        yield f"{what} {name} is not mentioned"
    for name in sorted(set(written) - set(real)):
        yield f"{what} {name} is not the program's"
    if len(set(written)) != len(written):
        yield f"{what}: one stands there twice"


def shown(cells, pattern, project):
    """Whether one of the row's dialogues has a line that matches; also true without dialogues."""
    names = [name for name in NAME.findall(cells[-1]) if name in project.dialogs]
    return not names or any(re.search(pattern, project.dialogs[name], re.MULTILINE)
                            for name in names)


def wrong_commands(document, project):
    rows = document.table("Commands")
    yield from differences("command", [cells[0] for cells in rows], project.verbs())
    for cells in rows:
        if not shown(cells, rf"(?i)^C(?:-raw)?: (?:.*\\n)?{cells[0]}\b", project):
            yield f"command {cells[0]}: its dialogues do not give it"


def wrong_codes(document, project):
    rows = document.table("Reply codes")
    given = [cells[0] for cells in rows if cells[1] != "no"]
    yield from differences("reply code", given, project.reply_codes())
    for cells in rows:
        if cells[1] != "no" and not shown(cells, rf"^S: {cells[0]}\b", project):
            yield f"reply code {cells[0]}: its dialogues do not have it"


def wrong_statuses(document, project):
    rows = document.table("Enhanced status codes")
    yield from differences("status", [cells[0] for cells in rows], project.statuses())
    for cells in rows:
        pattern = rf"^S: [2-5]\d\d[ -]{re.escape(cells[0])}\b"
        if not shown(cells, pattern, project):
            yield f"status {cells[0]}: its dialogues do not have it"


def wrong_extensions(document, project):
    rows = document.table("Extensions")
    yield from differences("extension", [cells[0] for cells in rows], project.extensions())
