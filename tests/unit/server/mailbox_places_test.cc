#include "lmtpd/server/mailbox_places.h"

#include <gtest/gtest.h>
#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/io_context.hpp>
#include <asio/use_awaitable.hpp>

namespace {

using lmtp::MailboxPlaces;
using Moment = std::chrono::steady_clock::time_point;

class MailboxPlacesTest : public testing::Test {
 protected:
  // Spawns a delivery into `mailboxes` and lets the loop run until nothing happens at once.
  void arrive(const std::string& name, std::vector<std::string> mailboxes,
              Moment until = Moment::max()) {
    asio::co_spawn(loop_, take(name, std::move(mailboxes), until), asio::detached);
    poll();
  }

  void leave(const std::string& name) {
    inside_.erase(name);
    poll();
  }

  void poll() {
    loop_.restart();
    loop_.poll();
  }

  std::vector<std::string> inside() const {
    std::vector<std::string> names;
    names.reserve(inside_.size());
    for (const auto& [name, taken] : inside_) names.push_back(name);
    return names;
  }

  using Names = std::vector<std::string>;

  asio::io_context loop_;
  MailboxPlaces places_{loop_.get_executor(), 2};
  std::map<std::string, MailboxPlaces::Taken> inside_;
  Names turned_away_;

 private:
  asio::awaitable<void> take(std::string name, Names mailboxes, Moment until) {
    auto taken = co_await places_.take(std::move(mailboxes), until);
    if (taken) {
      inside_.emplace(name, std::move(*taken));
    } else {
      turned_away_.push_back(name);
    }
  }
};

TEST_F(MailboxPlacesTest, LetsInSoManyAtATime) {
  for (const char* name : {"1", "2", "3", "4"}) arrive(name, {"ann"});
  EXPECT_EQ(inside(), (Names{"1", "2"}));
  leave("1");
  EXPECT_EQ(inside(), (Names{"2", "3"}));  // first come first served
  leave("2");
  EXPECT_EQ(inside(), (Names{"3", "4"}));
}

TEST_F(MailboxPlacesTest, OtherMailboxesAreNotConcerned) {
  for (const char* name : {"1", "2", "3"}) arrive(name, {"ann"});
  arrive("4", {"bob"});
  EXPECT_EQ(inside(), (Names{"1", "2", "4"}));
}

TEST_F(MailboxPlacesTest, SeveralMailboxesAreTakenTogether) {
  arrive("1", {"ann"});
  arrive("2", {"ann"});
  arrive("3", {"bob", "ann", "bob"});
  EXPECT_EQ(inside(), (Names{"1", "2"}));
  leave("1");
  EXPECT_EQ(inside(), (Names{"2", "3"}));
  arrive("4", {"bob"});  // the third holds one place there, although it named it twice
  EXPECT_EQ(inside(), (Names{"2", "3", "4"}));
}

TEST_F(MailboxPlacesTest, OppositeOrdersDoNotBlockEachOther) {
  MailboxPlaces single(loop_.get_executor(), 1);
  int done = 0;
  const auto deliver = [](MailboxPlaces& places, Names mailboxes, int& count,
                          asio::any_io_executor executor) -> asio::awaitable<void> {
    const auto taken = co_await places.take(std::move(mailboxes), Moment::max());
    asio::steady_timer moment(executor, std::chrono::milliseconds(1));
    co_await moment.async_wait(asio::use_awaitable);
    count += taken ? 1 : 0;
  };
  for (int i = 0; i < 20; ++i) {
    const Names mailboxes = i % 2 == 0 ? Names{"ann", "bob"} : Names{"bob", "ann"};
    asio::co_spawn(loop_, deliver(single, mailboxes, done, loop_.get_executor()), asio::detached);
  }
  loop_.run();
  EXPECT_EQ(done, 20);
}

TEST_F(MailboxPlacesTest, WhoWaitsTooLongIsTurnedAwayAndKeepsNoPlace) {
  arrive("1", {"bob"});
  arrive("2", {"bob"});
  arrive("3", {"ann", "bob"}, std::chrono::steady_clock::now());
  loop_.restart();
  loop_.run();
  EXPECT_EQ(turned_away_, Names{"3"});
  arrive("4", {"ann"});
  arrive("5", {"ann"});
  EXPECT_EQ(inside(), (Names{"1", "2", "4", "5"}));
}

TEST_F(MailboxPlacesTest, ForgetsMailboxesThatNobodyUses) {
  arrive("1", {"ann", "bob"});
  EXPECT_EQ(places_.mailboxes_in_use(), 2u);
  leave("1");
  EXPECT_EQ(places_.mailboxes_in_use(), 0u);
}

}  // namespace
