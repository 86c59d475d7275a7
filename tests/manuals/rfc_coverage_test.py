#!/usr/bin/env python3
"""docs/rfc-coverage.md tells the truth, as far as a program can look it up; and a document that
does not is found out.

rfc_coverage_test.py ROOT
"""

import pathlib
import re
import sys
import unittest

from rfc_coverage import Document, Project, findings


class CoverageTest(unittest.TestCase):
    root = None

    @classmethod
    def setUpClass(cls):
        cls.text = (cls.root / "docs/rfc-coverage.md").read_text()
        cls.project = Project(cls.root)

    def found(self, text):
        return findings(Document(text), self.project)

    def without(self, beginning):
        """The document without its first line that begins so."""
        lines = self.text.splitlines()
        gone = next(number for number, line in enumerate(lines) if line.startswith(beginning))
        return "\n".join(lines[:gone] + lines[gone + 1:])

    def test_every_claim_holds(self):
        self.assertEqual(self.found(self.text), [])

    def test_the_program_was_understood(self):
        self.assertLessEqual({"220", "250", "354", "421", "450", "451", "452", "550", "554"},
                             self.project.reply_codes())
        self.assertLessEqual({"2.0.0", "4.3.1", "5.1.1", "5.6.0"}, self.project.statuses())
        self.assertLessEqual({"PIPELINING", "SIZE", "8BITMIME"}, set(self.project.extensions()))
        self.assertLessEqual({"LHLO", "MAIL", "RCPT", "DATA"}, set(self.project.verbs()))
        self.assertGreater(len(self.project.unit_tests), 300)

    def test_a_test_that_does_not_exist_is_found(self):
        for name in ("one-recipient.dialog", "TraceTest.PrintsTheNullPath",
                     "integration.kill_restart"):
            with self.subTest(name=name):
                self.assertIn(f"`{name}`", self.text)
                text = self.text.replace(f"`{name}`", f"`{name[:-1]}`")
                self.assertIn(f"there is no test {name[:-1]}", "\n".join(self.found(text)))

    def test_words_in_a_tests_place_are_found(self):
        text = self.text.replace("`one-recipient.dialog`", "see one-recipient.dialog", 1)
        self.assertIn("is no list of names", "\n".join(self.found(text)))

    def test_a_yes_without_a_test_is_found(self):
        self.assertIn("yes without a test",
                      "\n".join(self.found(self.text + "\n| 9 | yes | It is. |  |\n")))

    def test_a_row_without_verdict_or_sentence_is_found(self):
        self.assertIn("'maybe' is no verdict",
                      "\n".join(self.found(self.text + "\n| 9 | maybe | It is. |  |\n")))
        self.assertIn("says nothing",
                      "\n".join(self.found(self.text + "\n| 9 | no |  |  |\n")))
        self.assertIn("has 3 cells", "\n".join(self.found(self.text + "\n| 9 | no | It is. |\n")))

    def test_what_is_left_out_is_found(self):
        for beginning, complaint in (("| 4.2.4 |", "RFC 5321 §4.2.4 stands in 0 rows"),
                                     ("| 452 |", "reply code 452 is not mentioned"),
                                     ("| 5.7.1 |", "status 5.7.1 is not mentioned"),
                                     ("| PIPELINING |", "extension PIPELINING is not mentioned"),
                                     ("| NOOP |", "command NOOP is not mentioned")):
            with self.subTest(beginning=beginning):
                self.assertIn(complaint, self.found(self.without(beginning)))

    def test_an_rfc_that_is_left_out_is_found(self):
        text = self.text.replace("## RFC 2920:", "## About RFC 2920:")
        self.assertIn("RFC 2920 has no table", self.found(text))

    def test_what_the_program_does_not_have_is_found(self):
        for known, unknown, complaint in (("| 452 |", "| 459 |", "reply code 459 is not the"),
                                          ("| PIPELINING |", "| PLUMBING |", "extension PLUMBING"),
                                          ("| NOOP |", "| BURP |", "command BURP is not the")):
            with self.subTest(unknown=unknown):
                self.assertIn(complaint, "\n".join(self.found(self.text.replace(known, unknown))))

    def test_a_dialogue_that_does_not_show_what_its_row_says_is_found(self):
        for beginning, complaint in (("| 354 |", "reply code 354: its dialogues do"),
                                     ("| 5.6.0 |", "status 5.6.0: its dialogues do"),
                                     ("| NOOP |", "command NOOP: its dialogues do")):
            row = beginning + " yes | So. | `lhlo-argument.dialog` |"
            with self.subTest(beginning=beginning):
                text = re.sub(rf"(?m)^{re.escape(beginning)}.*$", row, self.text)
                self.assertIn(complaint, "\n".join(self.found(text)))


if __name__ == "__main__":
    CoverageTest.root = pathlib.Path(sys.argv[1])
    unittest.main(argv=sys.argv[:1])
