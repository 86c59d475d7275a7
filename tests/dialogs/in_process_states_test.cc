// The dialogues of states/: each verb that the server knows is said in each state of a session.
#include "dialogs/corpus.h"
#include "lmtpd/protocol/command.h"
#include "lmtpd/protocol/verb_table.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace dialogs {
namespace {

std::vector<std::string> verbs_said_in(const Script& script) {
  std::vector<std::string> verbs;
  for (const std::string& piece : client_pieces(script)) {
    for (std::string_view rest = piece; !rest.empty();) {
      const std::size_t end = std::min(rest.find("\r\n"), rest.size());
      verbs.emplace_back(lmtp::parse_command(rest.substr(0, end)).verb);
      rest.remove_prefix(std::min(end + 2, rest.size()));
    }
  }
  return verbs;
}

// Those of HTTP end the session in any state: other-protocols/ has them.
bool is_of_http(const lmtp::VerbRow& row) {
  return row.usage.empty() && row.legal.contain(lmtp::Phase::kSpent);
}

class StateTest : public testing::TestWithParam<const char*> {};

TEST_P(StateTest, EachVerbIsSaid) {
  const auto script = read_dialog(FINALHOP_DIALOGS, std::string("states/") + GetParam());
  ASSERT_TRUE(script) << script.error();
  const std::vector<std::string> said = verbs_said_in(*script);
  for (const lmtp::VerbRow& row : lmtp::verb_rows()) {
    if (is_of_http(row)) continue;
    const bool found = std::any_of(said.begin(), said.end(), [&](const std::string& verb) {
      return lmtp::equal_ignoring_case(verb, row.name);
    });
    EXPECT_TRUE(found) << row.name << " is not said in states/" << GetParam() << ".dialog";
  }
}

INSTANTIATE_TEST_SUITE_P(States, StateTest,
                         testing::Values("lmtp-before-the-greeting", "smtp-before-the-greeting",
                                         "lmtp-greeted", "smtp-greeted", "lmtp-after-mail",
                                         "smtp-after-mail", "lmtp-after-recipient",
                                         "smtp-after-recipient", "lmtp-between-chunks",
                                         "smtp-between-chunks"),
                         [](const auto& state) { return test_name_of(state.param); });

}  // namespace
}  // namespace dialogs
