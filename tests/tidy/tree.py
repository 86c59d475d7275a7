"""The tree that is checked: which files there are and what is in them."""

import pathlib

OUTSIDE = {".git", ".cache", "build"}
SOURCE_SUFFIXES = {".cc", ".h"}


class Tree:
    """All files below a folder that belong to the project, by their paths relative to it."""

    def __init__(self, root):
        self.root = pathlib.Path(root)

    def files(self):
        def below(folder):
            for entry in sorted(folder.iterdir()):
                if entry.name in OUTSIDE or entry.name == "__pycache__":
                    continue
                if entry.is_dir() and not entry.is_symlink():
                    yield from below(entry)
                elif entry.is_file():
                    yield entry.relative_to(self.root).as_posix()

        return list(below(self.root))

    def sources(self):
        return [path for path in self.files() if pathlib.PurePath(path).suffix in SOURCE_SUFFIXES]

    def lines(self, path):
        """The lines of a text file; none of a binary one."""
        octets = (self.root / path).read_bytes()
        if b"\0" in octets:
            return []
        return octets.decode("utf-8", "surrogateescape").splitlines()
