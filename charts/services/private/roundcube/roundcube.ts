import { database } from "../../storage/postgres/postgres";
import {
  accepts,
  answers,
  Credential,
  calls,
  endpoints,
  family,
  health,
  images,
  mebi,
  memory,
  milli,
  minutes,
  noSecondFactor,
  random,
  refused,
  seconds,
  service,
  share,
  tcp,
  upTo,
  user,
  vpnSite,
} from "../../vocabulary";
import { mailArchiveLogin } from "../dovecot/dovecot";
import settings from "./roundcube.php.conf";

const session = new Credential(
  "roundcube-session",
  "encrypts the passwords of those who are logged in; lost means that they log in again",
  {
    // The cipher takes exactly this many.
    "des-key": random(24),
  },
);

/** One owner reads; each process takes about 25 MiB, and Apache's own default is 150 of them. */
const most = 5;
const processes = ["StartServers 1", "MinSpareServers 1", "MaxSpareServers 2", `MaxRequestWorkers ${most}`];

export const roundcube = service("roundcube", {
  does: "Shows the mail archive in the browser; reads only.",
  network: "private",
  machine: "vps",
  phase: 3,
  image: images.roundcube,
  runsAs: user(33),
  args: ["apache2-foreground", ...processes.flatMap((directive) => ["-c", directive])],
  env: {
    ROUNDCUBEMAIL_DB_TYPE: "pgsql",
    ROUNDCUBEMAIL_SKIN: "elastic",
    ROUNDCUBEMAIL_PLUGINS: "zipdownload",
    ROUNDCUBEMAIL_TEMP_DIR: "/tmp/roundcube-temp",
    ROUNDCUBE_DES_KEY_FILE: session.file("des-key"),
    // A container that starts again finds its own copy and wants to renew its libraries from the internet.
    COMPOSER_DISABLE_NETWORK: "1",
  },
  files: { "/var/roundcube/config/archive.php": settings },
  uses: [
    database("roundcube", most, ({ host, port, name, user, credential, authority }) => ({
      ROUNDCUBEMAIL_DB_HOST: host,
      ROUNDCUBEMAIL_DB_PORT: port,
      ROUNDCUBEMAIL_DB_NAME: name,
      ROUNDCUBEMAIL_DB_USER: user,
      ROUNDCUBE_DB_PASSWORD_FILE: credential.file("password"),
      ROUNDCUBE_AUTHORITY_FILE: authority.file("ca.crt"),
    })),
    calls(endpoints.dovecot, "reads the archived mail", {
      ROUNDCUBEMAIL_DEFAULT_HOST: `ssl://${endpoints.dovecot.host}`,
      ROUNDCUBEMAIL_DEFAULT_PORT: endpoints.dovecot.number,
    }),
  ],
  ports: { http: tcp(8000) },
  sites: [
    vpnSite("mail", {
      port: "http",
      administrator: {
        name: mailArchiveLogin.file("username"),
        password: mailArchiveLogin.file("password"),
        comes: "Dovecot's settings hold the hash of the one login",
        secondFactor: noSecondFactor("Dovecot knows a password alone; only the VPN reaches Roundcube"),
      },
      purpose: "Mail archive",
      probe: "/",
      failedLogins: [refused("POST /", 401)],
      fewWorkers: "five PHP processes",
    }),
  ],
  writes: { "/var/www/html": upTo(mebi(256)), "/tmp": upTo(mebi(256)) },
  writableRoot: "its entry point and Apache write below /etc, /run and /usr/local at each start, and no version is known to run without",
  memory: memory(
    mebi(96),
    mebi(200),
    "measured: 95 MiB at most, with searches, attachments and archives of mails; Apache and at most five PHP processes",
  ),
  cpu: share(milli(50)),
  health: health({
    ready: answers("http", "/"),
    alive: accepts("http"),
    startsWithin: minutes(5),
    every: seconds(30),
    timeout: seconds(10),
  }),
  personalData: [
    family("name of the login, settings, addresses of the open session", "reading the mail archive", "until the owner deletes them"),
  ],
});
