// run.h: one message from a stream into the mailboxes of one recipient. Start here.
//
// Shape       read the message, find the recipient's mailboxes, deliver
// Threads     none; it blocks until all is durable
// Errors      none but the verdict
// Durability  a success is given only after every copy is durable and visible
#pragma once

#include "config/settings.h"
#include "deliver/arguments.h"
#include "deliver/verdict.h"
#include "mailbox/clock.h"
#include "mailbox/directory.h"
#include "mailbox/filesystem.h"

namespace deliver {

// What a run works on.
struct Surroundings {
  mailbox::Filesystem& filesystem;
  const mailbox::Clock& clock;
  mailbox::Directory& directory;
  std::string login_name;  // of the invoking user; empty: none
};

[[nodiscard]] Verdict run(const Arguments& arguments, const config::Settings& settings,
                          const Surroundings& surroundings);

}  // namespace deliver
