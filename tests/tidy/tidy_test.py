#!/usr/bin/env python3
"""Plants a violation of each rule in a bare tree and sees it caught, and nothing else."""

import pathlib
import shutil
import tempfile
import unittest

import registered
import rules
from tree import Tree

ROOT = pathlib.Path(__file__).resolve().parents[2]

# rule: (path, text) of a file that breaks it and no other rule.
PLANTS = [
    ("asio-in-server-only", "deliver/planted.cc", "#include <asio.hpp>\n"),
    ("asio-in-server-only", "lmtpd/protocol/planted.cc", "#include <asio/io_context.hpp>\n"),
    ("openssl-in-server-only", "lmtpd/protocol/planted.cc", "#include <openssl/ssl.h>\n"),
    ("sqlite-behind-wrapper", "mailboxctl/planted.cc", "#include <sqlite3.h>\n"),
    ("sqlite-behind-wrapper", "libmailbox/src/directory/planted.cc", '#include "sqlite3.h"\n'),
    ("sodium-in-password-only", "lmtpd/planted.cc", "#include <sodium.h>\n"),
    ("files-behind-filesystem", "libmailbox/src/stores/planted.cc", "#include <fcntl.h>\n"),
    ("files-behind-filesystem", "deliver/planted.cc", "#include <sys/stat.h>\n"),
    ("streams-outside-library", "libmailbox/src/stores/planted.cc", "  #  include <fstream>\n"),
    ("no-strangers-keys-hashed", "lmtpd/server/planted.cc", "#include <unordered_map>\n"),
    ("one-way", "libmailbox/src/stores/planted.cc", '#include "config/settings.h"\n'),
    ("one-way", "libmailbox/src/stores/planted.cc", '#include "lmtpd/protocol/reply.h"\n'),
    ("one-way", "deliver/planted.cc", '#include "lmtpd/protocol/reply.h"\n'),
    ("one-way", "mailboxctl/planted.cc", '#include "lmtpd/server/server.h"\n'),
    ("one-way", "lmtpd/protocol/planted.cc", '#include "config/settings.h"\n'),
    ("protocol-values-only", "lmtpd/protocol/planted.cc", '#include "mailbox/maildir.h"\n'),
    ("protocol-pure", "lmtpd/protocol/planted.cc", "#include <sys/socket.h>\n"),
    ("protocol-pure", "lmtpd/protocol/planted.cc", "#include <thread>\n"),
    ("file-length", "deliver/planted.cc", "int planted();\n" * 401),
    ("columns", "deliver/planted.cc", "// " + "a" * 98 + "\n"),
    ("columns", "deliver/planted.cc", "// " + "ß" * 98 + "\n"),
    ("leftover", "docs/planted.txt", "FIXME\n"),
    ("untyped-todo", "deliver/planted.cc", "// TODO: later\n"),
    ("empty-noun", "deliver/string_utils.cc", "int planted();\n"),
    ("empty-noun", "deliver/planted.cc", "class SessionManager {};\n"),
    ("empty-noun", "deliver/planted.cc", "enum class InfoKind { kOne };\n"),
    ("empty-noun", "deliver/planted.cc", "using Context = int;\n"),
    ("pragma-once", "deliver/planted.h", "// planted.h: a planted file.\n"),
    ("contract", "deliver/planted.h", "#pragma once\n"),
    ("private-mention", "deliver/planted.cc", "// as issue 2 says\n"),
    ("private-mention", "docs/planted.txt", "see /work/notes\n"),
    ("absent-document", "deliver/planted.cc", "// see docs/nowhere_to_be_found.md\n"),
]

# What looks like a violation and is none.
ALLOWED = [
    ("lmtpd/server/planted.cc", "#include <asio.hpp>\n"),
    ("libmailbox/src/directory/sqlite_planted.cc", "#include <sqlite3.h>\n"),
    ("libmailbox/src/filesystem/posix_planted.cc", "#include <fcntl.h>\n"),
    ("lmtpd/protocol/planted.cc", '#include "mailbox/address.h"\n'),
    ("deliver/planted.cc", "// TODO(someday): more\n// " + "ß" * 97 + "\n"),
    ("deliver/planted.cc", "struct Information {};\nclass Texture {};\n"),
    ("deliver/planted.h", "// planted.h: a planted file.\n#pragma once\n"),
]


class TidyTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name) / "tree"
        self.root.mkdir()
        # Exceptions that nothing needs: there is nothing yet.
        self.before = set(rules.check(Tree(self.root)))

    def findings_with(self, path, text):
        planted = self.root / path
        self.assertFalse(planted.exists(), path)
        planted.parent.mkdir(parents=True, exist_ok=True)
        planted.write_text(text)
        after = set(rules.check(Tree(self.root)))
        planted.unlink()
        return after - self.before

    def test_every_planted_violation_is_caught(self):
        for rule, path, text in PLANTS:
            with self.subTest(rule=rule, path=path):
                found = self.findings_with(path, text)
                self.assertEqual({(finding.rule, finding.path) for finding in found},
                                 {(rule, path)})

    def test_what_only_looks_like_a_violation_passes(self):
        for path, text in ALLOWED:
            with self.subTest(path=path):
                self.assertEqual(self.findings_with(path, text), set())

    def test_every_rule_has_a_plant(self):
        planted = {rule for rule, _, _ in PLANTS}
        source = (ROOT / "tests/tidy/rules.py").read_text()
        named = set(rules.re.findall(r'(?:Finding|Owned)\("([\w-]+)"', source))
        self.assertEqual(named - planted, {"stale-exception"})

    def test_an_exception_that_nothing_needs_is_caught(self):
        row = ("asio-in-server-only", "deliver/main.cc", "asio.hpp")
        rules.INCLUDE_EXCEPTIONS[row] = "planted"
        self.addCleanup(rules.INCLUDE_EXCEPTIONS.pop, row)
        rules.LONG_FILES["deliver/main.cc"] = "planted"
        self.addCleanup(rules.LONG_FILES.pop, "deliver/main.cc")
        shutil.copytree(ROOT, self.root, ignore=shutil.ignore_patterns("build", ".git", ".cache"),
                        dirs_exist_ok=True)
        found = [finding for finding in rules.check(Tree(self.root))
                 if finding.rule == "stale-exception"]
        self.assertEqual(len(found), 2, found)


class RegisteredTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)

    def missing(self, path, text, names, words=(), fuzz=False):
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text)
        found = registered.check(Tree(self.root), set(names), set(words), fuzz)
        (self.root / path).unlink()
        return [finding.rule for finding in found]

    def test_a_test_that_ctest_does_not_know_is_caught(self):
        path, text = "tests/unit/a/b_test.cc", "TEST_F(Noun, IsTrue) {\n"
        self.assertEqual(self.missing(path, text, ["Noun.IsFalse"]), ["unregistered"])
        self.assertEqual(self.missing(path, text, ["Noun.IsTrue"]), [])
        self.assertEqual(self.missing(path, text, ["All/Noun.IsTrue/7"]), [])
        self.assertEqual(self.missing(path, text, ["part.All/Noun.IsTrue/7"]), [])
        self.assertEqual(self.missing(path, text, ["Noun/0.IsTrue"]), [])
        self.assertEqual(self.missing(path, text, ["part.Noun.IsTrue"]), [])
        self.assertEqual(self.missing(path, "RC_GTEST_PROP(Noun, Holds, ()) {\n", []),
                         ["unregistered"])
        self.assertEqual(self.missing(path, "// nothing\n", []), ["no-test"])

    def test_a_dialog_that_ctest_does_not_know_is_caught(self):
        path = "tests/dialogs/pipelining.dialog"
        self.assertEqual(self.missing(path, "S: 220\n", ["dialog.rset"]), ["unregistered"])
        self.assertEqual(self.missing(path, "S: 220\n", ["dialog.pipelining"]), [])
        self.assertEqual(self.missing(path, "S: 220\n", ["All/D.Goes/pipelining_whole"]), [])
        self.assertEqual(self.missing(path, "S: 220\n", ["All/D.Goes/no_pipelining_whole",
                                                         "All/D.Goes/pipelining_after_data"]),
                         ["unregistered"])

    def test_a_dialog_in_a_folder_has_the_folder_in_its_name(self):
        path = "tests/dialogs/auth/plain.dialog"
        self.assertEqual(self.missing(path, "S: 220\n", ["All/D.Goes/auth_plain_whole"]), [])
        self.assertEqual(self.missing(path, "S: 220\n", ["All/D.Goes/plain_whole"]),
                         ["unregistered"])

    def test_a_scenario_that_ctest_does_not_know_is_caught(self):
        path = "tests/integration/postfix_test.py"
        self.assertEqual(self.missing(path, "", ["x"]), ["unregistered"])
        self.assertEqual(self.missing(path, "", ["x"], ["postfix_test.py"]), [])

    def test_a_fuzz_target_that_ctest_does_not_know_is_caught(self):
        path = "tests/fuzz/session_fuzz.cc"
        self.assertEqual(self.missing(path, "", ["fuzz.header"], fuzz=True), ["unregistered"])
        self.assertEqual(self.missing(path, "", [], ["session_fuzz"], fuzz=True), [])


if __name__ == "__main__":
    unittest.main()
