// Makes OpenSign's administrator, by the function that its own page calls; the edge lets nobody else call it.
import { changed, need, run, secretIn, Unfinished, until } from "./set-up.mjs";

const url = need("OPENSIGN_URL");
const email = need("OPENSIGN_OWNER").toLowerCase();

const master = { "x-parse-master-key": secretIn(need("OPENSIGN_MASTER_KEY_FILE")) };

const ask = async (method, path, body, headers = {}) => {
  const response = await fetch(`${url}/${path}`, {
    method,
    headers: { "content-type": "application/json", "x-parse-application-id": need("OPENSIGN_APP"), ...headers },
    body: body && JSON.stringify(body),
    signal: AbortSignal.timeout(60_000),
  });
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${path} says ${response.status} ${text.slice(0, 200)}`);
  return JSON.parse(text);
};

const call = async (name, body) => (await ask("POST", `functions/${name}`, body)).result;

const isThere = () => until("OpenSign", async () => (await call("checkadminexist", {})) === "exist");

const rowsOf = async (name) => (await ask("GET", `classes/${name}?limit=500`, undefined, master)).results;

// It answers before its migrations have run, and these break off for good where their classes are there already. They are
// noted when the last of them is done.
const untilMigrated = () =>
  until("OpenSign's first migration of its database", async () => {
    if ((await rowsOf("Migration")).length === 0) throw new Error("it is under way");
  });

const isAdmin = ({ UserRole, IsDisabled }) => UserRole === "contracts_Admin" && !IsDisabled;

const add = () =>
  call("addadmin", {
    userDetails: {
      name: "Owner",
      email,
      password: secretIn(need("OPENSIGN_PASSWORD_FILE")),
      company: need("OPENSIGN_COMPANY"),
      jobTitle: "Owner",
      role: "contracts_Admin",
      timezone: need("TZ"),
    },
  });

// Adding leaves an account alone that was stopped before it had its organisation. This completes it, and would take every
// other account into that organisation too.
const complete = () => call("updateuserasadmin", { email, masterkey: master["x-parse-master-key"] });

const refuseOthers = (all) => {
  const others = all.filter((each) => isAdmin(each) && each.Email !== email);
  if (others.length === 0) return;
  throw new Unfinished(
    `OpenSign has administrators whom mk360 did not make (${others.map(({ Email }) => Email).join(", ")}), and takes one alone for its owner`,
    "set IsDisabled of the others in its database (class contracts_Users); nobody reaches the site until then",
  );
};

const put = (row, what) => ask("PUT", `classes/contracts_Users/${row.objectId}`, what, master);

const make = async () => {
  for (let tries = 0; tries < 3; tries += 1) {
    refuseOthers(await rowsOf("contracts_Users"));
    await add();
    if (await isThere()) return;
    const all = await rowsOf("contracts_Users");
    const mine = all.find(({ Email }) => Email === email);
    if (mine?.OrganizationId && !isAdmin(mine)) await put(mine, { IsDisabled: false, UserRole: "contracts_Admin" });
    else if (mine && all.length === 1) await complete();
    if (await isThere()) return;
  }
  throw new Unfinished(
    `OpenSign has no administrator although it was asked to add ${email}`,
    "`kubectl -n public logs deployment/opensign-server` says why; nobody reaches the site until it has one",
  );
};

// OpenSign lets everybody change the entry of an administrator whom it added, because it gives that one no owner.
const close = async () => {
  const admin = (await rowsOf("contracts_Users")).find(isAdmin);
  const own = { [admin.UserId.objectId]: { read: true, write: true } };
  if (JSON.stringify(admin.ACL) === JSON.stringify(own)) return;
  await put(admin, { ACL: own });
  changed(`gave the entry of ${admin.Email} to that account alone`);
};

const main = async () => {
  const wasThere = await isThere();
  if (!wasThere) {
    await untilMigrated();
    await make();
    changed(`made the administrator ${email}`);
  }
  await close();
  return wasThere ? "which it was before" : `${email} is new`;
};

run("opensign", "its administrator is there", main);
