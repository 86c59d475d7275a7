// Every *.dialog beside this file, played against the real lmtpd over each transport.
#include "dialogs/corpus.h"
#include "dialogs/live_player.h"

#include <gtest/gtest.h>

#include <string>

namespace dialogs {
namespace {

class LiveDialogTest : public testing::TestWithParam<std::string> {};

TEST_P(LiveDialogTest, GoesAsWritten) {
  const auto script = read_dialog(FINALHOP_DIALOGS, GetParam());
  ASSERT_TRUE(script) << GetParam() << ".dialog: " << script.error();
  const LiveFixture fixture(passwords_for(*script));
  for (const Transport transport : script->transports) {
    for (const std::string& problem : play_live(*script, fixture, transport)) {
      ADD_FAILURE() << GetParam() << ".dialog over " << name_of(transport) << ": " << problem;
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Live, LiveDialogTest, testing::ValuesIn(dialog_names(FINALHOP_DIALOGS)),
                         [](const auto& dialog) { return test_name_of(dialog.param); });

}  // namespace
}  // namespace dialogs
