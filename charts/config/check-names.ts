import type { Fault } from "./refusal";
import type { Config } from "./schema";

/**
 * Endings that public DNS never has (RFC 6761, 6762 and 8375, and ICANN for `internal`), and those that home routers and
 * office networks give out.
 */
const privateEndings = [
  "local",
  "localhost",
  "localdomain",
  "home.arpa",
  "internal",
  "lan",
  "home",
  "corp",
  "intranet",
  "private",
  "fritz.box",
];

/** Every name of the configuration that pods reach over the internet: their policies leave private addresses out. */
export function checkNames({ domain, mail, mailArchive, backup: { copyWeekly, copyMonthly } }: Config): Fault[] {
  const names = [
    { where: "domain", value: domain },
    { where: "mail.host", value: mail.host },
    { where: "mailArchive.host", value: mailArchive.host },
    { where: "backup.copyWeekly.target.host", value: copyWeekly.target?.host },
    { where: "backup.copyMonthly.target.host", value: copyMonthly.target?.host },
  ];
  return names.flatMap(({ where, value }) => {
    const ending = privateEndings.find((each) => value?.endsWith(`.${each}`));
    if (ending === undefined) return [];
    return [
      {
        where,
        value,
        allowed: `a name that everybody's DNS knows; one that ends in .${ending} leads to a private address, where no pod may go`,
        fix: "write the name under which the internet finds it, such as the one that a DynDNS service gives",
      },
    ];
  });
}
