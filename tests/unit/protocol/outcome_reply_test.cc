#include "lmtpd/protocol/outcome_reply.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <string>

namespace lmtp {
namespace {

using mailbox::EnhancedStatus;

struct Row {
  EnhancedStatus status;
  int code;
};

constexpr Row kRows[] = {
    // Successes.
    {{2, 0, 0}, 250},
    {{2, 1, 0}, 250},
    {{2, 1, 5}, 250},
    {{2, 7, 0}, 235},
    {{2, 7, 7}, 250},
    // For now.
    {{4, 2, 0}, 450},
    {{4, 2, 2}, 452},
    {{4, 3, 0}, 451},
    {{4, 3, 1}, 452},
    {{4, 3, 2}, 451},
    {{4, 3, 5}, 451},
    {{4, 5, 0}, 451},
    {{4, 5, 3}, 452},
    {{4, 9, 9}, 451},
    // For ever.
    {{5, 1, 1}, 550},
    {{5, 1, 3}, 553},
    {{5, 1, 7}, 553},
    {{5, 2, 1}, 550},
    {{5, 2, 2}, 552},
    {{5, 3, 4}, 552},
    {{5, 4, 6}, 554},
    {{5, 6, 0}, 550},
    {{5, 6, 7}, 553},
    {{5, 7, 1}, 550},
    {{5, 7, 8}, 535},
    {{5, 9, 9}, 554},
};

TEST(OutcomeReplyTest, GivesEachStatusItsCode) {
  for (const Row& row : kRows) {
    EXPECT_EQ(code_for(row.status), row.code) << to_string(row.status);
  }
}

RC_GTEST_PROP(OutcomeReplyTest, TheCodeHasTheClassOfTheStatus, ()) {
  const EnhancedStatus status{static_cast<std::uint16_t>(*rc::gen::element(2, 4, 5)),
                              *rc::gen::inRange<std::uint16_t>(0, 9),
                              *rc::gen::inRange<std::uint16_t>(0, 9)};
  RC_ASSERT(code_for(status) / 100 == status.status_class);
}

TEST(OutcomeReplyTest, SaysTheReasonAndNeverTheDetail) {
  const Reply reply =
      reply_for({mailbox::status::kMailboxBusy, "Busy", "/var/mail/ann: EAGAIN, uid 1000"});
  EXPECT_EQ(reply, (Reply{450, mailbox::status::kMailboxBusy, {"Busy"}}));
}

TEST(OutcomeReplyTest, SaysTheStatusOwnSentenceWithoutAReason) {
  const Reply reply = reply_for({mailbox::status::kNoSuchMailbox, "", "not found"});
  EXPECT_EQ(reply.lines.front(), mailbox::reason_for(mailbox::status::kNoSuchMailbox));
}

TEST(OutcomeReplyTest, MakesOneLineOfAnyReason) {
  const Reply reply = reply_for({mailbox::status::kOk, "a\r\n221 bye\r\n\t\x7f", ""});
  ASSERT_EQ(reply.lines.size(), 1U);
  EXPECT_EQ(reply.lines.front().find_first_of("\r\n\t\x7f"), std::string::npos);
}

RC_GTEST_PROP(OutcomeReplyTest, AReplyLineIsPrintableAsciiAndFitsTheLimit, ()) {
  const auto text = *rc::gen::arbitrary<std::string>();
  const std::string line = reply_line(text);
  RC_ASSERT(std::all_of(line.begin(), line.end(), [](char c) { return c >= ' ' && c < '\x7f'; }));
  RC_ASSERT(to_wire({250, mailbox::status::kOk, {line}}).size() <= 512U);
}

TEST(OutcomeReplyTest, CutsALongReason) {
  const std::string long_text = std::string(100000, '\x01') + std::string(100000, 'x');
  EXPECT_EQ(reply_line(long_text).size(), 400U);
  EXPECT_EQ(reply_line(std::string(399, 'x')), std::string(399, 'x'));
}

TEST(OutcomeReplyTest, EscapesWhatIsNotAscii) {
  EXPECT_EQ(reply_line("<j\xc3\xbcrgen@example.net> stored"),
            "<j\\xc3\\xbcrgen@example.net> stored");
}

}  // namespace
}  // namespace lmtp
