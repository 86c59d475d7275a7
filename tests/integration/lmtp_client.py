"""An LMTP client that counts: one reply per accepted RCPT, in their order (RFC 2033 §4.2).

Python's smtplib.LMTP reads one reply after the final dot, however many recipients there are, so it
cannot show what these scenarios are about.
"""

import dataclasses
import socket

TIMEOUT_S = 60


class ConnectionLost(Exception):
    """The server closed the connection, or it broke, where a reply was due."""


@dataclasses.dataclass(frozen=True)
class Reply:
    code: int
    lines: tuple

    @property
    def text(self):
        return "\n".join(self.lines)

    @property
    def positive(self):
        return 200 <= self.code < 300

    def __str__(self):
        return f"{self.code} {self.text}"


@dataclasses.dataclass
class Transaction:
    """What the server said in one transaction. `final` has one reply per accepted recipient."""

    mail: Reply = None
    recipients: dict = dataclasses.field(default_factory=dict)
    data: Reply = None
    final: dict = dataclasses.field(default_factory=dict)

    @property
    def accepted(self):
        return [recipient for recipient, reply in self.recipients.items() if reply.positive]


def dot_stuffed(content):
    """`content`, CRLF line ends, as it goes over the wire: stuffed and ended (RFC 5321 §4.5.2)."""
    if content and not content.endswith(b"\r\n"):
        raise ValueError("content that does not end in CRLF cannot be sent by DATA as it is")
    stuffed = content.replace(b"\r\n.", b"\r\n..")
    if stuffed.startswith(b"."):
        stuffed = b"." + stuffed
    return stuffed + b".\r\n"


class LmtpClient:
    """One connection. Closes with the `with` block; no QUIT is said unless quit() is called."""

    def __init__(self, address, source=None, opening=b"", tls=None):
        """`address`: the path of a UNIX socket, or (host, port). `source`: the IP address to come
        from. `opening`: octets that are sent before anything else, as a proxy does. `tls`: an
        ssl.SSLContext, if the handshake comes before the greeting."""
        self.socket = connect(address, source)
        self.socket.settimeout(TIMEOUT_S)
        self.input = b""
        if opening:
            self.send(opening)
        if tls is not None:
            self.shake_hands(tls)
        try:
            self.greeting = self.read_reply()
        except ConnectionLost:
            self.close()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def close(self):
        self.socket.close()

    def shake_hands(self, tls):
        if self.input:
            raise AssertionError(f"said in the clear before the handshake: {self.input!r}")
        plain = self.socket
        try:
            # Without close_notify the end of the stream is an error: the server has to send it.
            self.socket = tls.wrap_socket(plain, suppress_ragged_eofs=False)
        except OSError as error:
            plain.close()
            raise ConnectionLost(f"in the TLS handshake: {error}") from error

    def start_tls(self, tls):
        reply = self.command("STARTTLS")
        if reply.code == 220:
            self.shake_hands(tls)
        return reply

    def send(self, octets):
        try:
            self.socket.sendall(octets)
        except OSError as error:
            raise ConnectionLost(f"while sending: {error}") from error

    def read_line(self):
        while b"\n" not in self.input:
            try:
                octets = self.socket.recv(65536)
            except TimeoutError as error:
                raise AssertionError(f"no reply in {TIMEOUT_S} s, got {self.input!r}") from error
            except OSError as error:
                raise ConnectionLost(f"while reading: {error}") from error
            if not octets:
                raise ConnectionLost(f"end of input, got {self.input!r}")
            self.input += octets
        line, self.input = self.input.split(b"\n", 1)
        if not line.endswith(b"\r"):
            raise AssertionError(f"a reply line ends in CRLF: {line!r}")
        return line[:-1].decode("utf-8")

    def read_reply(self):
        lines = []
        while True:
            line = self.read_line()
            lines.append(line[4:])
            if line[3:4] != "-":
                return Reply(int(line[:3]), tuple(lines))

    def read_to_end(self):
        """All replies until the server closes."""
        replies = []
        try:
            while True:
                replies.append(self.read_reply())
        except ConnectionLost:
            return replies

    def command(self, line):
        self.send(line.encode("utf-8") + b"\r\n")
        return self.read_reply()

    def lhlo(self, name="client.example.test"):
        return self.command(f"LHLO {name}")

    def begin(self, sender, recipients, parameters=""):
        """MAIL, RCPTs and DATA; the content is due next if `data.code` is 354."""
        transaction = Transaction()
        transaction.mail = self.command(f"MAIL FROM:<{sender}>{parameters}")
        for recipient in recipients:
            transaction.recipients[recipient] = self.command(f"RCPT TO:<{recipient}>")
        transaction.data = self.command("DATA")
        return transaction

    def read_final(self, transaction):
        """Fills transaction.final reply by reply; what came before a lost connection stays."""
        for recipient in transaction.accepted:
            transaction.final[recipient] = self.read_reply()

    def transact(self, sender, recipients, content, parameters=""):
        """One whole transaction. `recipients` are distinct; `content` has CRLF line ends."""
        transaction = self.begin(sender, recipients, parameters)
        if transaction.data.code == 354:
            self.send(dot_stuffed(content))
            self.read_final(transaction)
        return transaction

    def quit(self):
        return self.command("QUIT")


def connect(address, source=None):
    if isinstance(address, str):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    else:
        connection = socket.socket(socket.AF_INET6 if ":" in address[0] else socket.AF_INET)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    if source is not None:
        connection.bind((source, 0))
    try:
        connection.connect(address)
    except OSError as error:
        connection.close()
        raise ConnectionLost(f"while connecting to {address}: {error}") from error
    return connection
