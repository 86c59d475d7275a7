// in_process_player.h: plays a script against a Session, with an InProcessSite behind it.
#pragma once

#include "dialogs/script.h"

#include <string>
#include <vector>

namespace dialogs {

enum class Feeding {
  kWhole,        // all client octets at once; replies are compared at the end
  kOctetByOctet  // each reply must be there when the client waits for it
};

// What went otherwise than the script says; empty: nothing did. The session is told what it would
// be told of a client that comes by `transport`.
[[nodiscard]] std::vector<std::string> play_in_process(const Script& script, Transport transport,
                                                       Feeding feeding);

}  // namespace dialogs
