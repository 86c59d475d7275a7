// delivery_log.h: one log line for each thing an administrator may ask about later.
//
//   delivery id=01J9Z… from=<a@x> to=<ann@y> mailbox=ann@y status=2.0.0 octets=1234 ms=7 path=/…
//   queue="4XyZ1b" client="mail.example.org [198.51.100.7]" user="edge@y"
//
// Shape       `name=value` pairs; text from clients is made printable. Of a delivery, queue and
//             client are what the peer told by XFORWARD, orcpt is whom the sender wrote to, user is
//             who logged in; what is not known is left out. Success is info, what the sender or the
//             recipient can act on is a warning, our own trouble is an error
#pragma once

#include "lmtpd/server/peer.h"
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

// The client may have its mail stored above the quota.
void log_ignored_quota(spdlog::logger& log, const mailbox::ReversePath& from,
                       const mailbox::ForwardPath& to);

// `delayed`: how long the answer had to wait because of earlier failures.
void log_log_in(spdlog::logger& log, std::string_view user, const Peer& peer,
                const mailbox::Outcome& outcome, std::chrono::milliseconds delayed);

// `given` is printable.
void log_unparsable_sender(spdlog::logger& log, std::string_view given);
void log_refused_mail(spdlog::logger& log, const mailbox::ReversePath& from,
                      const mailbox::Outcome& outcome);

// The content could not be kept: nobody gets it.
void log_refused_content(spdlog::logger& log, const mailbox::ReversePath& from,
                         const mailbox::Outcome& outcome);

}  // namespace lmtp
