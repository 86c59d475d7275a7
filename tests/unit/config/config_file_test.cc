#include "config/config_file.h"

#include <gtest/gtest.h>

#include <sstream>

namespace {

using config::Entry;

config::Parsed<std::vector<Entry>> read(const std::string& text) {
  std::istringstream lines(text);
  return config::read_config(lines, "f.conf");
}

TEST(ConfigFileTest, ReadsSettingsWithTheirPlaces) {
  const auto entries = read(
      "# where mail lies\n"
      "root = /srv/mail   # the big disk\n"
      "\n"
      "  listen=lmtp:127.0.0.1:24\r\n"
      "listen = lmtp:unix:/run/x.sock,mode=0666\n"
      "default-domain =\n"
      "workers = 3");
  ASSERT_TRUE(entries) << entries.error();
  EXPECT_EQ(*entries, (std::vector<Entry>{
                          {"root", "/srv/mail", "f.conf:2"},
                          {"listen", "lmtp:127.0.0.1:24", "f.conf:4"},
                          {"listen", "lmtp:unix:/run/x.sock,mode=0666", "f.conf:5"},
                          {"default-domain", "", "f.conf:6"},
                          {"workers", "3", "f.conf:7"},
                      }));
}

TEST(ConfigFileTest, TakesSettingsOfEveryProgram) {
  const auto entries = read("usage-exit-status = 64\nlisten = lmtp:[::1]:24\n");
  ASSERT_TRUE(entries);
  EXPECT_EQ(entries->size(), 2u);
}

TEST(ConfigFileTest, NamesFileAndLineOfWhatIsWrong) {
  struct Row {
    const char* text;
    const char* complaint;
  };
  for (const Row& row : {
           Row{"lisen = x\n", "f.conf:1: unknown setting `lisen`; did you mean `listen`?"},
           Row{"\n\nfrobnication = x\n", "f.conf:3: unknown setting `frobnication`"},
           Row{"[lmtpd]\nroot = /x\n",
               "f.conf:1: there are no [sections] here; write every setting as `name = value`"},
           Row{"  [lmtpd]\n",
               "f.conf:1: there are no [sections] here; write every setting as `name = value`"},
           Row{"root /x\n", "f.conf:1: this is no `name = value`"},
           Row{"= /x\n", "f.conf:1: unknown setting ``"},
           Row{"root = /a\nworkers = 1\nroot = /b\n",
               "f.conf:3: `root` was given already, in line 1"},
           Row{"root = /a#b\n",
               "f.conf:1: `#` begins a comment and needs a blank before it; a value cannot hold "
               "one"},
           Row{"wrkers = 1\nroot = /x\nlog-levle = info\n",
               "f.conf:1: unknown setting `wrkers`; did you mean `workers`?\n"
               "f.conf:3: unknown setting `log-levle`; did you mean `log-level`?"},
       }) {
    const auto entries = read(row.text);
    ASSERT_FALSE(entries) << row.text;
    EXPECT_EQ(entries.error(), row.complaint);
  }
}

TEST(ConfigFileTest, RefusesOctetsThatNoTextHas) {
  const auto entries = read(std::string("root = /x\nspool = \0\n", 20));
  ASSERT_FALSE(entries);
  EXPECT_EQ(entries.error(), "f.conf:2: a NUL octet: is this a configuration file?");
}

TEST(ConfigFileTest, SaysWhyAFileCannotBeRead) {
  const auto missing = config::read_config_file("/nonexistent/finalhop.conf");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error(),
            "/nonexistent/finalhop.conf: cannot be read: No such file or directory");
  const auto folder = config::read_config_file("/");
  ASSERT_FALSE(folder);
  EXPECT_EQ(folder.error(), "/: cannot be read: Is a directory");
}

}  // namespace
