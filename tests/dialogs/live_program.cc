#include "dialogs/live_program.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <system_error>

extern char** environ;

namespace dialogs {

namespace {

// What becomes of a program's descriptors before it starts.
class Redirections {
 public:
  Redirections() { posix_spawn_file_actions_init(&actions_); }
  Redirections(const Redirections&) = delete;
  Redirections& operator=(const Redirections&) = delete;
  ~Redirections() { posix_spawn_file_actions_destroy(&actions_); }

  void read(int descriptor, const std::string& path) {
    posix_spawn_file_actions_addopen(&actions_, descriptor, path.c_str(), O_RDONLY, 0);
  }
  void write(int descriptor, const std::string& path) {
    posix_spawn_file_actions_addopen(&actions_, descriptor, path.c_str(),
                                     O_WRONLY | O_CREAT | O_TRUNC, 0600);
  }
  void take(int descriptor, int from) {
    posix_spawn_file_actions_adddup2(&actions_, from, descriptor);
  }

  [[nodiscard]] pid_t spawn(const std::vector<std::string>& words) const {
    std::vector<char*> arguments;
    arguments.reserve(words.size() + 1);
    for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    pid_t process = -1;
    const int error =
        posix_spawn(&process, arguments[0], &actions_, nullptr, arguments.data(), environ);
    if (error != 0) throw std::system_error(error, std::generic_category(), words[0]);
    return process;
  }

 private:
  posix_spawn_file_actions_t actions_{};
};

}  // namespace

pid_t spawn(const std::vector<std::string>& words, int error_output) {
  Redirections redirections;
  redirections.read(0, "/dev/null");
  redirections.take(2, error_output);
  return redirections.spawn(words);
}

int wait_for(pid_t process) {
  int status = 0;
  while (::waitpid(process, &status, 0) < 0) {
    if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "waitpid");
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

Finished run_to_end(const std::vector<std::string>& words, const std::string& folder,
                    const std::string& input) {
  const std::string output = folder + "/program.output";
  const std::string errors = folder + "/program.errors";
  Redirections redirections;
  redirections.read(0, input);
  redirections.write(1, output);
  redirections.write(2, errors);
  const int status = wait_for(redirections.spawn(words));
  return {status, octets_of_file(output), octets_of_file(errors)};
}

std::string octets_of_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace dialogs
