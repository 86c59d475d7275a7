#include "config/program.h"

namespace config {

std::string_view name_of(Program program) {
  switch (program) {
    case Program::kLmtpd:
      return "lmtpd";
    case Program::kDeliver:
      return "deliver";
    case Program::kMailboxctl:
      return "mailboxctl";
  }
  return {};
}

}  // namespace config
