// mailbox.h: a depository that mail is put into. Start here.
//
// Putting a message into a mailbox has two steps. stage() writes a complete, durable copy that no
// reader can see; publish() makes it visible, durably. Between them stands the decision of whoever
// delivers to several mailboxes: nothing is published before everything could be staged. Should one
// of them fail to publish all the same, withdraw() takes the others back.
//
// Shape       Mailbox is the interface, Maildir its implementation; StagedMail is one copy on its
//             way
// Owns        a StagedMail that is destroyed unpublished removes what it wrote (best effort: after
//             a crash the leftover lies where no reader looks, and is swept later)
// Threads     stage() may run concurrently with itself, in this and in other processes
// Errors      4.2.x, 4.3.x as errno_status.h says
// Durability  publish() returns success only when file and folder entry are durable, withdraw()
//             only when a power cut cannot bring the mail back
// Source      RFC 5321 §2.3.11 (mailbox), §6.1 (responsibility)
#pragma once

#include "mailbox/message.h"
#include "mailbox/result.h"
#include "mailbox/trace.h"

#include <cstdint>
#include <memory>
#include <string>

namespace mailbox {

// Where a copy lies now.
struct Stored {
  std::string path;          // absolute, for the log
  std::uint64_t octets = 0;  // trace fields included

  friend bool operator==(const Stored&, const Stored&) = default;
};

class StagedMail {
 public:
  virtual ~StagedMail() = default;
  // At most once. On failure nothing is left visible, as far as can be arranged; the message may
  // then be sent again and a second copy is the worst that can happen.
  [[nodiscard]] virtual Result<Stored> publish() = 0;

  // Takes back what publish() made visible. False: it is too late, a reader has taken it. After a
  // failure there is no saying; most likely it is still there. Requires: publish() has succeeded.
  [[nodiscard]] virtual Result<bool> withdraw() = 0;
};

class Mailbox {
 public:
  virtual ~Mailbox() = default;
  [[nodiscard]] virtual Result<std::unique_ptr<StagedMail>> stage(const Trace& trace,
                                                                  const Message& message) = 0;
};

}  // namespace mailbox
