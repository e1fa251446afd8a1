import type { Place } from "../../bed/place";
import { addresses, type Places } from "./places";

/** What the played resolvers know: a name that tells who of them answers, an address of home, and how AdGuard blocks. */
export const known = {
  asked: "who-answers.example",
  atHome: "93.184.216.1",
  elsewhere: "93.184.216.2",
  intoTheTunnel: "rebinds.example",
  blocked: "advertising.example",
  public: "business-docs.mk360.de",
} as const;

/** AdGuard in its pod, played by dnsmasq as the others. */
export function playAdguard({ nasPod }: Places): void {
  play(nasPod, [addresses.nasPod], 5053, { [known.asked]: known.atHome, [known.blocked]: "0.0.0.0" });
}

/** The same, and the public resolvers. */
export function playResolvers(places: Places): void {
  playAdguard(places);
  play(places.resolvers, ["9.9.9.9", "149.112.112.112"], 53, { [known.asked]: known.elsewhere });
}

function play(place: Place, listen: readonly string[], port: number, own: Readonly<Record<string, string>>): void {
  const answers = { ...own, [known.public]: addresses.vps, [known.intoTheTunnel]: addresses.vpsInTunnel };
  place.start("resolver", [
    "dnsmasq",
    "--keep-in-foreground",
    "--conf-file=/dev/null",
    "--pid-file",
    "--log-facility=-",
    "--log-queries",
    "--no-resolv",
    "--no-hosts",
    "--bind-interfaces",
    `--port=${port}`,
    ...listen.map((address) => `--listen-address=${address}`),
    ...Object.entries(answers).map(([name, address]) => `--address=/${name}/${address}`),
  ]);
}
