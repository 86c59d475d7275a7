// Every *.dialog beside this file, played against a Session: whole for each transport, and octet by
// octet for the first one, since that takes long and the transports only differ in their settings.
#include "dialogs/corpus.h"
#include "dialogs/in_process_player.h"

#include <gtest/gtest.h>

#include <string>
#include <tuple>

namespace dialogs {
namespace {

class DialogTest : public testing::TestWithParam<std::tuple<std::string, Feeding>> {};

TEST_P(DialogTest, GoesAsWritten) {
  const auto& [name, feeding] = GetParam();
  const auto script = read_dialog(FINALHOP_DIALOGS, name);
  ASSERT_TRUE(script) << name << ".dialog: " << script.error();
  for (const Transport transport : script->transports) {
    if (feeding == Feeding::kOctetByOctet && transport != script->transports.front()) continue;
    for (const std::string& problem : play_in_process(*script, transport, feeding)) {
      ADD_FAILURE() << name << ".dialog as over " << name_of(transport) << ": " << problem;
    }
  }
}

std::string test_name(const testing::TestParamInfo<DialogTest::ParamType>& dialog) {
  const auto& [name, feeding] = dialog.param;
  return test_name_of(name) + (feeding == Feeding::kWhole ? "_whole" : "_octet_by_octet");
}

INSTANTIATE_TEST_SUITE_P(InProcess, DialogTest,
                         testing::Combine(testing::ValuesIn(dialog_names(FINALHOP_DIALOGS)),
                                          testing::Values(Feeding::kWhole, Feeding::kOctetByOctet)),
                         test_name);

}  // namespace
}  // namespace dialogs
