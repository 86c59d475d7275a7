#include "lmtpd/protocol/transaction.h"

#include <gtest/gtest.h>

namespace lmtp {
namespace {

namespace status = mailbox::status;
using mailbox::Address;

const mailbox::ReversePath kSender{Address{"sender", "example.org"}};
const mailbox::ForwardPath kAnn{Address{"ann", "example.net"}};
const mailbox::ForwardPath kBob{Address{"bob", "example.net"}};

TEST(TransactionTest, KeepsTheAcceptedRecipientsInOrder) {
  Transaction transaction(kSender, true, Body::k7Bit);
  transaction.accept(kBob);
  transaction.note_refused_recipient();
  transaction.accept(kAnn);
  transaction.accept(kBob);
  EXPECT_EQ(transaction.envelope(), (mailbox::Envelope{kSender, {kBob, kAnn, kBob}}));
  EXPECT_EQ(transaction.recipients(), 3U);
  EXPECT_TRUE(transaction.smtputf8());
}

TEST(TransactionTest, AnswersInOrderOfRecipients) {
  Transaction transaction(kSender, false, Body::k7Bit);
  transaction.accept(kAnn);
  transaction.accept(kBob);
  EXPECT_EQ(transaction.answer(1, {status::kMailboxBusy, "Busy", ""}), "");
  EXPECT_FALSE(transaction.all_answered());
  EXPECT_EQ(transaction.answer(0, {status::kOk, "Stored", ""}),
            "250 2.0.0 Stored\r\n450 4.2.0 Busy\r\n");
  EXPECT_TRUE(transaction.all_answered());
}

TEST(TransactionTest, AnswersAllAlike) {
  Transaction transaction(kSender, false, Body::k7Bit);
  transaction.accept(kAnn);
  transaction.accept(kBob);
  EXPECT_EQ(transaction.answer_all({status::kMessageTooLarge, "Too large", ""}),
            "552 5.3.4 Too large\r\n552 5.3.4 Too large\r\n");
  EXPECT_TRUE(transaction.all_answered());
}

}  // namespace
}  // namespace lmtp
