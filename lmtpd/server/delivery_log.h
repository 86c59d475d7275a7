// delivery_log.h: one log line for each thing an administrator may ask about later.
//
//   delivery id=01J9Z… from=<a@x> to=<ann@y> mailbox=ann@y status=2.0.0 octets=1234 ms=7 path=/…
//
// Shape       `name=value` pairs; text from clients is made printable. Success is info, what the
//             sender or the recipient can act on is a warning, our own trouble is an error
#pragma once

#include "mailbox/delivery.h"

#include <chrono>
#include <string_view>

namespace spdlog {
class logger;
}

namespace lmtp {

// `late`: the client was answered 451 before the delivery was done; it will send the message again.
void log_delivery(spdlog::logger& log, const mailbox::Delivery& delivery,
                  const mailbox::DeliveryReport& report, std::chrono::milliseconds taken,
                  bool late);

void log_refused_recipient(spdlog::logger& log, const mailbox::ReversePath& from,
                           const mailbox::ForwardPath& to, const mailbox::Outcome& outcome);

// `given` is printable.
void log_unparsable_sender(spdlog::logger& log, std::string_view given);
void log_refused_mail(spdlog::logger& log, const mailbox::ReversePath& from,
                      const mailbox::Outcome& outcome);

// The content could not be kept: nobody gets it.
void log_refused_content(spdlog::logger& log, const mailbox::ReversePath& from,
                         const mailbox::Outcome& outcome);

}  // namespace lmtp
