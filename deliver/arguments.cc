#include "deliver/arguments.h"

#include <boost/program_options/value_semantic.hpp>

namespace deliver {

namespace {

namespace options = boost::program_options;

std::optional<std::string> text_of(const options::variables_map& given, const char* name) {
  if (given.count(name) == 0) return std::nullopt;
  return given[name].as<std::string>();
}

}  // namespace

options::options_description argument_options() {
  const auto text = [](const char* name) {
    return options::value<std::string>()->value_name(name);
  };
  options::options_description own("Delivery");
  auto add = own.add_options();
  add("user,d", text("USER"),
      "deliver to USER: an address, or a local part in the default domain; without this option, to "
      "the invoking user");
  add("sender,f", text("ADDRESS"),
      "the envelope sender; empty, <> and MAILER-DAEMON are the null sender; without this option, "
      "of "
      "the message's leading `From ` line");
  add("original-recipient,a", text("ADDRESS"),
      "the recipient before any rewriting, for X-Original-To; without an @, the +detail of the "
      "user");
  add("final-recipient,r", text("ADDRESS"),
      "the recipient as the caller has it, for X-Original-To if there is no -a");
  add("folder,m", text("FOLDER"), "store into FOLDER; empty: into the inbox");
  add("file,p", text("FILE"), "read the message from FILE instead of standard input");
  add("noperm-on-rejection,e", "exit with 77 when the message is refused for good");
  // The name is the short form: procmail has no long ones.
  add(",t", "nothing; for procmail's callers: failures are temporary where they can be");
  add(",Y", "nothing; for procmail's callers: Content-Length is never looked at");
  return own;
}

tl::expected<Arguments, std::string> arguments_of(const options::variables_map& given) {
  Arguments arguments;
  arguments.user = text_of(given, "user");
  arguments.sender = text_of(given, "sender");
  arguments.original_recipient = text_of(given, "original-recipient").value_or("");
  arguments.final_recipient = text_of(given, "final-recipient").value_or("");
  arguments.folder = text_of(given, "folder").value_or("");
  arguments.file = text_of(given, "file");
  arguments.noperm_on_rejection = given.count("noperm-on-rejection") != 0;
  // Not the invoking user: a caller whose variable is unset would put all mail into one mailbox.
  if (arguments.user && arguments.user->empty()) {
    return tl::unexpected<std::string>(
        "-d has an empty user; without -d the invoking user is meant");
  }
  return arguments;
}

}  // namespace deliver
