#include "mailboxctl/output.h"

#include <iostream>
#include <string>

namespace mailboxctl {

namespace {

// Names from a database may hold octets that are not UTF-8; those are shown as U+FFFD.
std::string printed(const nlohmann::ordered_json& json) {
  return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
}

// What was said must have been said: a full disk behind a redirection is trouble too.
int finished(int exit_status) {
  std::cout.flush();
  return std::cout ? exit_status : kTemporary;
}

}  // namespace

int Output::answer(const Answer& answer) const {
  std::cout << (json_ ? printed(answer.json) : answer.text);
  return finished(kDone);
}

int Output::failure(const mailbox::Error& error) const {
  complain(error);
  return finished(error.status.permanent() ? kRefused : kTemporary);
}

int Output::usage(std::string_view complaint) const {
  complain({mailbox::status::kSyntax, std::string(complaint)});
  return finished(kUsage);
}

int Output::configuration(std::string_view complaint) const {
  complain({mailbox::status::kMisconfigured, std::string(complaint)});
  return finished(kConfiguration);
}

void Output::complain(const mailbox::Error& error) const {
  if (json_) {
    std::cout << printed({{"error", {{"status", to_string(error.status)}, {"text", error.text}}}});
  } else {
    std::cerr << "mailboxctl: " << error.text << "\n";
  }
}

}  // namespace mailboxctl
