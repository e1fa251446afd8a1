#!/usr/bin/perl
# Prints the folders of the mailbox that belong into the archive, one a line and with tabs between: how many mails it holds,
# its name in the archive, its name in the mailbox. The first line is the letter that the server writes between folder and
# folder below. mbsync lists names too, but not what a folder is there for (RFC 6154).
# Needs perl-base, which every Debian has, and openssl for the TLS, which comes with ca-certificates.
use strict;
use warnings;
use IPC::Open2;

my ($host, $account, $password_file, $wanted_file, $archive) = @ARGV;

# The archive's folder of all mail, or the folder above all others where the mailbox has none. In the mailbox its name changes
# with the language of the account.
my $all = 'All mail';
# What is thrown away, not yet sent, or only another view of mails that lie elsewhere.
my @left_out = qw(\Junk \Trash \Drafts \Flagged \Important);

my $ended = 0;

# A folder that is missing is no reason to leave out the others.
sub fault { print STDERR 'find-folders: ', @_, "\n"; $ended = 1 }

sub stop { fault(@_); exit 1 }

sub text_of {
  open(my $file, '<', $_[0]) or stop("$_[0] cannot be read: $!");
  return join '', <$file>;
}

# --- IMAP: commands, lines, and the words in them ---

my ($from, $to);

sub dial {
  my @verified = ('-verify_hostname', $host, '-verify_return_error', '-verify_quiet', '-CAfile', '/etc/ssl/certs/ca-certificates.crt');
  open2($from, $to, 'openssl', 's_client', '-quiet', '-no_ign_eof', @verified, '-servername', $host, '-connect', "$host:993");
  $SIG{PIPE} = 'IGNORE';
  $SIG{ALRM} = sub { stop("$host did not answer in time") };
  line();
}

sub quoted {
  my ($text) = @_;
  $text =~ s/([\\"])/\\$1/g;
  return qq("$text");
}

# A line of the server. What it gives with a length in front is put into quotes, so that each name is a word of its line.
sub line {
  alarm 300;
  my $line = '';
  while (defined(my $part = <$from>)) {
    $part =~ s/\r?\n\z//;
    return $line . $part unless $part =~ s/\{([0-9]+)\}\z//;
    read($from, my $literal, $1);
    $line .= $part . quoted($literal);
  }
  stop("$host hung up; what OpenSSL says of it stands above");
}

# Gives the lines before the end of the answer; `says` stands for the command where it holds a secret.
sub ask {
  my ($command, $says) = @_;
  print $to "t $command\r\n";
  $to->flush;
  my @lines;
  while ((my $line = line()) !~ /\At OK/i) {
    stop("$host refuses ", $says // $command, ": $1") if $line =~ /\At (.*)/;
    push @lines, $line;
  }
  return @lines;
}

# What stands in brackets becomes a list of its own, NIL becomes nothing.
sub words {
  my ($line) = @_;
  my @lists = ([]);
  while ($line =~ /(\()|(\))|"((?:[^"\\]|\\.)*)"|([^\s()"]+)/g) {
    if ($1) { push @lists, [] }
    elsif ($2) { my $list = pop @lists; push @{ $lists[-1] }, $list }
    else { push @{ $lists[-1] }, defined $4 ? (uc $4 eq 'NIL' ? undef : $4) : $3 =~ s/\\(.)/$1/gr }
  }
  return @{ $lists[0] };
}

# --- Names: modified UTF-7 there, UTF-8 here (RFC 3501, 5.1.3) ---

sub plain {
  my ($name) = @_;
  return $name =~ s/&([A-Za-z0-9+,]*)-/$1 eq '' ? '&' : utf8_of($1)/ger;
}

sub utf8_of {
  my ($base64) = @_;
  $base64 =~ tr#A-Za-z0-9+,# -_#;
  my @units = unpack 'n*', join '', map { unpack 'u', chr(32 + int(length($_) * 3 / 4)) . $_ } $base64 =~ /.{1,60}/g;
  my $text = '';
  while (defined(my $unit = shift @units)) {
    $unit = 0x10000 + (($unit - 0xd800) << 10) + shift(@units) - 0xdc00 if $unit >= 0xd800 && $unit < 0xdc00 && @units;
    $text .= chr $unit;
  }
  utf8::encode($text);
  return $text;
}

# --- The mailbox ---

# A folder as the server names it, as people read it, with what it is there for.
sub folder {
  my (undef, undef, $uses, $between, $raw) = words($_[0]);
  my @parts = map { plain($_) } defined $between && $between ne '' ? split(/\Q$between\E/, $raw, -1) : $raw;
  $parts[0] = 'INBOX' if uc $parts[0] eq 'INBOX';
  return { raw => $raw, parts => \@parts, name => join('/', @parts), between => $between // '', uses => { map { lc $_ => 1 } @$uses } };
}

# The beginnings of names that belong to others or to everybody (RFC 2342).
sub foreign {
  my ($answer) = grep { /\A\* NAMESPACE /i } ask('NAMESPACE');
  my (undef, undef, undef, @others) = words($answer // '');
  return grep { $_ ne '' } map { $_->[0] } map { @$_ } grep { ref } @others;
}

sub mails_in {
  my ($folder) = @_;
  my ($answer) = grep { /\A\* STATUS /i } ask('STATUS ' . quoted($folder->{raw}) . ' (MESSAGES)');
  return $1 if ($answer // '') =~ /MESSAGES ([0-9]+)/i;
  stop("$host does not say how many mails $folder->{name} holds");
}

sub names { return join ', ', map { quoted($_) } @_ }

sub named {
  my ($wanted, @folders) = @_;
  my %by_name = map { $_->{name} => $_ } @folders;
  my @missing = grep { !$by_name{$_} } @$wanted;
  fault('the mailbox has no folder ', names(@missing), '; it has ', names(map { $_->{name} } @folders),
    '. Mend mailArchive.folders in config.yaml') if @missing;
  return map { { %{ $by_name{$_} }, here => $_ } } grep { $by_name{$_} } @$wanted;
}

# Each part of a name becomes a directory, in which mails lie in cur, new and tmp.
sub cannot_lie_here {
  my ($folder) = @_;
  return 0 unless grep { m{\A\z|/|[\x00-\x1f]|\A\.|\A(?:cur|new|tmp)\z} } @{ $folder->{parts} };
  fault(quoted($folder->{name}), ' cannot be a folder of the archive: a part of its name is empty, begins with a dot, holds a slash or a ',
    'control character, or is cur, new or tmp. Rename it in the mailbox');
  return 1;
}

sub whole {
  my ($knows, @folders) = @_;
  my $was_one = -d "$archive/$all/cur";
  my $were_many = -d "$archive/$all" && !$was_one;
  my @all = grep { $_->{uses}{'\all'} } @folders;
  my $way_out = 'or write the folders that you want under mailArchive.folders in config.yaml';
  stop('the mailbox names more than one folder of all mail: ', names(map { $_->{name} } @all), "; let it name one, $way_out") if @all > 1;
  return { %{ $all[0] }, here => $all } if @all && !$were_many;
  stop("the mailbox shows no folder of all mail. Let it be shown, at Gmail in the settings of labels, $way_out")
    if $was_one || $knows->{'X-GM-EXT-1'};
  my @each = grep { my $uses = $_->{uses}; !grep { $uses->{ lc $_ } } '\All', @left_out } @folders;
  return map { { %$_, here => "$all/$_->{name}" } } @each;
}

my @wanted = grep { $_ ne '' } split /\n/, text_of($wanted_file);
my ($password) = text_of($password_file) =~ /\A([^\r\n]+)/ or stop("$password_file is empty");

dial();
ask('LOGIN ' . quoted($account) . ' ' . quoted($password), "the login of $account");
my %knows = map { uc $_ => 1 } map { split } ask('CAPABILITY');
my $uses = $knows{'LIST-EXTENDED'} && $knows{'SPECIAL-USE'} ? ' RETURN (SPECIAL-USE)' : '';
my @foreign = $knows{NAMESPACE} ? foreign() : ();

my @folders = map { folder($_) } grep { /\A\* LIST /i } ask("LIST \"\" \"*\"$uses");
@folders = grep { !$_->{uses}{'\noselect'} && !$_->{uses}{'\nonexistent'} } @folders;
my @own = grep { my $raw = $_->{raw}; !grep { index($raw, $_) == 0 } @foreign } @folders;

my @chosen = @wanted ? named(\@wanted, @folders) : whole(\%knows, @own);
my @kept = grep { !cannot_lie_here($_) } @chosen;
fault('the mailbox has no folder that could be archived') unless @chosen || @wanted;
print "$kept[0]{between}\n" if @kept;
print join("\t", mails_in($_), $_->{here}, $_->{name}), "\n" for @kept;
ask('LOGOUT');
exit $ended;
