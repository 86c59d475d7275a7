#include "lmtpd/protocol/command.h"

#include <gtest/gtest.h>

#include <optional>
#include <string_view>

namespace lmtp {
namespace {

struct CommandRow {
  std::string_view line;
  Command command;
};

constexpr CommandRow kCommands[] = {
    {"NOOP", {"NOOP", ""}},
    {"noop", {"noop", ""}},
    {"LHLO client.example", {"LHLO", "client.example"}},
    {"MAIL FROM:<a@b> SIZE=1", {"MAIL", "FROM:<a@b> SIZE=1"}},
    // Blanks at the end go, those within stay.
    {"DATA ", {"DATA", ""}},
    {"DATA \t \t", {"DATA", ""}},
    {"NOOP a b  ", {"NOOP", "a b"}},
    {"MAIL  FROM:<a@b>", {"MAIL", " FROM:<a@b>"}},
    // No verb of ours, but a verb.
    {"", {"", ""}},
    {"   ", {"", ""}},
    {" NOOP", {"", "NOOP"}},
    {"MAIL\tFROM:<a@b>", {"MAIL\tFROM:<a@b>", ""}},
    {"\xff\xfe", {"\xff\xfe", ""}},
};

TEST(CommandTest, IsVerbAndArgument) {
  for (const CommandRow& row : kCommands) {
    EXPECT_EQ(parse_command(row.line), row.command) << row.line;
  }
}

struct PathRow {
  std::string_view argument;
  std::optional<PathArgument> parts;
};

constexpr PathRow kPaths[] = {
    {"FROM:<a@b>", PathArgument{"<a@b>", ""}},
    {"from:<>", PathArgument{"<>", ""}},
    {"FROM:<a@b> SIZE=1 BODY=7BIT", PathArgument{"<a@b>", " SIZE=1 BODY=7BIT"}},
    {"FROM:<@x,@y:a@b>  SIZE=1", PathArgument{"<@x,@y:a@b>", "  SIZE=1"}},
    // A quoted local part may hold what else would end the path.
    {R"(FROM:<"a>b"@c> SIZE=1)", PathArgument{R"(<"a>b"@c>)", " SIZE=1"}},
    {R"(FROM:<"a\"> b"@c>)", PathArgument{R"(<"a\"> b"@c>)", ""}},
    {R"(FROM:<"a\\"@c> x)", PathArgument{R"(<"a\\"@c>)", " x"}},
    // So may an address literal.
    {"FROM:<a@[x:>\"]> x", PathArgument{"<a@[x:>\"]>", " x"}},
    {"FROM:<a@[x> x", PathArgument{"<a@[x>", " x"}},
    // Not the keyword, or not at once a path.
    {"", std::nullopt},
    {"FROM", std::nullopt},
    {"FROM:", std::nullopt},
    {"TO:<a@b>", std::nullopt},
    {"FROM: <a@b>", std::nullopt},
    {" FROM:<a@b>", std::nullopt},
    {"FROM :<a@b>", std::nullopt},
    {"FROM:a@b", std::nullopt},
    // A path that does not end, or something that hangs on it.
    {"FROM:<a@b", std::nullopt},
    {R"(FROM:<"a@b>)", std::nullopt},
    {R"(FROM:<"a\">)", std::nullopt},
    {"FROM:<a@b>SIZE=1", std::nullopt},
    {"FROM:<a@b>,<c@d>", std::nullopt},
    {"FROM:<a@b>\tSIZE=1", std::nullopt},
};

TEST(CommandTest, SplitsPathFromParameters) {
  for (const PathRow& row : kPaths) {
    EXPECT_EQ(split_path_argument(row.argument, "FROM:"), row.parts) << row.argument;
  }
}

TEST(CommandTest, SkipsABlankBeforeThePathBySetting) {
  const auto split = [](std::string_view argument) {
    return split_path_argument(argument, "TO:", BlankBeforePath::kAccepted);
  };
  EXPECT_EQ(split("TO: <a@b> X"), (PathArgument{"<a@b>", " X"}));
  EXPECT_EQ(split("TO:   <a@b>"), (PathArgument{"<a@b>", ""}));
  EXPECT_EQ(split("TO:<a@b>"), (PathArgument{"<a@b>", ""}));
  for (const char* argument : {"TO:", "TO: ", "TO: a@b", "TO :<a@b>", "TO:\t<a@b>"}) {
    EXPECT_EQ(split(argument), std::nullopt) << argument;
  }
}

TEST(CommandTest, EndsWhatIsNoAddressAtItsFirstBracket) {
  const auto split = [](std::string_view argument) {
    return split_path_argument(argument, "FROM:", BlankBeforePath::kRefused, Quotes::kIgnored);
  };
  EXPECT_EQ(split("FROM:<\"a@b> SIZE=1"), (PathArgument{"<\"a@b>", " SIZE=1"}));
  EXPECT_EQ(split("FROM:<a"), std::nullopt);
  EXPECT_EQ(split("FROM:<a>b"), std::nullopt);
}

TEST(CommandTest, ComparesAsciiOnly) {
  EXPECT_TRUE(equal_ignoring_case("MAIL", "mAiL"));
  EXPECT_FALSE(equal_ignoring_case("MAIL", "MAI"));
  EXPECT_FALSE(equal_ignoring_case("[", "{"));
  EXPECT_FALSE(equal_ignoring_case("\xc4", "\xe4"));
}

}  // namespace
}  // namespace lmtp
