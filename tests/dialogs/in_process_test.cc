// Every *.dialog beside this file, played against a Session: whole, and octet by octet.
#include "dialogs/in_process_player.h"

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

class DialogTest : public testing::TestWithParam<std::tuple<std::string, Feeding>> {};

TEST_P(DialogTest, GoesAsWritten) {
  const auto& [name, feeding] = GetParam();
  const auto script = parse_script(read_dialog(name));
  ASSERT_TRUE(script) << name << ".dialog: " << script.error();
  for (const std::string& problem : play_in_process(*script, feeding)) {
    ADD_FAILURE() << name << ".dialog: " << problem;
  }
}

std::string test_name(const testing::TestParamInfo<DialogTest::ParamType>& info) {
  const auto& [name, feeding] = info.param;
  std::string test = name + (feeding == Feeding::kWhole ? "_whole" : "_octet_by_octet");
  std::replace(test.begin(), test.end(), '-', '_');
  return test;
}

INSTANTIATE_TEST_SUITE_P(InProcess, DialogTest,
                         testing::Combine(testing::ValuesIn(dialog_names()),
                                          testing::Values(Feeding::kWhole, Feeding::kOctetByOctet)),
                         test_name);

}  // namespace
}  // namespace dialogs
