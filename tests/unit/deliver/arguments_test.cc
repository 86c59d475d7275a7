#include "deliver/arguments.h"

#include "config/command_line.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace deliver {
namespace {

tl::expected<config::CommandLine, config::ConfigError> read_line(std::vector<const char*> words) {
  words.insert(words.begin(), "deliver");
  const config::Interface interface{config::Program::kDeliver, "",    "",
                                    argument_options(),        false, "/nonexistent/finalhop.conf"};
  return config::read_command_line(interface, static_cast<int>(words.size()), words.data());
}

Arguments read(const std::vector<const char*>& words) {
  const auto line = read_line(words);
  EXPECT_TRUE(line.has_value()) << line.error().text;
  return arguments_of(line.value().own).value();
}

TEST(ArgumentsTest, HasShortAndLongNames) {
  for (const Arguments& arguments :
       {read({"-d", "ann", "-f", "s@x", "-a", "o@x", "-r", "r@x", "-m", "Lists", "-p", "/f", "-e"}),
        read({"--user", "ann", "--sender", "s@x", "--original-recipient", "o@x",
              "--final-recipient", "r@x", "--folder", "Lists", "--file", "/f",
              "--noperm-on-rejection"})}) {
    EXPECT_EQ(arguments.user, "ann");
    EXPECT_EQ(arguments.sender, "s@x");
    EXPECT_EQ(arguments.original_recipient, "o@x");
    EXPECT_EQ(arguments.final_recipient, "r@x");
    EXPECT_EQ(arguments.folder, "Lists");
    EXPECT_EQ(arguments.file, "/f");
    EXPECT_TRUE(arguments.noperm_on_rejection);
  }
}

TEST(ArgumentsTest, IgnoresEmptyTextsOfUnsetVariables) {
  const Arguments arguments = read({"-d", "ann", "-m", "", "-a", "", "-r", "", "-f", ""});
  EXPECT_EQ(arguments.folder, "");
  EXPECT_EQ(arguments.original_recipient, "");
  EXPECT_EQ(arguments.sender, "");
}

TEST(ArgumentsTest, NeverTakesTheInvokingUserForAnEmptyOne) {
  const auto line = read_line({"-d", ""});
  ASSERT_TRUE(line.has_value());
  EXPECT_FALSE(arguments_of(line->own).has_value());
  EXPECT_EQ(read({}).user, std::nullopt);
}

TEST(ArgumentsTest, TakesWhatProcmailsCallersGive) {
  const Arguments arguments = read({"-Y", "-t", "-a", "lists", "-d", "ann"});
  EXPECT_EQ(arguments.user, "ann");
  EXPECT_EQ(arguments.original_recipient, "lists");
  EXPECT_EQ(read({"-t", "-f-x@y"}).sender, "-x@y");
  EXPECT_EQ(read({"-a", "--root=/x"}).original_recipient, "--root=/x");
}

TEST(ArgumentsTest, GivesSettingsByOption) {
  const auto line = read_line({"-d", "ann", "-o", "default-domain=example.net", "--root", "/r"});
  ASSERT_TRUE(line.has_value()) << line.error().text;
  EXPECT_EQ(line->settings.default_domain, "example.net");
  EXPECT_EQ(line->settings.mail_root, "/r/mail");
}

TEST(ArgumentsTest, RefusesWhatItDoesNotKnow) {
  for (const std::vector<const char*>& words : {std::vector<const char*>{"-x"},
                                                {"--usr", "ann"},
                                                {"ann"},
                                                {"-d"},
                                                {"-d", "a", "-d", "b"}}) {
    const auto line = read_line(words);
    ASSERT_FALSE(line.has_value());
    EXPECT_EQ(line.error().fault, config::Fault::kUsage);
  }
}

}  // namespace
}  // namespace deliver
