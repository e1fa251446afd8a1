import { database } from "../storage/postgres/postgres";
import { adminLogin, adminPages, vaultSite, vaultwarden } from "../vaultwarden/vaultwarden";
import { accepts, answers, customers, daily, gibi, health, hot, mebi, memory, minutes, publicSite, staff, vpnSite } from "../vocabulary";

export const vaultwardenBusiness = vaultwarden("vaultwarden-business", {
  does: "Passwords of the business, shared among those who work for it.",
  network: "public",
  machine: "vps",
  phase: 2,
  site: "vault-business",
  env: {
    // Who opened, changed or shared what of an organisation; without the days it would be kept for ever.
    ORG_EVENTS_ENABLED: "true",
    EVENTS_DAYS_RETAIN: ({ config }) => `${config.passwords.eventDays}`,
    // What the owner has not made has no log that he reads, and none of his policies.
    ORG_CREATION_USERS: ({ config }) => config.contact,
  },
  uses: [database("vaultwarden_business", 10, ({ url }) => ({ DATABASE_URL_FILE: url, DATABASE_MAX_CONNS: "10" }))],
  leftByHand: [
    {
      does: "make the organisation of your business, set its policies, and invite those who work for it",
      because: "its interface takes an organisation with a key alone, which your browser makes from your password",
    },
  ],
  sites: (administrator) => [
    // One password opens the administration page, so the internet does not see it.
    publicSite("vault-business", { ...vaultSite("Passwords of the business"), refusedPaths: adminPages, monitored: true }),
    vpnSite("vault-business-admin", {
      port: "http",
      administrator,
      purpose: "Administration of the business vault",
      probe: "/admin",
      onlyPaths: [...adminPages, "/vw_static/*"],
      failedLogins: [adminLogin],
    }),
  ],
  keeps: {
    data: hot(
      gibi(1),
      "/data",
      "the key that signs sessions, attachments and sends; the passwords are in PostgreSQL",
      daily({ without: ["tmp", "icon_cache"] }),
    ),
  },
  memory: memory(mebi(96), mebi(256), "one Rust program with ten connections to PostgreSQL"),
  // Its page asks the database too, so only its port says whether the program itself is well.
  health: health({ ready: answers("http", "/alive"), alive: accepts("http"), startsWithin: minutes(5) }),
  personalData: [
    staff("passwords and notes, encrypted on the devices", "keeping passwords", "until they are deleted by their owner"),
    staff(
      "who opened, changed or shared which entry of the organisation, when, with which device and from which address",
      "traceability of the access to customers' systems",
      "as many days as `passwords.eventDays` of config.yaml says",
    ),
    customers("access data that customers entrusted", "work on customers' systems", "until handed over or rotated"),
  ],
});
