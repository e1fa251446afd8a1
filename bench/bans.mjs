import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const needed = ["nft", "sqlite3", "unshare"];

/**
 * Ten thousand bans as one set, in seconds, and as a share of what they would take one by one.
 * @returns the goals as [what, value, limit], or nothing where that cannot be tried.
 */
export function measureBans() {
  const missing = needed.filter((program) => spawnSync("which", [program]).status !== 0);
  if (process.getuid?.() !== 0 || missing.length > 0) {
    console.log(`left out: bans were not measured, for which root, ${needed.join(", ")} and fail2ban are needed`);
    return [];
  }
  const machine = join(root, "generated/hosts/vps/etc/mk360");
  const words = [join(root, "bench/bans.sh"), join(machine, "firewall.nft"), join(machine, "fail2ban")];
  const [asSet = Number.NaN, hundred = Number.NaN] = execFileSync("bash", words, { encoding: "utf8" }).trim().split("\n").map(Number);
  return [
    ["10,000 bans loaded in at most a second", asSet / 1000, 1],
    ["10,000 bans at most 0.1 times what they take one by one", asSet / (hundred * 100), 0.1],
  ];
}
