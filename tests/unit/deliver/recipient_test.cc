#include "deliver/recipient.h"

#include "map_directory.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace deliver {
namespace {

namespace status = mailbox::status;

struct Row {
  std::optional<std::string> user;
  std::string original_recipient;
  std::string final_recipient;
  std::string path;         // that is resolved
  std::string original_to;  // of X-Original-To
};

const std::vector<Row> kRows = {
    // -d: an address, a bare name, nothing.
    {"ann@example.net", "", "", "ann@example.net", "ann@example.net"},
    {"Ann@Example.NET", "", "", "Ann@Example.NET", "Ann@Example.NET"},
    {"ann", "", "", "ann@example.net", "ann@example.net"},
    {"ann+lists", "", "", "ann+lists@example.net", "ann+lists@example.net"},
    {"jürgen", "", "", "jürgen@example.net", "jürgen@example.net"},
    {std::nullopt, "", "", "invoker@example.net", "invoker@example.net"},
    // -a with an @ is the original recipient.
    {"ann", "sales@example.net", "", "ann@example.net", "sales@example.net"},
    {"ann", "<sales@example.net>", "", "ann@example.net", "sales@example.net"},
    {"ann", "sales@example.net", "other@example.net", "ann@example.net", "sales@example.net"},
    {"ann", "", "other@example.net", "ann@example.net", "other@example.net"},
    // -a without an @ is the detail.
    {"ann", "lists", "", "ann+lists@example.net", "ann+lists@example.net"},
    {"ann@example.net", "lists", "", "ann+lists@example.net", "ann+lists@example.net"},
    {std::nullopt, "lists", "", "invoker+lists@example.net", "invoker+lists@example.net"},
    {"ann", "lists", "other@example.net", "ann+lists@example.net", "other@example.net"},
    {"ann+own", "lists", "", "ann+own@example.net", "ann+own@example.net"},
    {"ann", "a b", "", "\"ann+a b\"@example.net", "\"ann+a b\"@example.net"},
    // Domains with other separators, and with none.
    {"ann@minus.example", "lists", "", "ann-lists@minus.example", "ann-lists@minus.example"},
    {"ann@plain.example", "lists", "", "ann@plain.example", "ann@plain.example"},
    {"ann@foreign.example", "lists", "", "ann@foreign.example", "ann@foreign.example"},
};

class RecipientTest : public testing::Test {
 protected:
  RecipientTest() {
    directory_.add_domain("example.net");
    directory_.add_domain("minus.example", "-+");
    directory_.add_domain("plain.example", "");
  }

  mailbox::Result<Recipient> read(const Arguments& arguments,
                                  const std::string& default_domain = "example.net") {
    return read_recipient(arguments, "invoker", default_domain, directory_);
  }

  MapDirectory directory_;
};

Arguments arguments_of_row(const Row& row) {
  Arguments arguments;
  arguments.user = row.user;
  arguments.original_recipient = row.original_recipient;
  arguments.final_recipient = row.final_recipient;
  return arguments;
}

TEST_F(RecipientTest, ReadsWhatCallersSay) {
  for (const Row& row : kRows) {
    SCOPED_TRACE(row.user.value_or("(invoker)") + " -a " + row.original_recipient);
    const auto recipient = read(arguments_of_row(row));
    ASSERT_TRUE(recipient.has_value()) << recipient.error().text;
    EXPECT_EQ(to_string(recipient->path), row.path);
    EXPECT_EQ(recipient->original_to, row.original_to);
    EXPECT_TRUE(recipient->warnings.empty());
  }
}

TEST_F(RecipientTest, LeavesOutWhatIsNoAddressAndWarns) {
  for (const char* original : {"a@b@c", "@", "x@", "x@y\nBcc: z"}) {
    SCOPED_TRACE(original);
    const auto recipient = read(arguments_of_row({"ann", original, "", "", ""}));
    EXPECT_EQ(recipient.value().original_to, "ann@example.net");
    EXPECT_EQ(recipient.value().warnings.size(), 1U);
  }
  const auto detail = read(arguments_of_row({"ann", "a\nb", "", "", ""}));
  EXPECT_EQ(to_string(detail.value().path), "ann@example.net");
  EXPECT_EQ(detail.value().warnings.size(), 1U);
}

TEST_F(RecipientTest, RefusesUsersThatCannotBeAddresses) {
  for (const char* user : {"a b", "ann@", "@example.net", "a@b@c", "a..b", "../etc", "a\nb"}) {
    SCOPED_TRACE(user);
    const auto recipient = read(arguments_of_row({user, "", "", "", ""}));
    ASSERT_FALSE(recipient.has_value());
    EXPECT_EQ(recipient.error().status, status::kBadRecipientSyntax);
  }
}

TEST_F(RecipientTest, TakesTheOnlyDomainWithoutADefault) {
  MapDirectory directory;
  directory.add_domain("only.example");
  Arguments arguments;
  arguments.user = "ann";
  EXPECT_EQ(to_string(read_recipient(arguments, "", "", directory).value().path),
            "ann@only.example");
}

TEST_F(RecipientTest, LeavesTheDomainOpenWhenThereIsNone) {
  const auto recipient = read(arguments_of_row({"ann", "", "", "", ""}), "");
  EXPECT_EQ(recipient.value().original_to, "ann");
  EXPECT_EQ(recipient.value().path, (mailbox::ForwardPath{mailbox::Address{"ann", ""}}));
}

TEST_F(RecipientTest, PassesOnTheDirectorysTrouble) {
  directory_.set_trouble(true);
  EXPECT_EQ(read(arguments_of_row({"ann", "", "", "", ""}), "").error().status,
            status::kSystemFault);
  EXPECT_EQ(read(arguments_of_row({"ann", "lists", "", "", ""})).error().status,
            status::kSystemFault);
}

}  // namespace
}  // namespace deliver
