"""Contents that break careless programs, in wire form (CRLF line ends), always the same ones."""

import random

HEADER = (b"From: Sender <sender@example.org>\r\nTo: list@example.test\r\nSubject: sample\r\n"
          b"Message-ID: <%s@example.org>\r\n\r\n")


def header(name):
    return HEADER % name.encode("ascii")


def plain(name):
    return header(name) + b"hello\r\n"


def as_stored(content):
    """What a Maildir holds of it: LF line ends, all else untouched."""
    return content.replace(b"\r\n", b"\n")


NAMED = {
    "empty": b"",
    "one_line_end": b"\r\n",
    "no_header": b"just a line\r\n",
    "header_only": b"Subject: header only\r\n",
    "dots": header("dots") + b".\r\n..\r\n...\r\n.leading\r\n..two\r\n.\r\n",
    "only_dots": b".\r\n.\r\n.\r\n",
    "from_line": header("from") + b"From here on\r\n>From there\r\n",
    "eight_bit": header("eight") + bytes(range(128, 256)) + b"\r\n",
    "nul": header("nul") + b"a\0b\0\r\n\0\r\n",
    "lone_carriage_return": header("cr") + b"a\rb\r\r\n",
    "long_line": header("long") + b"x" * 100_000 + b"\r\n",
    "white_lines": header("white") + b" \r\n\t\r\n\r\n\r\n",
}


def mixed(count, octets_max, seed=2033):
    """`count` contents of 0 to `octets_max` octets: the named ones first, then random ones."""
    generator = random.Random(seed)
    contents = list(NAMED.values())[:count]
    while len(contents) < count:
        contents.append(random_content(generator, len(contents), generator.randint(0, octets_max)))
    return contents


def random_content(generator, number, octets):
    """Distinct for each number, if there is room for it."""
    content = header(f"random-{number}")
    while len(content) < octets:
        content += random_line(generator, octets - len(content))
    return content


def random_line(generator, octets_left):
    kind = generator.choice(("text", "dots", "eight_bit", "nul", "long"))
    if kind == "dots":
        line = b"." * generator.randint(1, 3)
    elif kind == "eight_bit":
        line = bytes(generator.choices(range(128, 256), k=generator.randint(1, 78)))
    elif kind == "nul":
        line = b"\0" * generator.randint(1, 10)
    else:
        octets = generator.randint(0, 78) if kind == "text" else generator.randint(999, 20_000)
        line = b"x" * octets
    return line[:max(0, octets_left - 2)] + b"\r\n"
