// As many replies as accepted recipients, in the order of RCPT, whatever becomes of the content: a
// client that counts otherwise takes one message's reply for another's. The recipients hold
// duplicates, and refused ones stand between them. RFC 2033 §4.2; the history is python/cpython
// #76984 and aio-libs/aiosmtpd #517.
#include "lmtpd/protocol/session.h"
#include "unit/protocol/session_record.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <tuple>
#include <vector>

namespace lmtp {
namespace {

enum class Course { kDelivered, kOversize, kBareLineFeed, kDiskFull };
enum class Coming { kByData, kInChunks };

constexpr std::size_t kMessageOctetsMax = 100;

struct Recipients {
  std::string commands;
  std::vector<std::string> accepted;  // addresses, in their order
};

// Every third is one who fails, every fifth the same as the one before, every seventh follows one
// who is refused.
Recipients recipients(std::size_t count) {
  Recipients made;
  for (std::size_t i = 0; i < count; ++i) {
    if (i % 7 == 6) made.commands += fmt::format("RCPT TO:<nobody{}@x>\r\n", i);
    const bool again = i % 5 == 4;
    made.accepted.push_back(again ? made.accepted.back()
                                  : fmt::format("{}{}@x", i % 3 == 2 ? "full" : "ann", i));
    made.commands += "RCPT TO:<" + made.accepted.back() + ">\r\n";
  }
  return made;
}

std::string content_of(Course course) {
  if (course == Course::kOversize) return std::string(kMessageOctetsMax + 1, 'x') + "\r\n";
  if (course == Course::kBareLineFeed) return "one\ntwo\r\n";
  return "text\r\n";
}

// The last line of each reply, without its line end.
std::vector<std::string> replies_of(const SessionRecord& record) {
  std::vector<std::string> replies;
  for (std::size_t at = 0; at < record.output.size();) {
    const std::size_t end = record.output.find("\r\n", at);
    if (record.output[at + 3] == ' ') replies.push_back(record.output.substr(at, end - at));
    at = end + 2;
  }
  return replies;
}

class ReplyCountTest : public testing::TestWithParam<std::tuple<std::size_t, Course, Coming>> {
 protected:
  // What is said between the content and the QUIT behind it.
  [[nodiscard]] std::vector<std::string> replies_to_content(Protocol protocol,
                                                            const std::string& mail_parameter) {
    const auto& [count, course, coming] = GetParam();
    const Recipients made = recipients(count);
    SessionSettings settings;
    settings.protocol = protocol;
    settings.limits.message_octets = kMessageOctetsMax;
    const std::string content = content_of(course);
    const std::string sender = course == Course::kDiskFull ? "refusing" : "ann";
    const std::string input =
        fmt::format("{} c\r\nMAIL FROM:<{}@x>{}\r\n", protocol == Protocol::kLmtp ? "LHLO" : "EHLO",
                    sender, mail_parameter) +
        made.commands +
        (coming == Coming::kByData ? "DATA\r\n" + content + ".\r\n"
                                   : fmt::format("BDAT {} LAST\r\n{}", content.size(), content)) +
        "QUIT\r\n";
    const SessionRecord record = record_session(settings, {input});
    EXPECT_EQ(record.violations, std::vector<std::string>());
    EXPECT_EQ(record_session(settings, octet_by_octet(input)).output, record.output);
    std::vector<std::string> replies = replies_of(record);
    EXPECT_TRUE(replies.back().starts_with("221 "));
    replies.pop_back();
    const std::size_t refused = count / 7;
    const std::size_t before = 3 + count + refused + (coming == Coming::kByData ? 1 : 0);
    EXPECT_GE(replies.size(), before);
    replies.erase(replies.begin(), replies.begin() + static_cast<std::ptrdiff_t>(before));
    return replies;
  }

  // What the recipient's own reply begins with.
  static std::string reply_for(const std::string& recipient, Course course) {
    if (course == Course::kOversize) return "552 5.3.4 ";
    if (course == Course::kBareLineFeed) return "550 5.6.0 ";
    if (course == Course::kDiskFull) return "452 4.3.1 ";
    return recipient.starts_with("full") ? "452 4.2.2 " : "250 2.0.0 <" + recipient + "> stored";
  }
};

TEST_P(ReplyCountTest, LmtpAnswersEachAcceptedRecipient) {
  const auto& [count, course, coming] = GetParam();
  const std::vector<std::string> accepted = recipients(count).accepted;
  const std::vector<std::string> replies = replies_to_content(Protocol::kLmtp, "");
  ASSERT_EQ(replies.size(), accepted.size());
  for (std::size_t i = 0; i < replies.size(); ++i) {
    EXPECT_TRUE(replies[i].starts_with(reply_for(accepted[i], course))) << i << replies[i];
  }
}

TEST_P(ReplyCountTest, SmtpAnswersTheMessage) {
  EXPECT_EQ(replies_to_content(Protocol::kSmtp, "").size(), 1U);
}

TEST_P(ReplyCountTest, PrdrAnswersEachAcceptedRecipientAndTheMessage) {
  const auto& [count, course, coming] = GetParam();
  const std::vector<std::string> accepted = recipients(count).accepted;
  const std::vector<std::string> replies = replies_to_content(Protocol::kSmtp, " PRDR");
  if (count == 1 || course != Course::kDelivered) {
    ASSERT_EQ(replies.size(), 1U);
    return;
  }
  ASSERT_EQ(replies.size(), accepted.size() + 2);
  EXPECT_TRUE(replies.front().starts_with("353 "));
  for (std::size_t i = 0; i < accepted.size(); ++i) {
    EXPECT_TRUE(replies[i + 1].starts_with(reply_for(accepted[i], course))) << replies[i + 1];
  }
  EXPECT_TRUE(replies.back().starts_with("250 "));
}

std::string test_name(const testing::TestParamInfo<ReplyCountTest::ParamType>& parameters) {
  constexpr const char* kCourses[] = {"Delivered", "Oversize", "BareLineFeed", "DiskFull"};
  const auto& [count, course, coming] = parameters.param;
  return fmt::format("{}_{}_{}", count, kCourses[static_cast<std::size_t>(course)],
                     coming == Coming::kByData ? "ByData" : "InChunks");
}

INSTANTIATE_TEST_SUITE_P(Recipients, ReplyCountTest,
                         testing::Combine(testing::Values(1U, 2U, 100U, 1000U),
                                          testing::Values(Course::kDelivered, Course::kOversize,
                                                          Course::kBareLineFeed, Course::kDiskFull),
                                          testing::Values(Coming::kByData, Coming::kInChunks)),
                         test_name);

// What takes longer than in proportion for each further recipient would take hours here; keys that
// strangers choose are hashed nowhere (CVE-2021-33582).
TEST(ManyRecipientsTest, AHundredThousandAreAnsweredOneByOne) {
  constexpr std::size_t kCount = 100'000;
  SessionSettings settings;
  settings.limits.transaction_recipients = kCount;
  const std::string input = "LHLO c\r\nMAIL FROM:<ann@x>\r\n" + recipients(kCount).commands +
                            "DATA\r\ntext\r\n.\r\nQUIT\r\n";
  const SessionRecord record = record_session(settings, {input});
  EXPECT_EQ(record.violations, std::vector<std::string>());
  EXPECT_EQ(replies_of(record).size(), 3 + kCount + kCount / 7 + 1 + kCount + 1);
}

TEST(NoRecipientTest, IsAnsweredByOne503AndNoMore) {
  for (const Protocol protocol : {Protocol::kLmtp, Protocol::kSmtp}) {
    SessionSettings settings;
    settings.protocol = protocol;
    settings.host_name = "mx.example.net";
    const std::string greeting = protocol == Protocol::kLmtp ? "LHLO c\r\n" : "EHLO c\r\n";
    const SessionRecord record = record_session(
        settings, {greeting + "MAIL FROM:<ann@x>\r\nRCPT TO:<nobody@x>\r\nDATA\r\nNOOP\r\n"});
    const std::vector<std::string> replies = replies_of(record);
    ASSERT_EQ(replies.size(), 6U) << record.output;
    EXPECT_EQ(replies[4], "503 5.5.1 No recipient was accepted");
    EXPECT_EQ(replies[5], "250 2.0.0 OK");
  }
}

}  // namespace
}  // namespace lmtp
