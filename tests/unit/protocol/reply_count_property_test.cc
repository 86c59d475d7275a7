// For any number of recipients, any mix of outcomes, any failure, any reply plan, by DATA or in
// chunks: the replies are exactly as many as the plan says, and in order.
#include "lmtpd/protocol/session.h"
#include "unit/protocol/session_record.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <numeric>
#include <string>
#include <vector>

namespace lmtp {
namespace {

namespace status = mailbox::status;
using mailbox::Outcome;

enum class Plan { kLmtp, kSmtp, kPrdr };
enum class Ending {
  kGood,
  kOversize,
  kBareLineFeed,
  kRefused,
  kGivenUp,   // in the content
  kShutDown,  // while recipients are owed their answers
  kGone,
};

const std::vector<mailbox::EnhancedStatus> kOutcomes = {status::kOk,          status::kMailboxBusy,
                                                        status::kHeldBack,    status::kSystemFault,
                                                        status::kMailboxFull, status::kMailLoop};

// One transaction: what is to happen in it.
struct Course {
  Plan plan = Plan::kLmtp;
  Ending ending = Ending::kGood;
  std::vector<std::string> pieces;  // of content; several are chunks
  bool in_chunks = false;
  std::vector<Outcome> outcomes;     // of the accepted recipients
  std::vector<std::size_t> order;    // in which they are answered
  std::size_t shut_down_before = 0;  // which answer
};

std::vector<std::size_t> any_order(std::size_t count) {
  std::vector<std::size_t> order(count);
  std::iota(order.begin(), order.end(), 0);
  for (std::size_t i = count; i > 1; --i) {
    std::swap(order[i - 1], order[*rc::gen::inRange<std::size_t>(0, i)]);
  }
  return order;
}

std::vector<std::string> any_pieces(std::string content) {
  std::vector<std::string> pieces;
  while (!content.empty() && *rc::gen::inRange(0, 4) > 0) {
    const auto octets = *rc::gen::inRange<std::size_t>(0, content.size());
    pieces.push_back(content.substr(0, octets));
    content.erase(0, octets);
  }
  pieces.push_back(content);
  return pieces;
}

Course any_course() {
  Course course;
  course.plan = *rc::gen::element(Plan::kLmtp, Plan::kSmtp, Plan::kPrdr);
  course.ending =
      *rc::gen::element(Ending::kGood, Ending::kOversize, Ending::kBareLineFeed, Ending::kRefused,
                        Ending::kGivenUp, Ending::kShutDown, Ending::kGone);
  course.in_chunks = *rc::gen::arbitrary<bool>();
  std::string content = "one\r\n..two\r\n";
  if (course.ending == Ending::kOversize) content.assign(200, 'x').append("\r\n");
  if (course.ending == Ending::kBareLineFeed) content = "one\ntwo\r\n";
  course.pieces = course.in_chunks ? any_pieces(content) : std::vector{content};
  const auto recipients = *rc::gen::inRange<std::size_t>(1, 30);
  for (std::size_t i = 0; i < recipients; ++i) {
    course.outcomes.push_back({*rc::gen::elementOf(kOutcomes), "number " + std::to_string(i), ""});
  }
  course.order = any_order(recipients);
  course.shut_down_before = *rc::gen::inRange<std::size_t>(0, recipients);
  return course;
}

// Each with all its lines.
std::vector<std::string> split_replies(std::string output) {
  std::vector<std::string> replies(1);
  while (!output.empty()) {
    const std::size_t octets = output.find("\r\n") + 2;
    replies.back() += output.substr(0, octets);
    if (output[3] == ' ') replies.emplace_back();
    output.erase(0, octets);
  }
  replies.pop_back();
  return replies;
}

class Transaction {
 public:
  explicit Transaction(const Course& course) : course_(course), session_(settings_of(course)) {}

  // What the server said to the content.
  std::vector<std::string> run() {
    send_envelope();
    const std::size_t last = course_.pieces.size() - 1;
    for (std::size_t i = 0; i < last; ++i) send_piece(i, false);
    if (course_.ending == Ending::kGivenUp) {
      session_.give_up(status::kTimedOut, "bye");
    } else if (course_.ending == Ending::kGone) {
      session_.receive_end();
    } else {
      send_piece(last, true);
    }
    finish();
    return split_replies(output_);
  }

  [[nodiscard]] bool closed() const { return closed_; }

 private:
  static SessionSettings settings_of(const Course& course) {
    SessionSettings settings;
    settings.protocol = course.plan == Plan::kLmtp ? Protocol::kLmtp : Protocol::kSmtp;
    settings.host_name = "mx.example.net";
    settings.limits.message_octets = 100;
    return settings;
  }

  void send_envelope() {
    session_.receive(course_.plan == Plan::kLmtp ? "LHLO c\r\n" : "EHLO c\r\n");
    ask(course_.plan == Plan::kPrdr ? "MAIL FROM:<a@b> PRDR\r\n" : "MAIL FROM:<a@b>\r\n",
        status::kSenderOk);
    for (std::size_t i = 0; i < course_.outcomes.size(); ++i) {
      if (*rc::gen::arbitrary<bool>()) ask("RCPT TO:<n@x>\r\n", status::kNoSuchMailbox);
      ask("RCPT TO:<ann@x>\r\n", status::kRecipientOk);
    }
    if (!course_.in_chunks) session_.receive("DATA\r\n");
    if (!course_.in_chunks) work();
    output_ += session_.take_output();
    RC_ASSERT(output_.ends_with("\r\n"));
    output_.clear();
  }

  void ask(std::string_view command, mailbox::EnhancedStatus answer) {
    session_.receive(command);
    RC_ASSERT(!std::holds_alternative<NeedInput>(session_.next_event()));
    session_.answer(outcome_of(answer));
  }

  void send_piece(std::size_t index, bool last) {
    const std::string& piece = course_.pieces[index];
    if (course_.in_chunks) {
      session_.receive("BDAT " + std::to_string(piece.size()) + (last ? " LAST\r\n" : "\r\n"));
    }
    session_.receive(piece);
    if (!course_.in_chunks) session_.receive(".\r\n");
    work();
  }

  // Up to the next wish for input, or the end.
  void work() {
    for (;;) {
      const Event event = session_.next_event();
      output_ += session_.take_output();
      if (std::holds_alternative<ContentStarted>(event) && course_.ending == Ending::kRefused) {
        session_.refuse_content(outcome_of(status::kSystemFull));
      }
      if (std::holds_alternative<ContentEnded>(event)) answer();
      closed_ = std::holds_alternative<Closing>(event);
      if (closed_ || std::holds_alternative<NeedInput>(event)) return;
    }
  }

  void answer() {
    for (std::size_t i = 0; i < course_.order.size(); ++i) {
      if (course_.ending == Ending::kShutDown && i == course_.shut_down_before) {
        session_.give_up(status::kNotAccepting, "bye");
      }
      session_.answer_recipient(course_.order[i], course_.outcomes[course_.order[i]]);
      output_ += session_.take_output();
    }
  }

  // Nothing is owed any more, and nothing of it comes late.
  void finish() {
    work();
    if (closed_) return;
    session_.receive("NOOP\r\n");
    work();
    const std::string all = std::exchange(output_, {});
    RC_ASSERT(all.ends_with("250 2.0.0 OK\r\n"));
    output_ = all.substr(0, all.size() - std::string_view("250 2.0.0 OK\r\n").size());
  }

  const Course& course_;
  Session session_;
  std::string output_;
  bool closed_ = false;
};

std::size_t count_if(const Course& course, bool (*fits)(const Outcome&)) {
  return static_cast<std::size_t>(
      std::count_if(course.outcomes.begin(), course.outcomes.end(), fits));
}

bool succeeded(const Outcome& outcome) {
  return outcome.success();
}

bool failed_for_now(const Outcome& outcome) {
  return outcome.status.temporary() && outcome.status != status::kHeldBack;
}

bool failed_for_ever(const Outcome& outcome) {
  return outcome.status.permanent();
}

// The first digit of a reply that all share; what was only held back does not decide, unless there
// is nothing else.
char shared_digit(const Course& course) {
  if (count_if(course, failed_for_now) > 0) return '4';
  if (count_if(course, failed_for_ever) > 0) return '5';
  return count_if(course, succeeded) == course.outcomes.size() ? '2' : '4';
}

void check_each(const Course& course, const std::vector<std::string>& replies, std::size_t first) {
  for (std::size_t i = 0; i < course.outcomes.size(); ++i) {
    RC_ASSERT(replies[first + i].ends_with(to_string(course.outcomes[i].status) + " number " +
                                           std::to_string(i) + "\r\n"));
  }
}

void check_answers(const Course& course, const std::vector<std::string>& replies) {
  const std::size_t recipients = course.outcomes.size();
  if (course.plan == Plan::kLmtp) {
    RC_ASSERT(replies.size() == recipients);
    check_each(course, replies, 0);
  } else if (course.plan == Plan::kSmtp || recipients == 1) {
    RC_ASSERT(replies.size() == 1U);
    RC_ASSERT(replies[0][0] == shared_digit(course));
  } else {
    RC_ASSERT(replies.size() == recipients + 2);
    RC_ASSERT(replies.front().starts_with("353 "));
    check_each(course, replies, 1);
    const bool any = count_if(course, succeeded) > 0;
    RC_ASSERT(replies.back()[0] == (any ? '2' : shared_digit(course)));
  }
}

RC_GTEST_PROP(ReplyCountPropertyTest, TheRepliesAreAsManyAsThePlanSaysAndInOrder, ()) {
  const Course course = any_course();
  Transaction transaction(course);
  std::vector<std::string> replies = transaction.run();

  // One for each chunk but the last.
  const std::size_t chunks = course.pieces.size() - 1;
  RC_ASSERT(replies.size() >= chunks);
  replies.erase(replies.begin(), replies.begin() + static_cast<std::ptrdiff_t>(chunks));

  const bool closes = course.ending == Ending::kGivenUp || course.ending == Ending::kShutDown ||
                      course.ending == Ending::kGone;
  RC_ASSERT(transaction.closed() == closes);
  if (course.ending == Ending::kGood) {
    check_answers(course, replies);
  } else if (course.ending == Ending::kShutDown) {
    // 421 is said when nobody is owed an answer any more, and not instead of one.
    RC_ASSERT(replies.back() == "421 4.3.2 mx.example.net bye\r\n");
    replies.pop_back();
    check_answers(course, replies);
  } else if (course.ending == Ending::kGone) {
    RC_ASSERT(replies.empty());
  } else if (course.ending == Ending::kGivenUp) {
    RC_ASSERT(replies == std::vector<std::string>{"421 4.4.2 mx.example.net bye\r\n"});
  } else {
    const bool each = course.plan == Plan::kLmtp;
    RC_ASSERT(replies.size() == (each ? course.outcomes.size() : 1U));
    for (const std::string& reply : replies) RC_ASSERT(reply == replies.front());
  }
}

}  // namespace
}  // namespace lmtp
