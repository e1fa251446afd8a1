import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const needed = ["nft", "ufw", "wg", "wireguard-go", "fail2ban-server", "dnsmasq", "unshare"];

/**
 * The server's script once more, when there is nothing to change, in seconds, and as a share of its first run.
 * @returns the goals as [what, value, limit], or nothing where that cannot be tried.
 */
export function measureSetUp() {
  const missing = needed.filter((program) => spawnSync("which", [program]).status !== 0);
  if (process.getuid?.() !== 0 || missing.length > 0) {
    console.log(`left out: the machines' script was not measured, for which root and ${needed.join(", ")} are needed`);
    return [];
  }
  const words = [join(root, "bench/set-up.sh"), join(root, "generated/hosts/vps")];
  const [first = Number.NaN, second = Number.NaN] = execFileSync("bash", words, { encoding: "utf8" }).trim().split("\n").map(Number);
  return [
    ["the machines' script with nothing to change in at most 5 s", second / 1000, 5],
    ["the same at most half of what it takes the first time", second / first, 0.5],
  ];
}
