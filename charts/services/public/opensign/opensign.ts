import { smtp } from "../../smtp";
import { mongoDatabase } from "../../storage/mongodb/mongodb";
import {
  accepts,
  answers,
  Credential,
  callsSite,
  capped,
  cores,
  customers,
  daily,
  gibi,
  given,
  health,
  hot,
  images,
  mebi,
  memory,
  milli,
  minutes,
  passphraseOf,
  pfxWithRsaKey,
  publicSite,
  refused,
  root,
  type ServiceProps,
  seconds,
  service,
  share,
  tcp,
  upTo,
} from "../../vocabulary";
import { addAdmin, administrator, application, master, mount } from "./opensign-set-up";

const signing = new Credential("opensign-signing", "signs the documents that all signers have signed", {
  "pfx-base64": given(
    "the signing certificate with its key, as a PFX file in Base64",
    "OpenSign does not start",
    pfxWithRsaKey("passphrase"),
  ),
  passphrase: given("the passphrase of the signing certificate's PFX file", "OpenSign does not start", passphraseOf("pfx-base64")),
});

/** Only a server that has its settings answers here; at / it greets everybody, even without its key and its database. */
const serverHealth = `${mount}/health`;

/** How the pages of OpenSign ask for one account, as Parse 8.6.0 writes it. No value may hold what would end it. */
const asksWhoIsIn = [
  String.raw`\{"where":\{"objectId":"[A-Za-z0-9]{1,32}"\},"limit":1,"_method":"GET","_ApplicationId":"[A-Za-z0-9]{1,32}",`,
  String.raw`"_ClientVersion":"js[0-9.]{1,16}","_InstallationId":"[0-9a-f-]{36}"(,"_SessionToken":"r:[0-9a-f]{16,64}")?\}`,
].join("");

/** What both programs have in common. */
const opensign = {
  network: "public",
  machine: "vps",
  phase: 3,
  userNamespace: { reason: "the image knows no other user than root, so root inside is nobody outside, and has no capability" },
} satisfies Partial<ServiceProps>;

export const opensignServer = service("opensign-server", {
  ...opensign,
  does: "Keeps contracts, sends them to their signers and signs them.",
  image: images["opensign-server"],
  runsAs: root("signing writes beside the program, which belongs to root in the image"),
  writableRoot: "signing writes the certificate's store and the finished PDFs beside the program",
  env: {
    // The program calls itself at http://localhost:8080/app, whatever these two say.
    PORT: "8080",
    PARSE_MOUNT: mount,
    APP_ID: application,
    SERVER_URL: ({ hostName }) => `https://${hostName("sign")}/api/app`,
    MASTER_KEY: master.value("key"),
    USE_LOCAL: "true",
    PFX_BASE64: signing.value("pfx-base64"),
    PASS_PHRASE: signing.value("passphrase"),
    TZ: ({ config }) => config.timeZone,
    NODE_OPTIONS: "--max-old-space-size=512",
  },
  uses: [
    mongoDatabase("opensign", ({ url }) => ({ MONGODB_URI: url })),
    callsSite("sign", "fetches the documents to be signed by their public addresses"),
    smtp(({ host, port, user, from, password }) => ({
      SMTP_ENABLE: "true",
      SMTP_HOST: host,
      SMTP_PORT: port,
      SMTP_USERNAME: user,
      SMTP_USER_EMAIL: from,
      SMTP_PASS: password.value("password"),
    })),
  ],
  writes: { "/tmp": upTo(mebi(512)) },
  ports: { http: tcp(8080) },
  setUp: (own) => addAdmin(own("http")),
  keeps: {
    // Only the folder of the uploads: one level up lie the mail templates of the image, which a volume would hide.
    files: hot(gibi(5), "/usr/src/app/files/files", "documents, signed and unsigned", daily()),
  },
  memory: memory(mebi(192), gibi(1), "measured: 152 MB at rest, 351 MB at most; the heap ends at 512 MB, LibreOffice needs the rest"),
  cpu: capped(milli(100), cores(2), "turning a large document into a PDF would starve the rest"),
  health: health({ ready: answers("http", serverHealth), alive: accepts("http"), startsWithin: minutes(5), timeout: seconds(10) }),
  stopsWithin: minutes(1),
  personalData: [
    customers(
      "contracts, names and mail addresses of signers, with time and address of each signature",
      "conclusion of contracts",
      "end of the contract and 3 years, 6 years for business letters (§ 147 AO)",
    ),
  ],
});

export const opensignClient = service("opensign-client", {
  ...opensign,
  does: "The pages of OpenSign.",
  image: images["opensign-client"],
  runsAs: root("its entry point writes into the folder of the pages, which belongs to root in the image"),
  writableRoot: "at each start the entry point writes the server's address into a file among the pages",
  env: { REACT_APP_SERVERURL: ({ hostName }) => `https://${hostName("sign")}/api/app`, NODE_OPTIONS: "--max-old-space-size=64" },
  writes: { "/tmp": upTo(mebi(64)) },
  ports: { http: tcp(3000) },
  sites: [
    publicSite("sign", {
      port: "http",
      purpose: "Contracts, signed online",
      probe: "/",
      // Nobody signs up: the administrator adds users, and signers need no account.
      refusedPaths: ["/users", "/classes/contracts_Users", "/functions/usersignup", "/batch"].flatMap((path) => [
        `/api/app${path}`,
        `/api/app${path}/`,
      ]),
      // Each of its pages asks here who is logged in; with another body the same call would make an account.
      refusedUnless: [{ paths: ["/api/app/classes/_User", "/api/app/classes/_User/"], body: asksWhoIsIn }],
      // It mails whatever it is told to whomever it is told; its pages send their session along, at which it does not look.
      onlyWithSession: {
        paths: ["/api/app/functions/sendmailv3", "/api/app/functions/sendmailv3/"],
        asks: "opensign-server",
        path: `${mount}/users/me`,
        session: { from: "sessionToken", as: "X-Parse-Session-Token" },
        headers: { "X-Parse-Application-Id": application },
      },
      administrator,
      owner: {
        asks: "opensign-server",
        path: `${mount}/functions/checkadminexist`,
        posts: "{}",
        headers: { "X-Parse-Application-Id": application, "Content-Type": "application/json" },
        status: 200,
        says: '"exist"',
        refuses: ["/addadmin", "/api/app/functions/addadmin", "/api/app/functions/updateuserasadmin"].flatMap((path) => [path, `${path}/`]),
      },
      detours: [{ prefix: "/api", service: "opensign-server", port: "http", probe: serverHealth }],
      body: mebi(100),
      timeout: minutes(5),
      monitored: true,
      // A signer comes by an address that holds his document and himself; files are named after contracts.
      secretPaths: ["/login/", "/load/", "/api/app/files/"],
      failedLogins: [
        refused("POST /api/app/functions/loginuser", 404),
        refused("POST /api/app/login", 404),
        // A code from a mail: right and wrong ones get the same answer, and nobody needs this many.
        refused("POST /api/app/functions/AuthLoginAsMail", 200, { tries: 10 }),
      ],
    }),
  ],
  memory: memory(mebi(64), mebi(128), "measured: 40 MB at rest; Node that serves files, whose heap ends at 64 MB"),
  cpu: share(milli(20)),
  health: health({ ready: answers("http", "/") }),
});
