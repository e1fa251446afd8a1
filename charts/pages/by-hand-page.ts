import type { Administrator } from "../model/access/administrator";
import type { Route } from "../model/network/route";
import type { Stack } from "../model/stack";
import { code, page, table } from "./markdown";
import { reachWords } from "./services/sites";

/** What is left for the owner to do himself, and every login that the stack makes for him. */
export function byHandPage(stack: Stack): string {
  const logins = loginsOf(stack);
  return page(
    "What is left by hand",
    "All else is done by `npx mk360 secrets init --apply` and `kubectl apply -R -f dist`. The machines, the router and the registrar have their part in `docs/getting-started.md`, with minutes.",
    "## Once, inside the programs",
    table(["service", "what you do", "why no program does it"], handRows(stack, logins)),
    "## Once, in the terminal",
    givenWords(stack),
    "## Every login",
    "Each is there before a stranger reaches its site. The command prints the password.",
    loginsTable(stack, logins),
    "## Second factors",
    "Those of public sites first. `npx mk360 status` says where the set-up of a program sees that one is missing.",
    secondFactorsTable(logins),
  );
}

interface Login extends Route {
  readonly administrator: Administrator;
  /** From where the site is reached, in words. */
  readonly from: string;
}

/** One for each site, those that the internet reaches first. */
function loginsOf(stack: Stack): Login[] {
  const all = stack.routes.filter((route, index, every) => every.findIndex(({ site }) => site === route.site) === index);
  const logins = all.flatMap((route) => {
    const { administrator } = route.site;
    const from = stack.routes.filter(({ site }) => site === route.site).map(({ reach }) => reachWords[reach]);
    return administrator ? [{ ...route, administrator, from: from.join(", ") }] : [];
  });
  return logins.sort((a, b) => Number(b.reach === "internet") - Number(a.reach === "internet"));
}

function handRows(stack: Stack, logins: readonly Login[]): string[][] {
  const declared = stack.services.flatMap(({ name, leftByHand }) => leftByHand.map(({ does, because }) => [name, does, because]));
  const factors = logins.flatMap(({ service, administrator: { secondFactor } }) =>
    secondFactor.kind === "by hand" ? [[service, `add a second factor: ${secondFactor.how}`, "its seed belongs on your own device"]] : [],
  );
  return [...declared, ...factors];
}

function givenWords(stack: Stack): string {
  const given = [...stack.credentials].flatMap(([{ keys }]) => Object.values(keys).filter(({ kind }) => kind === "given"));
  if (given.length === 0) return "Nothing: every secret is made by itself.";
  return `\`npx mk360 secrets init\` asks for ${given.length} values that only you have; \`secrets.md\` lists them, with what does not run without each.`;
}

function loginsTable({ routes, config }: Stack, logins: readonly Login[]): string {
  const own = logins.map(({ site, host, from, administrator: { name, password, comes } }) => [
    site.name,
    host,
    from,
    nameWords(name, config.contact),
    exported(password.credential.name, password.key),
    comes,
  ]);
  const behindProxy = routes.flatMap(({ site, host, reach }) =>
    site.withoutLogin === undefined
      ? []
      : [
          [
            site.name,
            host,
            reachWords[reach],
            code("owner"),
            exported("vpn-sites-login", "password"),
            "the proxy asks, because it has none",
          ],
        ],
  );
  return table(["site", "host name", "reached by", "name", "password", "how it comes to be"], [...own, ...behindProxy]);
}

function nameWords(name: Administrator["name"], contact: string): string {
  if (name === undefined) return "none";
  if (name === "contact") return code(contact);
  const origin = name.credential.keys[name.key];
  return origin?.kind === "text" ? code(origin.text) : exported(name.credential.name, name.key);
}

const exported = (credential: string, key: string): string => code(`npx mk360 secrets export ${credential} ${key}`);

function secondFactorsTable(logins: readonly Login[]): string {
  return table(
    ["site", "reached by", "second factor"],
    logins.map(({ site, from, administrator: { secondFactor } }) => [
      site.name,
      from,
      secondFactor.kind === "by hand" ? `yours to add: ${secondFactor.how}` : `none: ${secondFactor.why}`,
    ]),
  );
}
