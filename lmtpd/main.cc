// lmtpd: takes mail by LMTP and puts it into mailboxes.

#include "config/command_line.h"
#include "lmtpd/server/server.h"
#include "lmtpd/server/stdio_bridge.h"
#include "lmtpd/server/tls_identity.h"
#include "lmtpd/setup.h"
#include "mailbox/clock.h"
#include "mailbox/mail_root.h"
#include "mailbox/posix_filesystem.h"
#include "mailbox/sqlite_directory.h"

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <csignal>
#include <cstdio>
#include <exception>
#include <functional>

namespace {

// sysexits.h
constexpr int kExitOk = 0;
constexpr int kExitUsage = 64;
constexpr int kExitTemporary = 75;
constexpr int kExitConfiguration = 78;

config::Interface interface() {
  config::Interface of_lmtpd;
  of_lmtpd.program = config::Program::kLmtpd;
  of_lmtpd.usage = "[OPTION]...";
  of_lmtpd.purpose =
      "Takes mail by LMTP (RFC 2033) and stores it durably, with one answer per recipient.\n"
      "Logs to standard error; SIGTERM ends it. Exit status: 0 ended as asked, 64 wrong usage,\n"
      "75 another server has the socket or the system refuses, 78 wrong settings.\n";
  of_lmtpd.own.add_options()("stdio", "serve one client on standard input and output, then end");
  return of_lmtpd;
}

int complain(const std::string& text, int status) {
  std::fprintf(stderr, "lmtpd: %s\n", text.c_str());
  return status;
}

int exit_status_of(const mailbox::Error& error) {
  return error.status == mailbox::status::kMisconfigured ? kExitConfiguration : kExitTemporary;
}

// A thousand clients and their deliveries need more descriptors than the usual soft limit of 1024.
void raise_descriptor_limit() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);  // in vain: clients wait while there are none left
}

// Recipients get 451 until the database is there: no reason not to start.
void warn_of_database(const config::Settings& settings, spdlog::logger& log) {
  mailbox::SqliteDirectory directory(settings.database, settings.limits.database_busy);
  const auto looked = directory.only_domain();
  if (!looked) log.warn("the database does not work yet: {}", looked.error().text);
}

mailbox::Result<void> listen(lmtp::Server& server, const lmtp::Setup& setup, spdlog::logger& log) {
  for (const lmtp::ListenSpec& spec : setup.listen) {
    const auto listening = server.listen(spec, setup.sockets);
    if (!listening) return tl::unexpected(listening.error());
    log.info("listening on {}", to_string(*listening));
  }
  return {};
}

int serve_stdio(lmtp::Server& server) {
  auto bridge = lmtp::StdioBridge::open(0, 1);
  if (!bridge) return complain(bridge.error().text, kExitTemporary);
  server.serve((*bridge)->session_socket(), lmtp::peer_of(0));
  server.run();
  return kExitOk;
}

// What a running server will read anew on SIGHUP.
using RereadTls = std::function<mailbox::Result<lmtp::TlsSettings>()>;

mailbox::Result<lmtp::TlsSettings> tls_settings(int argc, char** argv) {
  const auto line = config::read_command_line(interface(), argc, argv);
  if (!line) return mailbox::failure(mailbox::status::kMisconfigured, line.error().text);
  const auto setup = lmtp::make_setup(*line);
  if (!setup) return mailbox::failure(mailbox::status::kMisconfigured, setup.error());
  return setup->server.tls;
}

// What make_setup leaves to be looked at: files that only this server's user may read.
int check_files(const lmtp::Setup& setup) {
  if (setup.server.tls.certificate.empty()) return kExitOk;
  const auto identity = lmtp::TlsIdentity::load(setup.server.tls);
  if (!identity) return complain(identity.error().text, exit_status_of(identity.error()));
  for (const std::string& warning : (*identity)->warnings()) {
    std::fprintf(stderr, "lmtpd: warning: %s\n", warning.c_str());
  }
  return kExitOk;
}

int run(const config::CommandLine& line, const lmtp::Setup& setup, const RereadTls& reread_tls,
        spdlog::logger& log) {
  if (auto made = lmtp::make_folders(line); !made) {
    return complain(made.error().text, exit_status_of(made.error()));
  }
  warn_of_database(line.settings, log);

  mailbox::PosixFilesystem filesystem;
  const mailbox::SystemClock clock;
  mailbox::MailRoot mail_root(filesystem, clock, setup.mail_root);
  const auto open_directory = [&line] {
    return std::make_unique<mailbox::SqliteDirectory>(line.settings.database,
                                                      line.settings.limits.database_busy);
  };
  lmtp::Server server(setup.server,
                      {filesystem, clock, mail_root, open_directory, log, reread_tls});
  if (auto loaded = server.load_tls(); !loaded) {
    return complain(loaded.error().text, exit_status_of(loaded.error()));
  }
  if (line.own.count("stdio") != 0) return serve_stdio(server);

  if (auto listening = listen(server, setup, log); !listening) {
    return complain(listening.error().text, exit_status_of(listening.error()));
  }
  server.end_on_signals();
  log.info("lmtpd {} started, root {}", FINALHOP_VERSION, line.settings.root);
  server.run();
  log.info("ended");
  return kExitOk;
}

}  // namespace

int main(int argc, char** argv) {
  ::umask(077);                   // whatever is made without a mode of its own is ours alone
  std::signal(SIGPIPE, SIG_IGN);  // a client that is gone is an error code, not a death
  std::signal(SIGXFSZ, SIG_IGN);  // a file size limit is an error of write, with its own status
  raise_descriptor_limit();
  try {
    const auto line = config::read_command_line(interface(), argc, argv);
    if (!line) {
      const bool usage = line.error().fault == config::Fault::kUsage;
      return complain(line.error().text, usage ? kExitUsage : kExitConfiguration);
    }
    if (line->request == config::Request::kPrint) {
      std::fputs(line->text.c_str(), stdout);
      return kExitOk;
    }
    const auto setup = lmtp::make_setup(*line);
    if (!setup) return complain(setup.error(), kExitConfiguration);
    if (line->request == config::Request::kCheckConfig) {
      const int status = check_files(*setup);
      if (status == kExitOk) std::puts("lmtpd: the settings are good");
      return status;
    }
    spdlog::logger log("lmtpd", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    log.set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %l %v");
    log.set_level(spdlog::level::from_str(line->settings.log_level));
    log.flush_on(spdlog::level::debug);
    return run(*line, *setup, [=] { return tls_settings(argc, argv); }, log);
  } catch (const std::exception& exception) {
    return complain(exception.what(), kExitTemporary);
  }
}
