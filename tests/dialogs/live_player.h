// live_player.h: plays a dialogue against the real lmtpd.
#pragma once

#include "dialogs/script.h"

#include <string>
#include <vector>

namespace dialogs {

enum class Transport { kUnix, kTcp };

// What went otherwise than written, in words; nothing: all is well.
[[nodiscard]] std::vector<std::string> play_live(const Script& script, Transport transport);

}  // namespace dialogs
