"""Conversations that are held with Finalhop and with Dovecot's LMTP server, octet for octet.

A conversation is all that the client says, in one piece; it ends with QUIT. `difference`: None
where both give the same reply codes; otherwise why ours are others, with the section that says so.
"""

import dataclasses

LHLO = b"LHLO client.example\r\n"
MAIL = b"MAIL FROM:<sender@example.org>\r\n"
ANN = b"RCPT TO:<ann@example.test>\r\n"
BOB = b"RCPT TO:<bob@example.test>\r\n"
NOBODY = b"RCPT TO:<nobody@example.test>\r\n"
DATA = b"DATA\r\n"
NOOP = b"NOOP\r\n"
QUIT = b"QUIT\r\n"
TEXT = b"Subject: greetings\r\n\r\nHello.\r\n.\r\n"
SECOND = (b"MAIL FROM:<smuggler@example.org>\r\nRCPT TO:<bob@example.test>\r\nDATA\r\n"
          b"Subject: smuggled\r\n\r\nHello.\r\n.\r\n")


@dataclasses.dataclass(frozen=True)
class Conversation:
    name: str
    octets: bytes
    difference: str = None


def said(name, *lines, difference=None):
    return Conversation(name, b"".join(lines) + QUIT, difference)


# -- verbs: (the line, what a difference rests on) --

GREETING_FIRST = "RFC 5321 §4.1.4: no transaction before the greeting, RFC 2033 §4.1: by LHLO"
DOMAIN = "RFC 5321 §4.1.1.1: one domain or address literal follows the verb, in ASCII"
NOT_IMPLEMENTED = "RFC 5321 §4.2.4: 502 for a command that is known and not implemented"
HELP = "RFC 5321 §4.1.1.8: HELP should be implemented"
VERIFY = "RFC 5321 §3.5.1 and §4.1.1.6: an address may follow VRFY; §3.5.3: 252 tells nothing"
BLANKS = "RFC 5321 §4.1.1: white space before the line's end should be tolerated"
REFUSED = "RFC 5321 §4.2.3: 550 for a command rejected for policy reasons; it is known here"
BARE_LINE_FEED = "RFC 5321 §2.3.8: only CR LF ends a line; another program may see one line here"

NOOP_ARGUMENT = "RFC 5321 §4.1.1.9: a string may follow NOOP, and is ignored"
OUT_OF_PLACE = "RFC 5321 §4.1.4: 503 for a command out of order, whatever follows its verb"
NOT_A_VERB = "RFC 5321 §4.2.4: 500 is for an unknown verb, 501 for what follows it (§4.2.3)"

VERBS = [
    (b"HELO client.example", None),
    (b"EHLO client.example", None),
    (b"LHLO", None),
    (b"LHLO  client.example", DOMAIN),
    (b"LHLO client.example again", DOMAIN),
    (b"LHLO cli\xc3\xa9nt.example", DOMAIN),
    (b"LHLO [192.0.2.1]", None),
    (b"LHLO [IPv6:2001:db8::1]", None),
    (b"LHLO client_1.example", None),
    (b"NOOP", None),
    (b"NOOP with an argument", NOOP_ARGUMENT),
    (b"NOOP \xc3\xa4", NOOP_ARGUMENT),
    (b"NOOP ", None),
    (b"NOOP\t", BLANKS),
    (b"noop", None),
    (b" NOOP", None),
    (b"RSET", None),
    (b"RSET now", None),
    (b"VRFY", None),
    (b"VRFY ann", None),
    (b"VRFY ann@example.test", VERIFY),
    (b"VRFY <ann@example.test>", VERIFY),
    (b"VRFY Ann Example", VERIFY),
    (b"VRFY nobody", None),
    (b"VRFY \xc3\xa4nn", VERIFY),
    (b"EXPN friends", NOT_IMPLEMENTED),
    (b"ETRN example.test", NOT_IMPLEMENTED),
    (b"TURN", NOT_IMPLEMENTED),
    (b"ATRN", NOT_IMPLEMENTED),
    (b"SEND FROM:<sender@example.org>", NOT_IMPLEMENTED),
    (b"SOML FROM:<sender@example.org>", NOT_IMPLEMENTED),
    (b"SAML FROM:<sender@example.org>", NOT_IMPLEMENTED),
    (b"HELP", HELP),
    (b"HELP MAIL", HELP),
    (b"AUTH PLAIN", None),
    (b"STARTTLS", None),
    (b"STARTTLS now", None),
    (b"QUIT now", None),
    (b"LhLo client.example", None),
    (b"\xff\xfe", None),
    (b"NOOP\r", None),
    (b"XFORWARD", REFUSED),
    (b"RCPT TO:<ann@example.test>", None),
    (b"UNHEARD OF", None),
    (b"", None),
    (b" ", None),
    (b"NO\0OP", None),
]


def verb_conversations():
    for line, difference in VERBS:
        yield said(f"first: {line}", line + b"\r\n", difference=difference)
        yield said(f"greeted: {line}", LHLO, line + b"\r\n", difference=difference)
        yield said(f"with a recipient: {line}", LHLO, MAIL, ANN, line + b"\r\n", NOOP,
                   difference=difference)
    yield said("first: MAIL", MAIL, difference=GREETING_FIRST)
    yield said("DATA with an argument", LHLO, MAIL, ANN, b"DATA now\r\n")
    yield said("first: DATA with an argument", b"DATA now\r\n", difference=OUT_OF_PLACE)
    yield said("XCLIENT", LHLO, b"XCLIENT NAME=client.example\r\n")
    yield said("XCLIENT in a transaction", LHLO, MAIL, b"XCLIENT NAME=client.example\r\n",
               difference=REFUSED)
    yield said("two transactions at once", LHLO, MAIL, MAIL)
    yield said("LHLO ends a transaction", LHLO, MAIL, ANN, LHLO, BOB)
    yield said("RSET ends a transaction", LHLO, MAIL, ANN, b"RSET\r\n", BOB)
    yield said("a line of 5000 octets", LHLO, b"NOOP " + 4995 * b"x" + b"\r\n", NOOP)
    yield said("a command ended by a line feed", LHLO, b"NOOP\n", difference=BARE_LINE_FEED)
    yield said("a carriage return in a command", LHLO, b"NOOP\rNOOP\r\n")


# -- transactions --

def transaction_conversations():
    yield said("one recipient", LHLO, MAIL, ANN, DATA, TEXT)
    yield said("two recipients", LHLO, MAIL, ANN, BOB, DATA, TEXT)
    yield said("one of three unknown", LHLO, MAIL, ANN, NOBODY, BOB, DATA, TEXT)
    yield said("unknown ones between", LHLO, MAIL, 2 * (NOBODY + ANN + NOBODY + BOB), DATA, TEXT)
    yield said("three unknown", LHLO, MAIL, 3 * NOBODY, DATA)
    yield said("MAIL refused in a pipeline", LHLO, b"MAIL FROM:<sender@\r\n", ANN, BOB, DATA)
    yield said("NOOP and VRFY in a transaction", LHLO, MAIL, NOOP, ANN, b"VRFY ann\r\n", DATA, TEXT)
    yield said("RSET in a pipeline", LHLO, MAIL, ANN, b"RSET\r\n", DATA, MAIL, BOB, DATA, TEXT)
    yield said("RCPT after the message", LHLO, MAIL, ANN, DATA, TEXT, BOB, DATA)
    yield said("verbs in any case", b"lhlo client.example\r\nmAiL fRoM:<>\r\n",
               b"rCpT tO:<ann@example.test>\r\ndAtA\r\n", TEXT)
    yield said("blanks at the ends", LHLO, b"MAIL FROM:<> \r\nRCPT TO:<ann@example.test>  \r\n",
               b"DATA \r\n", TEXT)
    yield said("two blanks before FROM", LHLO, b"MAIL  FROM:<>\r\n", difference=NOT_A_VERB)
    yield said("a blank before the colon", LHLO, b"MAIL FROM :<>\r\n")
    yield said("the same recipient twice", LHLO, MAIL, ANN, ANN, DATA, TEXT)
    yield said("an empty message", LHLO, MAIL, ANN, DATA, b".\r\n")
    yield said("two transactions", LHLO, 2 * (MAIL + ANN + DATA + TEXT))
    yield said("nobody accepted", LHLO, MAIL, NOBODY, DATA)
    yield said("DATA before RCPT", LHLO, MAIL, DATA)
    yield said("DATA before MAIL", LHLO, DATA)


# -- addresses: (the path, what a difference of MAIL rests on, what one of RCPT rests on) --

SYNTAX = "RFC 5321 §4.1.2: no Mailbox; §4.2.3: 553 is for a mailbox name that is not allowed"
LENGTH = "RFC 5321 §4.5.3.1: a local part of 64 octets, a domain of 255, a label of 63 (RFC 1035)"
POSTMASTER = "RFC 5321 §4.5.1: Postmaster without a domain is always taken"
NEEDS_UTF8 = "RFC 6531 §3.5: an address with 8-bit octets without SMTPUTF8 is 553 5.6.7"

PATHS = [
    (b"<>", None, SYNTAX),
    (b"<ann>", SYNTAX, SYNTAX),
    (b"<postmaster>", SYNTAX, POSTMASTER),
    (b"<ann@example.test>", None, None),
    (b"<ANN@Example.Test>", None, None),
    (b"<ann+letters@example.test>", None, None),
    (b'<"ann"@example.test>', None, None),
    (b'<"an n"@example.test>', None, None),
    (b'<"a\\"b"@example.test>', None, None),
    (b'<"">', SYNTAX, SYNTAX),
    (b"<@one.example,@two.example:ann@example.test>", None, None),
    (b"<@one.example:@two.example:ann@example.test>", SYNTAX, SYNTAX),
    (b"<@one.example:>", SYNTAX, SYNTAX),
    (b"<@one.example>", SYNTAX, SYNTAX),
    (b"<ann@[192.0.2.1]>", None, None),
    (b"<ann@[IPv6:2001:db8::1]>", None, None),
    (b"<ann@[IPv6:2001:db8::zz]>", SYNTAX, SYNTAX),
    (b"<ann@[192.0.2.300]>", SYNTAX, SYNTAX),
    (b'<"ann@example.org"@example.test>', None, None),
    (b'<""@example.test>', None, None),
    (b'<"ann\\"@example.test>', None, None),
    (b'<"a\tnn"@example.test>', SYNTAX, SYNTAX),
    (b'<"a\x01nn"@example.test>', SYNTAX, SYNTAX),
    (b'<ann."example"@example.test>', SYNTAX, SYNTAX),
    (b"<!#$%&'*+-/=?^_`{|}~@example.test>", None, None),
    (b"<ann,bob@example.test>", SYNTAX, SYNTAX),
    (b"<ann(comment)@example.test>", SYNTAX, SYNTAX),
    (b"< ann@example.test >", SYNTAX, SYNTAX),
    (b"<<ann@example.test>>", None, None),
    (b"Ann <ann@example.test>", None, None),
    (b"<ann@test-.example>", SYNTAX, SYNTAX),
    (b"<ann@example_.test>", None, None),
    (b"<ann@[example]>", SYNTAX, SYNTAX),
    (b"<a..b@example.test>", SYNTAX, SYNTAX),
    (b"<.a@example.test>", SYNTAX, SYNTAX),
    (b"<a.@example.test>", SYNTAX, SYNTAX),
    (b"<ann@example..test>", SYNTAX, SYNTAX),
    (b"<ann@.test>", SYNTAX, SYNTAX),
    (b"<ann@test.>", SYNTAX, SYNTAX),
    (b"<ann@-test>", SYNTAX, SYNTAX),
    (b"<an n@example.test>", SYNTAX, SYNTAX),
    (b"<ann@example@test>", SYNTAX, SYNTAX),
    (b"<ann@example.test", None, None),
    (b"ann@example.test", None, None),
    (b" <ann@example.test>", None, None),
    (b"<" + 64 * b"a" + b"@example.test>", None, None),
    (b"<" + 65 * b"a" + b"@example.test>", None, LENGTH),
    (b"<" + 200 * b"a" + b"@example.test>", None, LENGTH),
    (b"<ann@" + 64 * b"b" + b".test>", LENGTH, LENGTH),
    (b"<ann@" + 130 * b"b." + b"test>", LENGTH, LENGTH),
    (b"<\xc3\xa4nn@example.test>", NEEDS_UTF8, NEEDS_UTF8),
    (b"<ann@ex\xc3\xa4mple.test>", NEEDS_UTF8, NEEDS_UTF8),
    (b"<ann@example.test> WISH=WASH", None, None),
    (b"<ann@example.test>SIZE=10", None, None),
]


def address_conversations():
    for path, of_mail, of_rcpt in PATHS:
        name = path[:40]
        yield said(f"MAIL {name}", LHLO, b"MAIL FROM:" + path + b"\r\n", difference=of_mail)
        yield said(f"RCPT {name}", LHLO, MAIL, b"RCPT TO:" + path + b"\r\n", difference=of_rcpt)


# -- extensions --

SIZE = "RFC 1870: SIZE is offered here, so its parameter is judged"
UTF8 = "RFC 6531: SMTPUTF8 is offered here"
BINARY = "RFC 3030 §3: BINARYMIME is offered here"
BODY = "RFC 6152 §2: no body-value, so an argument with wrong syntax: RFC 5321 §4.2.3, 501"
CHUNKS_BEGUN = "RFC 5321 §4.1.4: recipients before the content, which has begun: 503"
ZERO_REPLIES = "RFC 2033 §4.3: LAST gets a reply for each accepted recipient, and there was none"
BARE_IN_CHUNK = "RFC 3030 §2: only BINARYMIME may have line feeds of their own (RFC 5321 §2.3.8)"
BLANKS_BETWEEN = "RFC 1123 §1.2.2: liberal in what is accepted: two blanks mean what one does"
NO_DSN = "RFC 5321 §4.1.1.11: 555 for a parameter that is not recognized: DSN is not offered"

PARAMETERS = [
    (b"SIZE=10", SIZE),
    (b"SIZE=", SIZE),
    (b"SIZE=10 SIZE=10", SIZE),
    (b"SIZE=99999999999", SIZE),
    (b" BODY=7BIT", BLANKS_BETWEEN),
    (b"BODY=7BIT", None),
    (b"BODY=8BITMIME", None),
    (b"BODY=BINARYMIME", BINARY),
    (b"BODY=9BIT", BODY),
    (b"BODY=", BODY),
    (b"BODY", None),
    (b"BODY=7BIT BODY=7BIT", None),
    (b"FOO=BAR", None),
    (b"=BAR", None),
    (b"-FOO", None),
    (b"MT-PRIORITY=3", None),
    (b"REQUIRETLS", None),
    (b"SMTPUTF8", UTF8),
    (b"RET=HDRS", None),
    (b"ENVID=envelope", None),
    (b"AUTH=<>", None),
]


def extension_conversations():
    for parameter, difference in PARAMETERS:
        yield said(f"MAIL {parameter}", LHLO,
                   b"MAIL FROM:<sender@example.org> " + parameter + b"\r\n", difference=difference)
    yield said("RCPT NOTIFY", LHLO, MAIL, b"RCPT TO:<ann@example.test> NOTIFY=NEVER\r\n")
    yield said("RCPT ORCPT", LHLO, MAIL,
               b"RCPT TO:<ann@example.test> ORCPT=rfc822;ann@example.org\r\n", difference=NO_DSN)
    yield said("one chunk", LHLO, MAIL, ANN, b"BDAT 14 LAST\r\nSubject: a\r\n\r\n")
    yield said("two chunks, two recipients", LHLO, MAIL, ANN, BOB, b"BDAT 14\r\nSubject: a\r\n\r\n",
               b"BDAT 8 LAST\r\nHello.\r\n")
    yield said("an empty last chunk", LHLO, MAIL, ANN, b"BDAT 12\r\nSubject: a\r\n",
               b"BDAT 0 LAST\r\n")
    yield said("a chunk of no octets", LHLO, MAIL, ANN, b"BDAT 0 LAST\r\n")
    yield said("last in small letters", LHLO, MAIL, ANN, b"bdat 3 last\r\nabc")
    yield said("a chunk that ends in a dot", LHLO, MAIL, ANN, b"BDAT 6 LAST\r\na\r\n.\r\n")
    yield said("NOOP between chunks", LHLO, MAIL, ANN, b"BDAT 2\r\nab", NOOP, b"BDAT 2 LAST\r\ncd")
    yield said("RSET between chunks", LHLO, MAIL, ANN, b"BDAT 2\r\nab", b"RSET\r\n",
               b"BDAT 2 LAST\r\ncd")
    yield said("LHLO between chunks", LHLO, MAIL, ANN, b"BDAT 2\r\nab", LHLO, DATA)
    yield said("RCPT between chunks", LHLO, MAIL, ANN, b"BDAT 2\r\nab", BOB, b"BDAT 0 LAST\r\n",
               difference=CHUNKS_BEGUN)
    yield said("a line feed in a chunk", LHLO, MAIL, ANN, b"BDAT 4 LAST\r\na\nb\n",
               difference=BARE_IN_CHUNK)
    yield said("a chunk for refused recipients", LHLO, MAIL, NOBODY, b"BDAT 2 LAST\r\nab",
               difference=ZERO_REPLIES)
    yield said("a chunk before LHLO", b"BDAT 6\r\nQUIT\r\n", NOOP)
    yield said("words behind LAST", LHLO, MAIL, ANN, b"BDAT 6 LAST now\r\nQUIT\r\n", NOOP)
    yield said("a chunk for nobody", LHLO, MAIL, b"BDAT 6 LAST\r\nQUIT\r\n", NOOP,
               difference="RFC 2033 §4.3: zero replies to LAST where nobody was accepted")
    yield said("a chunk of no transaction", LHLO, b"BDAT 6 LAST\r\nQUIT\r\n", NOOP)
    yield said("DATA after a chunk", LHLO, MAIL, ANN, b"BDAT 2\r\nab", DATA, b"RSET\r\n")
    yield said("MAIL after a chunk", LHLO, MAIL, ANN, b"BDAT 2\r\nab", MAIL, b"RSET\r\n")


# -- wrong ends of content, each followed by a whole second transaction --

WRONG_END = "RFC 5321 §4.1.1.4: only CR LF . CR LF ends the content (SMTP smuggling)"
WRONG_ENDS = [
    (b"\n.\n", WRONG_END),
    (b"\n.\r\n", WRONG_END),
    (b"\r\n.\n", WRONG_END),
    (b"\r.\r", None),
    (b"\r.\r\n", None),
    (b"\r\n.\r", None),
    (b"\r\r\n.\r\n", None),
    (b"\r\n.\r\r\n", None),
    (b"\r\n\0.\r\n", None),
    (b"\r\n.\0\r\n", None),
]


def smuggling_conversations():
    for end, difference in WRONG_ENDS:
        yield said(f"content ended by {end}", LHLO, MAIL, ANN, DATA,
                   b"Subject: first\r\n\r\nHello." + end + SECOND, difference=difference)


CONVERSATIONS = [*verb_conversations(), *transaction_conversations(), *address_conversations(),
                 *extension_conversations(), *smuggling_conversations()]
