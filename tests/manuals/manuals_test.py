#!/usr/bin/env python3
"""The man pages are well-formed, and say what the programs say of themselves.

manuals_test.py SOURCES MANUALS LMTPD DELIVER MAILBOXCTL
"""

import pathlib
import re
import subprocess
import sys
import unittest

SECTIONS = {"lmtpd": 8, "deliver": 1, "mailboxctl": 8}
# scdoc writes these itself, before and between paragraphs; they change nothing that is shown.
FROM_SCDOC = re.compile(r"skipping paragraph macro: PP (empty|after SH)$")


def output(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=30).stdout


class ManualsTest(unittest.TestCase):
    sources = manuals = None
    programs = {}

    def source(self, page):
        return (self.sources / f"{page}.scd").read_text()

    def test_every_page_is_well_formed(self):
        pages = sorted(self.manuals.glob("*.[1-8]"))
        self.assertEqual(len(pages), 4)
        for page in pages:
            lint = subprocess.run(["mandoc", "-T", "lint", "-W", "warning", page],
                                  capture_output=True, text=True, timeout=30).stdout
            with self.subTest(page=page.name):
                self.assertEqual([line for line in lint.splitlines()
                                  if not FROM_SCDOC.search(line)], [])

    def test_every_setting_has_its_paragraph_and_nothing_else_has(self):
        # A paragraph begins `*name* = _VALUE_`; --print-config says `name = value`, or `#name =`
        # of a list without values.
        described = re.findall(r"^\*([\w-]+)\* = _", self.source("finalhop.conf.5"), re.MULTILINE)
        printed = re.findall(r"^#?([\w-]+) =", output(self.programs["lmtpd"], "--print-config"),
                             re.MULTILINE)
        self.assertGreater(len(printed), 20)
        self.assertEqual(described, list(dict.fromkeys(printed)))

    def test_defaults_are_those_that_the_program_prints(self):
        # In --print-config: "# For lmtpd. Default: 4K", then the setting.
        printed = dict(reversed(pair) for pair in
                       re.findall(r"^# For .*?\. Default: (.*)\n#?([\w-]+) =",
                                  output(self.programs["lmtpd"], "--print-config"), re.MULTILINE))
        self.assertGreater(len(printed), 20)
        text = self.source("finalhop.conf.5")
        for setting, default in printed.items():
            if default == "(empty)" or setting == "listen":  # the page says it in a sentence
                continue
            paragraph = re.search(rf"^\*{setting}\* = .*\n((?:\t.*\n)+)", text, re.MULTILINE)
            with self.subTest(setting=setting):
                words = " ".join(paragraph.group(1).split())
                self.assertIn(f"Default: {default}.", words)

    def test_every_option_and_command_of_help_stands_in_the_page(self):
        for program, path in self.programs.items():
            page = self.source(f"{program}.{SECTIONS[program]}").replace("*", "")
            # Settings are options too; finalhop.conf(5) has them.
            own = output(path, "--help").split("Settings, also for the configuration file")[0]
            options = set(re.findall(r"(?<![\w-])--[a-z][\w-]+", own))
            self.assertIn("--help", options)
            for option in sorted(options):
                with self.subTest(program=program, option=option):
                    self.assertRegex(page, rf"(?<![\w-]){option}(?![\w-])")

    def test_every_command_of_help_stands_in_the_page(self):
        page = self.source("mailboxctl.8")
        commands = re.search(r"^Commands:\n((?:  .*\n)+)",
                             output(self.programs["mailboxctl"], "--help"), re.MULTILINE).group(1)
        words = re.findall(r"^  ([a-z]+(?: [a-z]+)?)", commands, re.MULTILINE)
        self.assertGreater(len(words), 10)
        for command in words:
            with self.subTest(command=command):
                self.assertRegex(page, rf"(?m)(?:^|, )\*{command}\*")

    def test_every_option_of_the_page_is_known_to_the_program(self):
        for program, path in self.programs.items():
            page = self.source(f"{program}.{SECTIONS[program]}")
            text = output(path, "--help")
            entries = re.findall(r"^(?:\*-.*)$", page, re.MULTILINE)
            self.assertGreater(len(entries), 3)
            for option in sorted({name for entry in entries
                                  for name in re.findall(r"--[a-z][\w-]+", entry)}):
                with self.subTest(program=program, option=option):
                    self.assertIn(option, text)


if __name__ == "__main__":
    lmtpd, deliver, mailboxctl = sys.argv[3:6]
    ManualsTest.sources = pathlib.Path(sys.argv[1])
    ManualsTest.manuals = pathlib.Path(sys.argv[2])
    ManualsTest.programs = {"lmtpd": lmtpd, "deliver": deliver, "mailboxctl": mailboxctl}
    unittest.main(argv=sys.argv[:1])
