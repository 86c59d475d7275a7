// live_player.h: plays a dialogue against the real lmtpd.
#pragma once

#include "dialogs/live_fixture.h"
#include "dialogs/script.h"

#include <string>
#include <vector>

namespace dialogs {

// Whether the dialogue needs the fixture's passwords.
[[nodiscard]] Passwords passwords_for(const Script& script);

// What went otherwise than written, in words; nothing: all is well.
[[nodiscard]] std::vector<std::string> play_live(const Script& script, const LiveFixture& fixture,
                                                 Transport transport);

}  // namespace dialogs
