// arguments.h: the command line's options that are deliver's own: for whom, from whom, into what.
//
// Shape       the options of dovecot-lda, and those that procmail's callers give
// Errors      a text for the administrator; wrong usage
#pragma once

#include <boost/program_options/options_description.hpp>
#include <boost/program_options/variables_map.hpp>
#include <tl/expected.hpp>

#include <optional>
#include <string>

namespace deliver {

struct Arguments {
  std::optional<std::string> user;    // none: the invoking user
  std::optional<std::string> sender;  // none: of the `From ` line, or the null path
  std::string original_recipient;     // an address; or a detail, without '@'. Empty: not given
  std::string final_recipient;        // empty: not given
  std::string folder;                 // empty: the inbox
  std::optional<std::string> file;    // none: standard input
  bool noperm_on_rejection = false;
};

[[nodiscard]] boost::program_options::options_description argument_options();
[[nodiscard]] tl::expected<Arguments, std::string> arguments_of(
    const boost::program_options::variables_map& options);

}  // namespace deliver
