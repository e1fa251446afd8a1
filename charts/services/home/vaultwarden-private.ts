import { holding } from "../hold-data";
import { adminPages, vaultSite, vaultwarden } from "../vaultwarden/vaultwarden";
import { answers, daily, family, gibi, health, home, homeSite, mebi, memory } from "../vocabulary";

export const vaultwardenPrivate = vaultwarden("vaultwarden-private", {
  does: "Private passwords, at home, usable while the server is away.",
  network: "home",
  machine: "nas",
  phase: 2,
  coldStart: { lockedBy: "data" },
  ...holding("/data", ["/start.sh"]),
  fixedPlace: 32,
  site: "vault-private",
  env: { DATABASE_URL: "sqlite:///data/db.sqlite3" },
  sites: (administrator) => [homeSite("vault-private", { ...vaultSite("Private passwords"), administrator, refusedAtHome: adminPages })],
  keeps: {
    data: home(
      gibi(2),
      "/data",
      "the vault: SQLite, keys and attachments",
      daily({ sqlite: ["db.sqlite3"], without: ["tmp", "icon_cache"] }),
    ),
  },
  memory: memory(mebi(64), mebi(128), "one Rust program with SQLite"),
  health: health({ ready: answers("http", "/alive") }),
  personalData: [family("passwords and notes, encrypted on the devices", "keeping passwords", "until the owner deletes them")],
});
