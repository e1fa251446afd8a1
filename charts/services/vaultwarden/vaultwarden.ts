import { smtp } from "../smtp";
import {
  type Administrator,
  argon2,
  Credential,
  firstName,
  images,
  mebi,
  milli,
  noSecondFactor,
  random,
  refused,
  type Service,
  type ServiceProps,
  type Site,
  type SiteProps,
  service,
  share,
  tcp,
  upTo,
  user,
} from "../vocabulary";
import { invite } from "./vaultwarden-set-up";

type Shared = "image" | "runsAs" | "ports" | "writes" | "cpu" | "sites" | "setUp";

export interface VaultwardenProps extends Omit<ServiceProps, Shared> {
  /** The site that its users open; links and passkeys are bound to it. */
  readonly site: string;
  /** Its sites, of which one has the administration page. */
  readonly sites: (administrator: Administrator) => readonly Site[];
}

/** A vault of one side. */
export function vaultwarden(name: string, { site, sites, env = {}, uses = [], leftByHand = [], ...own }: VaultwardenProps): Service {
  const admin = new Credential(`${firstName(name, own.formerly)}-admin`, "opens the vault's administration page, from the VPN only", {
    password: random(),
    token: argon2("password"),
  });
  const administrator: Administrator = {
    password: admin.file("password"),
    comes: "its settings hold the hash of the one password that opens the page",
    secondFactor: noSecondFactor("the page knows a password alone; nobody but the VPN reaches it"),
  };
  return service(name, {
    ...own,
    sites: sites(administrator),
    setUp: (own) => invite(name, own("http"), admin),
    leftByHand: [
      {
        does: "follow the mail that invites you, and add a second factor in the vault's settings",
        because: "the keys of an account are made in your browser, from a password that nobody else may know",
      },
      ...leftByHand,
    ],
    image: images.vaultwarden,
    runsAs: user(1000),
    env: {
      DOMAIN: ({ hostName }) => `https://${hostName(site)}`,
      ROCKET_ADDRESS: "0.0.0.0",
      ROCKET_PORT: "8080",
      DATA_FOLDER: "/data",
      TMP_FOLDER: "/data/tmp",
      SIGNUPS_ALLOWED: "false",
      INVITATIONS_ALLOWED: "true",
      SHOW_PASSWORD_HINT: "false",
      DISABLE_ICON_DOWNLOAD: "true",
      IP_HEADER: "X-Real-IP",
      // Without a line for each request: who opened what at which time is nobody's to keep.
      LOG_LEVEL: "info,request=off",
      // What is saved on the administration page wins over these variables from then on.
      ADMIN_TOKEN_FILE: admin.file("token"),
      TZ: ({ config }) => config.timeZone,
      ...env,
    },
    uses: [
      ...uses,
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
    writes: { "/tmp": upTo(mebi(16)) },
    cpu: share(milli(50)),
  });
}

/** What the site of a vault's users is like, whoever reaches it. */
export function vaultSite(purpose: string): SiteProps {
  return {
    port: "http",
    purpose,
    probe: "/alive",
    body: mebi(128),
    // What is sent to others, and for whom there are passwords: the icon of each of them is asked for by its domain.
    secretPaths: ["/api/sends/", "/attachments/", "/icons/"],
    failedLogins: [refused("POST /identity/connect/token", 400), adminLogin],
  };
}

/** What changes the vault itself: settings, users, backups. */
export const adminPages = ["/admin", "/admin/*"];

/** A wrong password at the administration page. */
export const adminLogin = refused("POST /admin", 401);
