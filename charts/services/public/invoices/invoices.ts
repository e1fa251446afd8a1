import { database } from "../../storage/postgres/postgres";
import {
  accepts,
  answers,
  type Config,
  type Context,
  Credential,
  calls,
  capped,
  composed,
  cores,
  customers,
  endpoints,
  gibi,
  health,
  images,
  mebi,
  memory,
  milli,
  minutes,
  random,
  seconds,
  service,
  upTo,
  user,
  years,
} from "../../vocabulary";

/** What n8n shows to have an invoice made. */
export const invoicesAccess = new Credential("invoices-access", "has invoices made: whoever bears it may take numbers", {
  token: random(),
  bearer: composed("Bearer {token}"),
});

/** No invoice is made before config.yaml says who sends it. */
export const makesInvoices = ({ invoices }: Config): boolean => invoices !== undefined;

const sellerFile = "/etc/invoices/seller.json";

/** The name under which a customer's questions are answered is the owner's own address, unless another one is given. */
const seller = ({ config }: Context): string =>
  `${JSON.stringify({ ...config.invoices, mail: config.invoices?.mail ?? config.contact }, null, 2)}\n`;

export const invoices = service("invoices", {
  does: "Makes invoices, ZUGFeRD for businesses and XRechnung for authorities, numbered without a gap, and judges those that come in.",
  network: "public",
  machine: "vps",
  phase: 2,
  when: makesInvoices,
  image: images.apps,
  runsAs: user(1000),
  command: ["node", "/app/apps/invoices/main.ts"],
  files: { [sellerFile]: seller },
  env: {
    PORT: endpoints.invoices.number,
    TZ: ({ config }) => config.timeZone,
    TOKEN_FILE: invoicesAccess.file("token"),
    SELLER_FILE: sellerFile,
    RULES: "/app/rules",
    GOTENBERG: `http://${endpoints.gotenberg.address}`,
    NODE_OPTIONS: "--max-old-space-size=320",
  },
  uses: [
    database("invoices", 2, ({ host, port, name, user: role, credential, authority }) => ({
      PGHOST: host,
      PGPORT: port,
      PGDATABASE: name,
      PGUSER: role,
      PGPASSWORD_FILE: credential.file("password"),
      PGSSLROOTCERT: authority.file("ca.crt"),
    })),
    calls(endpoints.gotenberg, "has the page that people read turned into PDF"),
  ],
  ports: endpoints.invoices.ports,
  writes: { "/tmp": upTo(mebi(64)) },
  memory: memory(
    mebi(224),
    gibi(1),
    "the rules of EN 16931 and XRechnung, compiled, and beside them those of one invoice that came in, with a heap of 384 MiB",
  ),
  cpu: capped(milli(20), cores(1), "judging a document takes a core for a moment"),
  health: health({ ready: answers("http", "/health"), alive: accepts("http"), startsWithin: minutes(3), timeout: seconds(15) }),
  // A number that is taken gets its invoice before the program ends.
  stopsWithin: minutes(2),
  personalData: [customers("names, addresses, amounts and what was done, on invoices", "billing (§ 14 UStG)", years(8))],
});
