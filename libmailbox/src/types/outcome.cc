#include "mailbox/outcome.h"

#include <utility>

namespace mailbox {

Outcome outcome_of(EnhancedStatus status, std::string detail) {
  return Outcome{status, std::string(reason_for(status)), std::move(detail)};
}

Outcome outcome_of(const Error& error) {
  return outcome_of(error.status, error.text);
}

}  // namespace mailbox
