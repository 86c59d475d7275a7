#!/usr/bin/perl
# lmtp_client.pl SOCKET SERVER_PID SENDER RECIPIENT: sends standard input by LMTP over a UNIX socket
# and shows the dialogue. Waits for the server as long as it lives, ten seconds at most.
#
# Why perl: its base package is on every Debian, with sockets; nothing else that knows them is.
use strict;
use warnings;
use IO::Socket::UNIX;

my ($path, $server, $sender, $recipient) = @ARGV;
my $connection;
my $deadline = time + 10;
until ($connection = IO::Socket::UNIX->new(Type => SOCK_STREAM, Peer => $path)) {
    die "lmtpd has ended\n" unless kill 0, $server;
    die "cannot connect to $path: $!\n" if time > $deadline;
    select undef, undef, undef, 0.02;    # asked again, until it listens
}
$connection->autoflush(1);

sub expect {
    my ($digit) = @_;
    while (my $line = <$connection>) {
        print "S: ", $line =~ s/\r\n//r, "\n";
        next if $line =~ /^\d{3}-/;
        return if $line =~ /^$digit/;
        die "the server refused\n";
    }
    die "the server closed the connection\n";
}

sub command {
    my ($line, $digit) = @_;
    print "C: $line\n";
    print {$connection} "$line\r\n";
    expect($digit);
}

expect(2);
command("LHLO quickstart.example", 2);
command("MAIL FROM:<$sender>", 2);
command("RCPT TO:<$recipient>", 2);
command("DATA", 3);
while (my $line = <STDIN>) {
    chomp $line;
    print "C: $line\n";
    $line =~ s/^\./../;    # RFC 5321 §4.5.2
    print {$connection} "$line\r\n";
}
command(".", 2);
command("QUIT", 2);
