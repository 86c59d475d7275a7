#include "lmtpd/server/offer.h"

namespace lmtp {
namespace {

ExtensionSet trusted_extensions(const Peer& peer, const TrustedPeers& trusted) {
  ExtensionSet extensions;
  if (match(trusted.xforward, peer)) extensions.add(Extension::kXForward);
  if (match(trusted.xclient, peer)) extensions.add(Extension::kXClient);
  if (match(trusted.ignore_quota, peer)) extensions.add(Extension::kIgnoreQuota);
  return extensions;
}

}  // namespace

SessionSettings offer_to(const Peer& peer, const Service& service, const ServerSettings& settings) {
  SessionSettings offer = settings.session;
  offer.protocol = service.protocol;
  offer.encrypted = service.implicit_tls;
  offer.admission = service.allow.admission_of(peer);
  offer.log_in_in_clear |= peer.process.has_value();  // nobody can listen on a UNIX socket
  ExtensionSet possible = trusted_extensions(peer, settings.trusted);
  possible.add(Extension::kAuth);
  if (!settings.tls.certificate.empty()) possible.add(Extension::kStartTls);
  offer.extensions = offer.extensions | (possible & settings.extensions);
  return offer;
}

}  // namespace lmtp
