// What holds for every input and every course of a transaction.
#include "lmtpd/protocol/session.h"
#include "unit/protocol/session_record.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <numeric>
#include <string>
#include <vector>

namespace lmtp {
namespace {

namespace status = mailbox::status;

// Lines and scraps that lead deep into a session more often than chance would.
const std::vector<std::string> kScraps = {
    "LHLO c\r\n",
    "MAIL FROM:<a@b>\r\n",
    "MAIL FROM:<refusing@b> SIZE=5\r\n",
    "MAIL FROM:<x@b>\r\n",
    "MAIL FROM: <\"b>\r\n",
    "RCPT TO:<ann>\r\n",
    "RCPT TO:<ann@x>\r\n",
    "RCPT TO:<nobody@x>\r\n",
    "RCPT TO:<full@x>\r\n",
    "EHLO c\r\n",
    "HELO c\r\n",
    "MAIL FROM:<a@b> PRDR\r\n",
    "MAIL FROM:<a@b> BODY=BINARYMIME\r\n",
    "BDAT 0\r\n",
    "BDAT 3\r\n",
    "BDAT 12\r\n",
    "BDAT 0 LAST\r\n",
    "BDAT 5 LAST\r\n",
    "BDAT 4 FIRST\r\n",
    "BDAT x\r\n",
    "BDAT 2\n",
    "DATA\r\n",
    ".\r\n",
    "..\r\n",
    ".\n",
    "\n",
    "\r",
    "\r\n",
    "text\r\n",
    "a long line of text that is longer than the limit of a message\r\n",
    "RSET\r\n",
    "QUIT\r\n",
    "NOOP\r\n",
    "BURP\r\n",
    "STARTTLS\r\n",
    "AUTH PLAIN AGcAcA==\r\n",  // g, p
    "AUTH PLAIN AGIAcA==\r\n",  // b, p
    "AUTH LOGIN\r\n",
    "Z29vZA==\r\n",
    "a response that is much longer than the limit for one that is given below\r\n",
    "*\r\n",
    "XCLIENT HELO=h LOGIN=u\r\n",
    "XFORWARD IDENT=q\r\n",
    "XFORWARD NAME=+0A\r\n",
    "VRFY ann\r\n",
    "VRFY nobody\r\n",
    "EXPN staff\r\n",
    "HELP\r\n",
    "GET / HTTP/1.1\r\n",
    "\x16",
    "\x03",
    std::string("\0", 1),
    "\xff",
};

SessionSettings any_settings() {
  SessionSettings settings;
  settings.protocol = *rc::gen::element(Protocol::kLmtp, Protocol::kSmtp);
  settings.host_name = "mx.example.net";
  settings.limits.message_octets = *rc::gen::inRange<std::size_t>(0, 50);
  settings.limits.transaction_recipients = *rc::gen::inRange<std::size_t>(1, 5);
  settings.limits.session_transactions = *rc::gen::inRange<std::size_t>(1, 5);
  settings.limits.session_errors = *rc::gen::inRange<std::size_t>(0, 10);
  settings.limits.command_line_octets = *rc::gen::inRange<std::size_t>(8, 64);
  settings.limits.log_in_line_octets = *rc::gen::inRange<std::size_t>(8, 72);
  settings.limits.discarded_line_octets = *rc::gen::inRange<std::size_t>(0, 32);
  settings.limits.session_log_in_failures = *rc::gen::inRange<std::size_t>(0, 4);
  for (const Extension extension :
       {Extension::kStartTls, Extension::kAuth, Extension::kXClient, Extension::kXForward}) {
    if (*rc::gen::arbitrary<bool>()) settings.extensions.add(extension);
  }
  for (const Extension extension : {Extension::kChunking, Extension::kEnhancedStatusCodes}) {
    if (*rc::gen::inRange(0, 4) == 0) settings.extensions.remove(extension);
  }
  for (bool* choice :
       {&settings.bare_line_feed_accepted, &settings.log_in_in_clear, &settings.user_name_accepted,
        &settings.blank_before_path_accepted, &settings.unparsable_sender_accepted,
        &settings.verify_answered, &settings.expand_answered, &settings.encrypted,
        &settings.admission.by_certificate, &settings.admission.by_log_in}) {
    *choice = *rc::gen::arbitrary<bool>();
  }
  // Rarely, as they stop most inputs at MAIL.
  settings.log_in_required = *rc::gen::inRange(0, 4) == 0;
  settings.admission.at_once = *rc::gen::inRange(0, 4) != 0;
  return settings;
}

// Begins with a greeting or an open transaction more often than not.
std::string any_input(Protocol protocol) {
  std::string input = *rc::gen::element<std::string>(
      "", "HLO c\r\n", "HLO c\r\nMAIL FROM:<a@b>\r\n", "HLO c\r\nMAIL FROM:<a@b> PRDR\r\n",
      "HLO c\r\nMAIL FROM:<a@b>\r\nRCPT TO:<ann@x>\r\nRCPT TO:<full@x>\r\n");
  if (!input.empty()) input.insert(0, 1, protocol == Protocol::kLmtp ? 'L' : 'E');
  for (const std::string& scrap :
       *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(kScraps))) {
    input += scrap;
  }
  return input;
}

std::vector<std::string_view> any_split(std::string_view input) {
  std::vector<std::string_view> pieces;
  while (!input.empty()) {
    const auto octets = *rc::gen::inRange<std::size_t>(1, input.size() + 1);
    pieces.push_back(input.substr(0, octets));
    input.remove_prefix(octets);
  }
  return pieces;
}

RC_GTEST_PROP(SessionPropertyTest, AnySplitGivesTheSameRepliesAndEvents, ()) {
  const SessionSettings settings = any_settings();
  const std::string input = any_input(settings.protocol);
  const std::string second =
      any_input(settings.protocol);  // after the handshake, where there is one
  const SessionRecord whole = record_session(settings, {input}, {second});
  const SessionRecord octets =
      record_session(settings, octet_by_octet(input), octet_by_octet(second));
  const SessionRecord cut = record_session(settings, any_split(input), any_split(second));
  RC_ASSERT(octets.output == whole.output);
  RC_ASSERT(octets.events == whole.events);
  RC_ASSERT(cut.output == whole.output);
  RC_ASSERT(cut.events == whole.events);
  RC_ASSERT(whole.violations.empty());
  RC_ASSERT(cut.violations.empty());
}

// -- replies after the content --

const std::vector<mailbox::EnhancedStatus> kOutcomes = {status::kOk, status::kMailboxBusy,
                                                        status::kSystemFault, status::kMailboxFull,
                                                        status::kMailLoop};

std::vector<std::size_t> any_order(std::size_t count) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), 0);
  for (std::size_t i = count; i > 1; --i) {
    std::swap(order[i - 1], order[*rc::gen::inRange<std::size_t>(0, i)]);
  }
  return order;
}

// Sends a command whose event is a question, and answers it.
void ask(Session& session, std::string_view command, mailbox::EnhancedStatus answer) {
  session.receive(command);
  RC_ASSERT(!std::holds_alternative<NeedInput>(session.next_event()));
  session.answer(outcome_of(answer));
}

// One transaction with `accepted` recipients and refused ones between, up to the 354.
Session session_in_content(std::size_t accepted) {
  SessionSettings settings;
  settings.host_name = "mx.example.net";
  settings.limits.message_octets = 100;
  Session session(settings);
  session.receive("LHLO c\r\n");
  ask(session, "MAIL FROM:<a@b>\r\n", status::kSenderOk);
  for (std::size_t i = 0; i < accepted; ++i) {
    if (*rc::gen::arbitrary<bool>()) ask(session, "RCPT TO:<n@x>\r\n", status::kNoSuchMailbox);
    ask(session, "RCPT TO:<ann@x>\r\n", status::kRecipientOk);
  }
  session.receive("DATA\r\n");
  RC_ASSERT(std::holds_alternative<ContentStarted>(session.next_event()));
  RC_ASSERT(session.take_output().ends_with("\r\n"));
  return session;
}

// Every event up to the next that asks for something.
Event skip_content(Session& session) {
  Event event = session.next_event();
  while (std::holds_alternative<ContentReceived>(event)) event = session.next_event();
  return event;
}

std::size_t accepted_recipients(const Session& session) {
  return session.envelope().forward_paths.size();
}

RC_GTEST_PROP(SessionPropertyTest, EachAcceptedRecipientHasOneReplyInItsOrder, ()) {
  Session session = session_in_content(*rc::gen::inRange<std::size_t>(1, 30));
  const std::size_t recipients = accepted_recipients(session);
  session.receive("text\r\n.\r\nNOOP\r\n");
  RC_ASSERT(std::holds_alternative<ContentEnded>(skip_content(session)));

  std::vector<mailbox::Outcome> outcomes;
  outcomes.reserve(recipients);
  for (std::size_t i = 0; i < recipients; ++i) {
    outcomes.push_back({*rc::gen::elementOf(kOutcomes), "number " + std::to_string(i), ""});
  }
  const bool gives_up = *rc::gen::arbitrary<bool>();
  const std::size_t gives_up_before = *rc::gen::inRange<std::size_t>(0, recipients);
  std::string output;
  std::size_t answered = 0;
  for (const std::size_t index : any_order(recipients)) {
    if (gives_up && answered++ == gives_up_before) session.give_up(status::kNotAccepting, "bye");
    session.answer_recipient(index, outcomes[index]);
    output += session.take_output();
  }
  RC_ASSERT(std::holds_alternative<TransactionEnded>(session.next_event()));
  for (std::size_t i = 0; i < recipients; ++i) {
    const std::size_t end = output.find("\r\n");
    const std::string line = output.substr(0, end);
    RC_ASSERT(line.ends_with(to_string(outcomes[i].status) + " number " + std::to_string(i)));
    output.erase(0, end + 2);
  }
  RC_ASSERT(output == (gives_up ? "421 4.3.2 mx.example.net bye\r\n" : ""));
  RC_ASSERT(std::holds_alternative<Closing>(session.next_event()) == gives_up);
  RC_ASSERT(session.take_output() == (gives_up ? "" : "250 2.0.0 OK\r\n"));
}

}  // namespace
}  // namespace lmtp
