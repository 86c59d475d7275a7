// Every *.dialog beside this file, played against the real lmtpd: over its UNIX socket and over
// TCP.
#include "dialogs/live_player.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <tuple>
#include <vector>

namespace dialogs {
namespace {

std::vector<std::string> dialog_names() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(FINALHOP_DIALOGS)) {
    if (entry.path().extension() == ".dialog") names.push_back(entry.path().stem().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string read_dialog(const std::string& name) {
  std::ifstream file(std::filesystem::path(FINALHOP_DIALOGS) / (name + ".dialog"),
                     std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class LiveDialogTest : public testing::TestWithParam<std::tuple<std::string, Transport>> {};

TEST_P(LiveDialogTest, GoesAsWritten) {
  const auto& [name, transport] = GetParam();
  const auto script = parse_script(read_dialog(name));
  ASSERT_TRUE(script) << name << ".dialog: " << script.error();
  for (const std::string& problem : play_live(*script, transport)) {
    ADD_FAILURE() << name << ".dialog: " << problem;
  }
}

std::string test_name(const testing::TestParamInfo<LiveDialogTest::ParamType>& info) {
  const auto& [name, transport] = info.param;
  std::string test = name + (transport == Transport::kUnix ? "_by_unix" : "_by_tcp");
  std::replace(test.begin(), test.end(), '-', '_');
  return test;
}

INSTANTIATE_TEST_SUITE_P(Live, LiveDialogTest,
                         testing::Combine(testing::ValuesIn(dialog_names()),
                                          testing::Values(Transport::kUnix, Transport::kTcp)),
                         test_name);

}  // namespace
}  // namespace dialogs
