import { writeFileSync } from "node:fs";
import { bedFolder, outside } from "../../../bed/place";
import { owners, places, vps } from "../addresses";
import { program } from "../programs";

const { backup, domain, mail, mailArchive, network } = owners;

/** The names of the internet that the stack's programs ask for, and who answers to them. */
const hosts: readonly (readonly [name: string, address: string])[] = [
  [backup.copyWeekly.target.host, places.remoteNas],
  [backup.copyMonthly.target.host, places.storageBox],
  [mail.host, places.mailServer],
  [mailArchive.host, places.mailbox],
  ["acme-v02.api.letsencrypt.org", places.letsEncrypt],
  // Where Caddy tries again after a refusal.
  ["acme-staging-v02.api.letsencrypt.org", places.letsEncrypt],
  ["api.openai.com", places.web],
  ["www.example.com", places.web],
];

/** The router's resolver: every name of the domain leads to the server, as the owner sets it at his provider. */
export function startResolver(): void {
  const file = bedFolder("Corefile");
  writeFileSync(
    file,
    `${domain} {
  bind ${network.lanResolver}
  template IN A {
    answer "{{ .Name }} 60 IN A ${vps.public}"
  }
  template ANY ANY {
    rcode NOERROR
  }
}
. {
  bind ${network.lanResolver}
  hosts {
    ${hosts.map(([name, address]) => `${address} ${name}`).join("\n    ")}
  }
}
`,
  );
  outside.start("resolver", [program("coredns"), "-conf", file]);
}
