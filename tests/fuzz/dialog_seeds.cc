// Writes what the clients of all dialogues send as seeds for the fuzz targets, and one list per
// target that names them and the seeds that are kept beside the sources:
//
//   dialog_seeds DIALOGS SEEDS FOLDER
//
// FOLDER/session.list, bdat.list, command.list, address.list and data_reader.list are for
// libFuzzer's -seed_inputs.
#include "dialogs/corpus.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <string>

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kSeedOctetsMax = 4096;  // longer ones only make the runs slow

class Seeds {
 public:
  explicit Seeds(fs::path folder) : folder_(std::move(folder)) {}

  void add(const std::string& target, const std::string& octets) {
    if (octets.size() > kSeedOctetsMax || !known_[target].insert(octets).second) return;
    const fs::path path = folder_ / target / std::to_string(known_[target].size());
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << octets;
    add_file(target, path);
  }

  void add_file(const std::string& target, const fs::path& path) {
    std::string& list = lists_[target];
    list += (list.empty() ? "" : ",") + path.string();
  }

  void write_lists() const {
    for (const auto& [target, list] : lists_) std::ofstream(folder_ / (target + ".list")) << list;
  }

 private:
  fs::path folder_;
  std::map<std::string, std::set<std::string>> known_;
  std::map<std::string, std::string> lists_;
};

// What session_fuzz.cc reads from its first octets: protocol and limits as usual, with all
// extensions and all questions answered.
std::string choices(dialogs::Protocol protocol) {
  const bool smtp = protocol == dialogs::Protocol::kSmtp;
  return {'\0', static_cast<char>(smtp ? 0x17 : 0x16), '\0'};
}

void add_dialog(dialogs::Protocol protocol, const std::string& octets, Seeds& seeds) {
  seeds.add("session", choices(protocol) + octets);
  seeds.add("data_reader", octets);
  for (std::size_t at = 0; at < octets.size();) {
    const std::size_t end = std::min(octets.find("\r\n", at), octets.size());
    const std::string line = octets.substr(at, end - at);
    seeds.add("command", line);
    if (line.starts_with("BDAT ")) seeds.add("bdat", line.substr(5) + "\n\1\5Hello\2\r\n");
    const std::size_t open = line.find('<');
    const std::size_t close = line.rfind('>');
    if (open != std::string::npos && close != std::string::npos && close > open) {
      seeds.add("address", line.substr(open, close + 1 - open));
      seeds.add("address", line.substr(open + 1, close - open - 1));
    }
    at = end + 2;
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 64;
  Seeds seeds(argv[3]);
  for (const std::string& name : dialogs::dialog_names(argv[1])) {
    const auto script = dialogs::read_dialog(argv[1], name);
    if (!script) {
      std::fprintf(stderr, "%s: %s\n", name.c_str(), script.error().c_str());
      return 65;
    }
    for (const std::string& piece : dialogs::client_pieces(*script))
      add_dialog(script->protocol, piece, seeds);
  }
  for (const auto& target : fs::directory_iterator(argv[2])) {
    for (const auto& seed : fs::directory_iterator(target.path())) {
      seeds.add_file(target.path().filename().string(), seed.path());
    }
  }
  seeds.write_lists();
  return 0;
}
