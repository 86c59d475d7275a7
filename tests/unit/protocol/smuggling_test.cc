// No wrong end of the content ends it: behind each stands a whole second transaction, and it is
// never more than text. Only CRLF . CRLF is an end (RFC 5321 §4.1.1.4); the history of servers that
// took another one is CVE-2023-51764, CVE-2023-51765, CVE-2023-51766, CVE-2023-52354 and
// CVE-2024-27305.
#include "lmtpd/protocol/session.h"
#include "unit/protocol/session_record.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace lmtp {
namespace {

using std::string_literals::operator""s;

constexpr Protocol kProtocols[] = {Protocol::kLmtp, Protocol::kSmtp};

struct Octets {
  const char* name;
  std::string octets;
};

// What a client may hold for a line end, and NUL around and in it.
const std::vector<Octets> kLineEnds = {
    {"Cr", "\r"},           {"Lf", "\n"},       {"CrLf", "\r\n"},       {"CrCrLf", "\r\r\n"},
    {"LfCr", "\n\r"},       {"LfLf", "\n\n"},   {"CrNulLf", "\r\0\n"s}, {"CrLfNul", "\r\n\0"s},
    {"NulCrLf", "\0\r\n"s}, {"NulLf", "\0\n"s}, {"NulCr", "\0\r"s},     {"Nul", "\0"s},
};

constexpr std::size_t kMessageOctetsMax = 400;

struct Ending {
  Octets before;  // the dot
  Octets behind;
  [[nodiscard]] std::string octets() const { return before.octets + "." + behind.octets; }
};

std::vector<Ending> wrong_endings() {
  std::vector<Ending> endings;
  for (const Octets& before : kLineEnds) {
    for (const Octets& behind : kLineEnds) {
      const Ending ending{before, behind};
      if (ending.octets().find("\r\n.\r\n") == std::string::npos) endings.push_back(ending);
    }
  }
  // The content begins as if behind a CRLF: there a dot without anything before it is at its place.
  for (const Octets& behind : kLineEnds) {
    if (!behind.octets.starts_with("\r\n")) endings.push_back({{"Nothing", ""}, behind});
  }
  return endings;
}

bool has_bare_line_feed(std::string_view octets) {
  for (std::size_t i = 0; i < octets.size(); ++i) {
    if (octets[i] == '\n' && (i == 0 || octets[i - 1] != '\r')) return true;
  }
  return false;
}

std::size_t count(std::string_view text, std::string_view part) {
  std::size_t times = 0;
  for (auto at = text.find(part); at != std::string_view::npos; at = text.find(part, at + 1)) {
    ++times;
  }
  return times;
}

std::string transaction_with(const std::string& content) {
  return "MAIL FROM:<ann@x>\r\nRCPT TO:<bob@x>\r\nRCPT TO:<bill@x>\r\nDATA\r\n" + content +
         "\r\n.\r\n";
}

const std::string kSmuggled =
    "MAIL FROM:<smuggler@x>\r\nRCPT TO:<victim@x>\r\nDATA\r\nSubject: smuggled\r\n\r\nsmuggled";

class SmugglingTest : public testing::TestWithParam<Ending> {
 protected:
  // A transaction with the ending behind `front` in its content, and an honest one behind that.
  void expect_no_second_message(const std::string& front) const {
    for (const Protocol protocol : kProtocols) {
      for (const bool line_feeds_accepted : {false, true}) {
        SessionSettings settings;
        settings.protocol = protocol;
        settings.host_name = "mx.example.net";
        settings.limits.message_octets = kMessageOctetsMax;
        settings.bare_line_feed_accepted = line_feeds_accepted;
        const std::string greeting = protocol == Protocol::kLmtp ? "LHLO c\r\n" : "EHLO c\r\n";
        const std::string input = greeting +
                                  transaction_with(front + GetParam().octets() + kSmuggled) +
                                  transaction_with("Subject: honest") + "QUIT\r\n";
        const bool good = front.size() < kMessageOctetsMax &&
                          (line_feeds_accepted || !has_bare_line_feed(GetParam().octets()));
        expect_two_transactions(record_session(settings, {input}), good);
        expect_two_transactions(record_session(settings, octet_by_octet(input)), good);
      }
    }
  }

 private:
  static void expect_two_transactions(const SessionRecord& record, bool first_is_good) {
    EXPECT_EQ(record.violations, std::vector<std::string>());
    EXPECT_EQ(count(record.events, "mail <ann@x>"), 2U) << record.events;
    EXPECT_EQ(count(record.events, "\nrcpt <b"), 4U) << record.events;
    EXPECT_EQ(count(record.events, "mail <smuggler@x>"), 0U) << record.events;
    EXPECT_EQ(count(record.events, "rcpt <victim@x>"), 0U);
    EXPECT_EQ(count(record.events, "content started"), 2U);
    EXPECT_EQ(count(record.events, "content ended"), first_is_good ? 2U : 1U) << record.events;
    EXPECT_TRUE(record.output.ends_with("221 2.0.0 mx.example.net closing connection\r\n"));
  }
};

TEST_P(SmugglingTest, EndsNothingAtTheFirstOctets) {
  expect_no_second_message("");
}

TEST_P(SmugglingTest, EndsNothingInMidContent) {
  expect_no_second_message("Subject: Hello\r\n\r\nHello.");
}

TEST_P(SmugglingTest, EndsNothingWhileContentIsDiscarded) {
  expect_no_second_message(std::string(kMessageOctetsMax, 'x'));
}

INSTANTIATE_TEST_SUITE_P(WrongEnd, SmugglingTest, testing::ValuesIn(wrong_endings()),
                         [](const auto& ending) {
                           return std::string(ending.param.before.name) + "_Dot_" +
                                  ending.param.behind.name;
                         });

}  // namespace
}  // namespace lmtp
