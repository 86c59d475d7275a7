// live_program.h: runs the programs as an administrator would, and reads what they say.
//
// Errors      exceptions when a program cannot be started at all
#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace dialogs {

// Starts a program with nothing to read; its standard error goes to `error_output`.
[[nodiscard]] pid_t spawn(const std::vector<std::string>& words, int error_output);

// The exit status; 128 and more: the signal that killed it.
[[nodiscard]] int wait_for(pid_t process);

struct Finished {
  int status = 0;
  std::string output;
  std::string errors;
};

// Runs a program to its end, with the file `input` to read. It writes into files below `folder`, so
// that no pipe can fill up.
[[nodiscard]] Finished run_to_end(const std::vector<std::string>& words, const std::string& folder,
                                  const std::string& input = "/dev/null");

[[nodiscard]] std::string octets_of_file(const std::string& path);

}  // namespace dialogs
