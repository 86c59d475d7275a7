#include "config/setting_access.h"
#include "config/setting_rows.h"

namespace config {

std::vector<Setting> protocol_rows() {
  return {
      row("disabled-extension", kLmtpd, "KEYWORD", "",
          "An extension that is not to be offered, such as CHUNKING; may be given several times.",
          text_list(&Settings::disabled_extensions)),
      row("size-announcement", kLmtpd, "number|keyword", "number",
          "Whether SIZE is announced with max-message-size; with the keyword alone, Postfix leaves "
          "it to us to refuse what is too large.",
          one_of(&Settings::size_announcement, {"number", "keyword"})),
      row("bare-line-feed", kLmtpd, "refuse|accept", "refuse",
          "What becomes of a message with a line feed that no carriage return precedes; accepting "
          "it invites smuggled messages.",
          one_of(&Settings::bare_line_feed, {"refuse", "accept"})),
      row("bare-user-names", kLmtpd, "refuse|accept", "refuse",
          "What becomes of a recipient without a domain; accepted, it is in default-domain.",
          one_of(&Settings::bare_user_names, {"refuse", "accept"})),
      row("blank-before-path", kLmtpd, "refuse|accept", "refuse",
          "What becomes of MAIL FROM: and RCPT TO: with a blank before the `<`.",
          one_of(&Settings::blank_before_path, {"refuse", "accept"})),
      row("unparsable-sender", kLmtpd, "refuse|null", "refuse",
          "What becomes of a message whose sender is no address: refused, or taken as sent by <>.",
          one_of(&Settings::unparsable_sender, {"refuse", "null"})),
      row("accept-orcpt", kLmtpd, "yes|no", "no",
          "Whether RCPT may say the original recipient (ORCPT), which X-Original-To then shows.",
          flag(&Settings::accept_orcpt)),
      row("answer-vrfy", kLmtpd, "yes|no", "no", "Whether VRFY tells if an address is known here.",
          flag(&Settings::answer_vrfy)),
      row("answer-expn", kLmtpd, "yes|no", "no", "Whether EXPN tells the members of an alias.",
          flag(&Settings::answer_expn)),
  };
}

std::vector<Setting> tls_rows() {
  return {
      row("tls-certificate", kLmtpd, "FILE", "",
          "The server's certificate and its chain, PEM; empty: no TLS. Read again on SIGHUP.",
          text(&Settings::tls_certificate)),
      row("tls-key", kLmtpd, "FILE", "",
          "The certificate's private key, PEM; empty: it is in tls-certificate.",
          text(&Settings::tls_key)),
      row("tls-minimum-version", kLmtpd, "1.2|1.3", "1.2",
          "The oldest version of TLS that is spoken.",
          one_of(&Settings::tls_minimum_version, {"1.2", "1.3"})),
      row("tls-client-certificate", kLmtpd, "none|optional|required", "none",
          "Whether clients are asked for a certificate, and whether one must be good.",
          one_of(&Settings::tls_client_certificate, {"none", "optional", "required"})),
      row("tls-client-ca", kLmtpd, "FILE", "",
          "The authorities whose client certificates are good, PEM.",
          text(&Settings::tls_client_ca)),
      row("tls-client-fingerprint", kLmtpd, "HEX", "",
          "The SHA-256 of a client certificate that is good; may be given several times.",
          text_list(&Settings::tls_client_fingerprints)),
  };
}

std::vector<Setting> peer_rows() {
  return {
      row("auth-required", kLmtpd, "yes|no", "no",
          "Whether every client has to log in before MAIL.", flag(&Settings::auth_required)),
      row("auth-without-tls", kLmtpd, "yes|no", "no",
          "Whether passwords may come over TCP without TLS; over UNIX sockets they always may.",
          flag(&Settings::auth_without_tls)),
      row("xforward-from", kLmtpd, "PEER", "",
          "A client that may tell about the client behind it (XFORWARD): a network such as "
          "192.0.2.0/24, unix, or uid:USER; may be given several times.",
          text_list(&Settings::xforward_from)),
      row("xclient-from", kLmtpd, "PEER", "",
          "A client that may be taken for another one (XCLIENT), as above.",
          text_list(&Settings::xclient_from)),
      row("ignore-quota-from", kLmtpd, "PEER", "",
          "A client that may deliver into full mailboxes (IGNOREQUOTA), as above.",
          text_list(&Settings::ignore_quota_from)),
      row("proxy-from", kLmtpd, "PEER", "",
          "A proxy that says by the PROXY protocol whom it speaks for, as above; from it the "
          "PROXY header is required.",
          text_list(&Settings::proxy_from)),
  };
}

}  // namespace config
