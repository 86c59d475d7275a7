"""The rules of the house that a compiler does not know. Each is a function from a Tree to findings.

An exception is a row with its reason in one of the tables here: it is seen in review, and it is short.
"""

import fnmatch
import pathlib
import re
from collections import namedtuple

Finding = namedtuple("Finding", "rule path line text")

INCLUDE = re.compile(r'\s*#\s*include\s*[<"]([^>"]+)[>"]')
PRODUCT = ("libmailbox/*", "config/*", "lmtpd/*", "deliver/*", "mailboxctl/*")

# -- who may include what ---------------------------------------------------------------------------

Owned = namedtuple("Owned", "rule headers owners why")

# Headers of the system and of other projects that have one owner. `owners` are path patterns; tests
# below tests/ may include anything but Asio.
OWNED_HEADERS = [
    Owned("asio-in-server-only", r"asio(\.hpp|/.*)", ["lmtpd/server/*", "tests/unit/server/*"],
          "sockets and the event loop are the server's business"),
    Owned("sqlite-behind-wrapper", r"sqlite3\.h",
          ["libmailbox/src/directory/sqlite_*.cc", "tests/unit/*"],
          "one place to get statuses, locking and lifetimes right"),
    Owned("sodium-in-password-only", r"sodium(\.h|/.*)",
          ["libmailbox/src/directory/password.cc", "tests/unit/*"],
          "one place decides how passwords are hashed"),
    Owned("openssl-in-server-only", r"openssl/.*", ["lmtpd/server/*", "tests/*"],
          "TLS is the server's business; nothing else opens a connection"),
    Owned("files-behind-filesystem",
          r"fcntl\.h|unistd\.h|dirent\.h|sys/(stat|statvfs|statfs|vfs|file|uio|mman|sendfile)\.h"
          r"|linux/(openat2|fs)\.h",
          ["libmailbox/src/filesystem/posix_*", "libmailbox/src/filesystem/descriptor.cc",
           "libmailbox/src/filesystem/process_id.cc", "tests/*",
           # A UNIX socket's entry, close(2) of a socket, umask(2): no mail is touched there.
           "lmtpd/server/unix_listener.cc", "lmtpd/server/listening_socket.cc",
           "lmtpd/server/folder_lock.cc", "lmtpd/server/tcp_listener.cc",
           "lmtpd/server/stdio_bridge.cc", "lmtpd/main.cc"],
          "every file operation can be recorded, replayed and made to fail"),
    Owned("no-strangers-keys-hashed", r"unordered_(map|set)",
          ["libmailbox/src/filesystem/memory_disk.cc", "tests/*"],
          "addresses and names can be made to collide (CVE-2021-33582); std::map has an order"),
    Owned("streams-outside-library", r"filesystem|fstream|cstdio|stdio\.h",
          ["config/*", "lmtpd/main.cc", "lmtpd/setup.cc", "lmtpd/server/*", "deliver/*", "mailboxctl/*",
           "tests/*",
           "libmailbox/src/filesystem/posix_*"],
          "the library reaches files through the Filesystem seam only"),
]

# (rule, path, header): reason. A row that nothing needs any more is a finding itself.
INCLUDE_EXCEPTIONS = {
    ("files-behind-filesystem", "deliver/invocation.cc", "fcntl.h"):
        "standard descriptors that the caller has closed are held before any file is opened",
    ("files-behind-filesystem", "deliver/invocation.cc", "unistd.h"):
        "the invoking user's id is no file",
    ("files-behind-filesystem", "lmtpd/server/peer.cc", "unistd.h"):
        "who started us is no file",
    ("files-behind-filesystem", "mailboxctl/ownership.cc", "fcntl.h"):
        "giving files to a service is an administrator's business, of no delivery",
    ("files-behind-filesystem", "mailboxctl/ownership.cc", "sys/stat.h"):
        "the same",
    ("files-behind-filesystem", "mailboxctl/ownership.cc", "unistd.h"):
        "the same",
}

# What each room may include of ours. A room that is not listed may include everything.
VALUE_HEADERS = {
    "mailbox/" + name + ".h"
    for name in ("address", "address_key", "delivery_id", "envelope", "errno_status", "ip_address",
                 "limits", "outcome", "printable", "result", "status", "trace")
}
ROOMS = ("config/", "lmtpd/", "deliver/", "mailboxctl/", "tests/")

Room = namedtuple("Room", "folder forbidden why")
LAYERS = [
    Room("libmailbox/", ROOMS, "the library knows no program"),
    Room("config/", ("lmtpd/", "deliver/", "mailboxctl/", "tests/"), "settings know no program"),
    Room("lmtpd/protocol/", ("config/", "deliver/", "mailboxctl/", "lmtpd/server/", "tests/"),
         "the session is pure"),
    Room("lmtpd/", ("deliver/", "mailboxctl/", "tests/"), "programs do not know each other"),
    Room("deliver/", ("lmtpd/", "mailboxctl/", "tests/"), "programs do not know each other"),
    Room("mailboxctl/", ("lmtpd/server/", "deliver/", "tests/"),
         "explain borrows the reply table of lmtpd/protocol, nothing more"),
]

# What the pure session must not reach: sockets, files, clocks, threads.
IMPURE = re.compile(r"(sys|netinet|arpa|linux)/.*|poll\.h|netdb\.h|spdlog/.*|"
                    r"thread|mutex|condition_variable|future|iostream|fstream|filesystem")

# -- the shape of files -----------------------------------------------------------------------------

COLUMNS = 100
LINES = 400
LONG_FILES = {
}

# Nouns that name nothing.
EMPTY_NOUNS = ("manager", "handler", "helper", "util", "utils", "utility", "context", "info")
TYPE = re.compile(r"\s*(?:template\s*<[^>]*>\s*)?(?:class|struct|enum(?:\s+class)?|union|using|concept)\s+"
                  r"(?:\[\[\w+\]\]\s*)?([A-Za-z_]\w*)")

# This folder has to spell out what it looks for.
SELF = "tests/tidy/*"


def matches(path, patterns):
    return any(fnmatch.fnmatchcase(path, pattern) for pattern in patterns)


def includes(tree, path):
    for number, line in enumerate(tree.lines(path), 1):
        if found := INCLUDE.match(line):
            yield number, found.group(1)


def owned_headers(tree):
    """Some headers have one owner."""
    used = set()
    for path in tree.sources():
        for number, header in includes(tree, path):
            for owned in OWNED_HEADERS:
                if not re.fullmatch(owned.headers, header) or matches(path, owned.owners):
                    continue
                if (owned.rule, path, header) in INCLUDE_EXCEPTIONS:
                    used.add((owned.rule, path, header))
                else:
                    yield Finding(owned.rule, path, number, f"<{header}>: {owned.why}")
    for rule, path, header in sorted(set(INCLUDE_EXCEPTIONS) - used):
        yield Finding("stale-exception", path, 0, f"no longer includes <{header}>: drop it ({rule})")


def layers(tree):
    """Dependencies point one way."""
    for path in tree.sources():
        for number, header in includes(tree, path):
            for room in LAYERS:
                if path.startswith(room.folder) and header.startswith(room.forbidden):
                    yield Finding("one-way", path, number, f'"{header}": {room.why}')
            if path.startswith("lmtpd/protocol/"):
                if header.startswith("mailbox/") and header not in VALUE_HEADERS:
                    yield Finding("protocol-values-only", path, number, f'"{header}" is no value')
                if IMPURE.fullmatch(header):
                    yield Finding("protocol-pure", path, number, f"<{header}>")


def file_length(tree):
    """A file past 400 lines hides a second noun."""
    for path in tree.sources():
        count = len(tree.lines(path))
        if count > LINES and path not in LONG_FILES:
            yield Finding("file-length", path, count, f"{count} lines, past {LINES}")
        if count <= LINES and path in LONG_FILES:
            yield Finding("stale-exception", path, 0, "is not long any more: drop it from LONG_FILES")
    for path in LONG_FILES:
        if not (tree.root / path).exists():
            yield Finding("stale-exception", path, 0, "is gone: drop it from LONG_FILES")


def lines(tree):
    """Width, typed TODOs, no leftovers."""
    leftover = re.compile(r"\bFIXME\b|\bXXX\b|^(<{7}|>{7}) ")
    untyped = re.compile(r"\bTODO\b(?!\((security|perf|someday)\))")
    for path in tree.files():
        if matches(path, [SELF]):
            continue
        is_source = pathlib.PurePath(path).suffix in {".cc", ".h", ".py", ".sql", ".sh", ".pl"}
        for number, line in enumerate(tree.lines(path), 1):
            if is_source and len(line) > COLUMNS:
                yield Finding("columns", path, number, f"{len(line)} columns, past {COLUMNS}")
            if leftover.search(line):
                yield Finding("leftover", path, number, line.strip())
            if untyped.search(line):
                yield Finding("untyped-todo", path, number, "say TODO(security|perf|someday)")


def names(tree):
    """Files and types are called by nouns of the field."""
    def is_empty(word):
        return word.lower() in EMPTY_NOUNS

    for path in tree.files():
        stem = pathlib.PurePath(path).stem
        if any(is_empty(word) for word in re.split(r"[_\-.]", stem)):
            yield Finding("empty-noun", path, 0, "names nothing: which noun of the field is it?")
    for path in tree.sources():
        for number, line in enumerate(tree.lines(path), 1):
            if found := TYPE.match(line):
                words = re.findall(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])", found.group(1))
                if any(is_empty(word) for word in words):
                    yield Finding("empty-noun", path, number, found.group(1))


def headers(tree):
    """A header is included once, and its first line says what it is."""
    for path in tree.sources():
        if not path.endswith(".h"):
            continue
        text = tree.lines(path)
        if "#pragma once" not in text:
            yield Finding("pragma-once", path, 1, "no #pragma once")
        name = pathlib.PurePath(path).name
        if not text or not re.match(rf"// {re.escape(name)}(:| —) \S", text[0]):
            yield Finding("contract", path, 1, f"the first line is not '// {name}: …'")


def mentions(tree):
    """Nothing points out of the tree: no issue numbers, no absent documents, no private paths."""
    private = re.compile(r"\bissue\s+#?\d+|(?<![\w.-])/work/|\.\./shared", re.IGNORECASE)
    document = re.compile(r"(?<![\w/.-])((?:[\w-]+/)*[\w-]+\.md)\b")
    present = {pathlib.PurePath(path).name for path in tree.files()}
    for path in tree.files():
        if matches(path, [SELF]):
            continue
        for number, line in enumerate(tree.lines(path), 1):
            if found := private.search(line):
                yield Finding("private-mention", path, number, found.group(0))
            for name in document.findall(line):
                if pathlib.PurePath(name).name not in present:
                    yield Finding("absent-document", path, number, name)


ALL = (owned_headers, layers, file_length, lines, names, headers, mentions)


def check(tree):
    return [finding for rule in ALL for finding in rule(tree)]
