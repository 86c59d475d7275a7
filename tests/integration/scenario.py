"""The frame of every scenario: a folder per test, removed afterwards; its logs shown on failure."""

import os
import sys
import tempfile
import unittest

LOG_LINES_SHOWN = 200
LOG_COLUMNS_SHOWN = 1000


class Scenario(unittest.TestCase):
    """A test with a folder of its own. What ends in `.log` there is printed when the test fails."""

    maxDiff = None

    def run(self, result=None):
        result = result if result is not None else self.defaultTestResult()
        failures_before = len(result.failures) + len(result.errors)
        with tempfile.TemporaryDirectory(prefix="finalhop-", ignore_cleanup_errors=True) as folder:
            os.chmod(folder, 0o755)  # other users (postfix, dovecot, nobody) have to pass through
            self.folder = folder
            super().run(result)
            if len(result.failures) + len(result.errors) > failures_before:
                print_logs(folder, self.id())
        return result

    def shortDescription(self):
        """None: a test's name says what it shows."""
        return None

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def write(self, name, text):
        path = self.path(name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return path


def print_logs(folder, test):
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != "mail"]  # Dovecot's own logs, not text
        for name in sorted(names):
            if not name.endswith(".log"):
                continue
            path = os.path.join(parent, name)
            with open(path, encoding="utf-8", errors="backslashreplace") as log:
                lines = log.readlines()
            print(f"---- {test}: {path}, {len(lines)} lines", file=sys.stderr)
            for line in lines[-LOG_LINES_SHOWN:]:
                print(line.rstrip("\n")[:LOG_COLUMNS_SHOWN], file=sys.stderr)


def main():
    unittest.main(verbosity=2)
