#include "lmtpd/protocol/transaction.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

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

std::string wire(const std::vector<Reply>& replies) {
  std::string octets;
  for (const Reply& reply : replies) octets += to_wire(reply);
  return octets;
}

Transaction transaction_for_ann_and_bob(ReplyPlan plan) {
  Transaction transaction(kSender, false, Body::k7Bit, plan);
  transaction.accept(kAnn);
  transaction.accept(kBob);
  return transaction;
}

TEST(TransactionTest, AnswersInOrderOfRecipients) {
  Transaction transaction = transaction_for_ann_and_bob(ReplyPlan::kPerRecipient);
  EXPECT_EQ(wire(transaction.await_answers()), "");
  EXPECT_EQ(wire(transaction.answer(1, {status::kMailboxBusy, "Busy", ""})), "");
  EXPECT_FALSE(transaction.all_answered());
  EXPECT_EQ(wire(transaction.answer(0, {status::kOk, "Stored", ""})),
            "250 2.0.0 Stored\r\n450 4.2.0 Busy\r\n");
  EXPECT_TRUE(transaction.all_answered());
}

TEST(TransactionTest, AnswersOnceForAllWhenAllAreKnown) {
  Transaction transaction = transaction_for_ann_and_bob(ReplyPlan::kOneForAll);
  EXPECT_EQ(wire(transaction.await_answers()), "");
  EXPECT_EQ(wire(transaction.answer(0, outcome_of(status::kHeldBack))), "");
  EXPECT_FALSE(transaction.all_answered());
  EXPECT_EQ(wire(transaction.answer(1, {status::kMailboxBusy, "Busy", ""})),
            "450-4.2.0 <bob@example.net>: Busy\r\n450 4.2.0 Not delivered to any of 2\r\n");
  EXPECT_TRUE(transaction.all_answered());
}

TEST(TransactionTest, AnswersEachAndThenTheMessageByPrdr) {
  Transaction transaction = transaction_for_ann_and_bob(ReplyPlan::kPrdr);
  EXPECT_EQ(wire(transaction.await_answers()), "353 Replies for each recipient follow\r\n");
  EXPECT_EQ(wire(transaction.answer(0, {status::kOk, "Stored", ""})), "250 2.0.0 Stored\r\n");
  EXPECT_EQ(wire(transaction.answer(1, {status::kMailLoop, "Loop", ""})),
            "554 5.4.6 Loop\r\n250 2.0.0 Accepted for 1 of 2 recipients\r\n");
  EXPECT_TRUE(transaction.all_answered());
}

TEST(TransactionTest, PrdrIsNoMoreThanOneReplyForOneRecipient) {
  Transaction transaction(kSender, false, Body::k7Bit, ReplyPlan::kPrdr);
  transaction.accept(kAnn);
  EXPECT_EQ(wire(transaction.await_answers()), "");
  EXPECT_EQ(wire(transaction.answer(0, {status::kOk, "Stored", ""})), "250 2.0.0 Stored\r\n");
  EXPECT_TRUE(transaction.all_answered());
}

TEST(TransactionTest, RefusesTheContentAsOftenAsThePlanSays) {
  const mailbox::Outcome outcome{status::kMessageTooLarge, "Too large", ""};
  EXPECT_EQ(wire(transaction_for_ann_and_bob(ReplyPlan::kPerRecipient).refuse_content(outcome)),
            "552 5.3.4 Too large\r\n552 5.3.4 Too large\r\n");
  for (const ReplyPlan plan : {ReplyPlan::kOneForAll, ReplyPlan::kPrdr}) {
    EXPECT_EQ(wire(transaction_for_ann_and_bob(plan).refuse_content(outcome)),
              "552 5.3.4 Too large\r\n");
  }
}

}  // namespace
}  // namespace lmtp
