// output.h: how the program speaks: an answer on standard output; a failure on standard error, or
// with --json as an object on standard output, so that whoever reads JSON always gets JSON.
//
// Source      sysexits.h for the exit statuses
#pragma once

#include "mailboxctl/command.h"

#include <string_view>

namespace mailboxctl {

inline constexpr int kDone = 0;
inline constexpr int kRefused = 1;         // or not there: what the administrator asked cannot be
inline constexpr int kUsage = 64;          // EX_USAGE
inline constexpr int kTemporary = 75;      // EX_TEMPFAIL: the database, the disk
inline constexpr int kConfiguration = 78;  // EX_CONFIG

class Output {
 public:
  explicit Output(bool json) : json_(json) {}

  // Each returns the exit status.
  [[nodiscard]] int answer(const Answer& answer) const;
  [[nodiscard]] int failure(const mailbox::Error& error) const;
  [[nodiscard]] int usage(std::string_view complaint) const;
  [[nodiscard]] int configuration(std::string_view complaint) const;

 private:
  void complain(const mailbox::Error& error) const;
  bool json_;
};

}  // namespace mailboxctl
