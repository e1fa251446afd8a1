const looking = new Set(["status", "doctor", "selftest", "capacity", "network", "explain", "dns"]);

/** Whether a command line of mk360 writes nothing, neither here nor in the cluster. */
export function looksOnly([command = "", part]: readonly string[]): boolean {
  return looking.has(command) || (command === "secrets" && part === "list");
}
