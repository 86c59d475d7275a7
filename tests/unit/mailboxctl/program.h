// program.h: runs mailboxctl as an administrator would, and looks at what it says.
#pragma once

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace mailboxctl {

struct Said {
  int exit_status = -1;
  std::string output;  // standard output
  std::string errors;  // standard error

  [[nodiscard]] nlohmann::json json() const {
    return nlohmann::json::parse(output, nullptr, /*allow_exceptions=*/false);
  }
};

inline std::string contents_of(const std::string& path) {
  std::ostringstream contents;
  contents << std::ifstream(path, std::ios::binary).rdbuf();
  return contents.str();
}

// A root folder that the program is pointed at, in a folder of its own.
class ProgramTest : public testing::Test {
 protected:
  ProgramTest() {
    std::string name = testing::TempDir() + "mailboxctl.XXXXXX";
    folder_ = mkdtemp(name.data());
    root_ = folder_ + "/root";
  }
  ~ProgramTest() override { std::filesystem::remove_all(folder_); }

  // Runs it with --root and `arguments`; `input` is its standard input.
  Said run(const std::vector<std::string>& arguments, const std::string& input = "") const {
    std::vector<std::string> words = {"--root", root_};
    words.insert(words.end(), arguments.begin(), arguments.end());
    return run_words(words, input);
  }

  // Only what is given.
  Said run_words(const std::vector<std::string>& words, const std::string& input = "") const {
    const std::string in = folder_ + "/in";
    const std::string out = folder_ + "/out";
    const std::string err = folder_ + "/err";
    std::ofstream(in) << input;
    const pid_t child = fork();
    if (child == 0) {
      // Not by the C library's streams: they would say again what this process has not said yet.
      dup2(open(in.c_str(), O_RDONLY), STDIN_FILENO);
      dup2(open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), STDOUT_FILENO);
      dup2(open(err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600), STDERR_FILENO);
      execute(words);
    }
    int wait_status = 0;
    EXPECT_EQ(waitpid(child, &wait_status, 0), child);
    EXPECT_TRUE(WIFEXITED(wait_status));
    return {WEXITSTATUS(wait_status), contents_of(out), contents_of(err)};
  }

  [[noreturn]] static void execute(const std::vector<std::string>& words) {
    std::vector<char*> argv = {const_cast<char*>("mailboxctl")};
    for (const std::string& word : words) argv.push_back(const_cast<char*>(word.c_str()));
    argv.push_back(nullptr);
    execv(FINALHOP_MAILBOXCTL, argv.data());
    _exit(127);
  }

  // A command that must succeed.
  void must(const std::vector<std::string>& arguments, const std::string& input = "") const {
    const Said said = run(arguments, input);
    ASSERT_EQ(said.exit_status, 0) << said.errors;
  }

  // example.org with bob and carl, and an alias of both.
  void make_example() const {
    must({"init"});
    must({"domain", "add", "example.org"});
    must({"user", "add", "Bob@example.org"});
    must({"user", "add", "carl@example.org"});
    must({"alias", "add", "sales@example.org", "bob@example.org", "carl@example.org"});
  }

  std::string folder_;
  std::string root_;
};

}  // namespace mailboxctl
