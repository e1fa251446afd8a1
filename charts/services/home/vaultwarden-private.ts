import { images } from "../../images";
import { daily } from "../../model/backup";
import { argon2, Credential, random } from "../../model/credential";
import { answers, health } from "../../model/health";
import { family } from "../../model/personal-data";
import { memory, share } from "../../model/resources";
import { upTo } from "../../model/scratch";
import { service } from "../../model/service";
import { refused, vpnSite } from "../../model/site";
import { user } from "../../model/user";
import { home } from "../../model/volume";
import { milli } from "../../values/cpu";
import { tcp } from "../../values/port";
import { gibi, mebi } from "../../values/size";
import { smtp } from "../smtp";

const admin = new Credential("vaultwarden-private-admin", "opens the vault's administration page, from the VPN only", {
  password: random(),
  token: argon2("password"),
});

export const vaultwardenPrivate = service("vaultwarden-private", {
  does: "Private passwords, on the NAS, usable while the server is away.",
  network: "home",
  machine: "nas",
  phase: 2,
  image: images.vaultwarden,
  runsAs: user(1000),
  env: {
    DOMAIN: ({ hostName }) => `https://${hostName("vault-private")}`,
    ROCKET_ADDRESS: "0.0.0.0",
    ROCKET_PORT: "8080",
    DATABASE_URL: "sqlite:///data/db.sqlite3",
    DATA_FOLDER: "/data",
    TMP_FOLDER: "/data/tmp",
    SIGNUPS_ALLOWED: "false",
    INVITATIONS_ALLOWED: "true",
    SHOW_PASSWORD_HINT: "false",
    DISABLE_ICON_DOWNLOAD: "true",
    IP_HEADER: "X-Real-IP",
    // Nobody can sign up, so the first account is invited from the administration page. What is saved there wins over
    // these variables from then on.
    ADMIN_TOKEN_FILE: admin.file("token"),
    TZ: ({ config }) => config.timeZone,
  },
  uses: [
    smtp(({ host, port, user, from, password, implicitTls }) => ({
      SMTP_HOST: host,
      SMTP_PORT: port,
      SMTP_USERNAME: user,
      SMTP_FROM: from,
      SMTP_PASSWORD_FILE: password.file("password"),
      SMTP_SECURITY: ({ config }) => (implicitTls(config) ? "force_tls" : "starttls"),
    })),
  ],
  ports: { http: tcp(8080) },
  sites: [
    vpnSite("vault-private", {
      port: "http",
      purpose: "Private passwords",
      probe: "/alive",
      body: mebi(128),
      failedLogins: [refused("POST /identity/connect/token", 400), refused("POST /admin", 401)],
    }),
  ],
  keeps: {
    data: home(
      gibi(2),
      "/data",
      "the vault: SQLite, keys and attachments",
      daily({ sqlite: ["db.sqlite3"], without: ["tmp", "icon_cache"] }),
    ),
  },
  writes: { "/tmp": upTo(mebi(16)) },
  memory: memory(mebi(64), mebi(128), "one Rust program with SQLite"),
  cpu: share(milli(50)),
  health: health({ ready: answers("http", "/alive") }),
  personalData: [family("passwords and notes, encrypted on the devices", "keeping passwords", "until the owner deletes them")],
});
