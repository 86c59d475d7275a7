// setting_rows.h: the rows of the setting table, in the groups and the order in which --help and
// --print-config show them.
#pragma once

#include "config/setting_table.h"

#include <vector>

namespace config {

[[nodiscard]] std::vector<Setting> place_rows();   // files and names, of all programs
[[nodiscard]] std::vector<Setting> server_rows();  // listeners, logs
[[nodiscard]] std::vector<Setting> protocol_rows();
[[nodiscard]] std::vector<Setting> tls_rows();
[[nodiscard]] std::vector<Setting> peer_rows();  // who may do what
[[nodiscard]] std::vector<Setting> connection_limit_rows();
[[nodiscard]] std::vector<Setting> message_limit_rows();
[[nodiscard]] std::vector<Setting> store_limit_rows();

}  // namespace config
