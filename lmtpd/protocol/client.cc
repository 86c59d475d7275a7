#include "lmtpd/protocol/client.h"

#include "lmtpd/protocol/extensions.h"

namespace lmtp {

void Client::forget_what_it_said() {
  name.clear();
  extended = true;
  user.reset();
  forwarded = {};
  replaced_by = {};
}

std::optional<FixedReply> refusal_of(const Client& client, const SessionSettings& settings) {
  const Admission& admission = settings.admission;
  const bool admitted = admission.at_once ||
                        (admission.by_certificate && client.certificate_admitted) ||
                        (admission.by_log_in && client.user);
  if (admitted && (client.user || !settings.log_in_required)) return std::nullopt;

  // The first step that the client can take from where it stands.
  const Standing standing{settings, client.encrypted};
  const bool log_in_helps = settings.log_in_required || admission.by_log_in;
  if (log_in_helps && is_announced(Extension::kAuth, standing)) return FixedReply::kLogInFirst;
  if (is_announced(Extension::kStartTls, standing)) return FixedReply::kStartTlsFirst;
  return log_in_helps ? FixedReply::kLogInFirst : FixedReply::kCertificateFirst;
}

}  // namespace lmtp
