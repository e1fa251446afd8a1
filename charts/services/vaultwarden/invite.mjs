// Invites the owner into a vault, as its administration page does it: there nobody can sign up.
import { changed, need, remark, run, secretIn, Unfinished, until } from "./set-up.mjs";

const url = need("VAULT_URL");
const owner = need("VAULT_OWNER").toLowerCase();

const ask = (path, init = {}) => fetch(`${url}${path}`, { redirect: "manual", signal: AbortSignal.timeout(90_000), ...init });

// It answers 429 for a while when somebody has guessed.
const login = () =>
  until("the vault's administration page", async () => {
    const answer = await ask("/admin", { method: "POST", body: new URLSearchParams({ token: secretIn(need("VAULT_PASSWORD_FILE")) }) });
    if (answer.status === 401)
      throw new Unfinished(
        "the vault's administration page does not take the password of its secret",
        "a password that was saved on that page wins: take it away there, under General Settings",
      );
    const cookie = answer.headers.getSetCookie().find((each) => each.startsWith("VW_ADMIN="));
    if (!cookie) throw new Error(`it says ${answer.status}`);
    return cookie.split(";")[0];
  });

const reasonIn = (text) => {
  try {
    return JSON.parse(text).message;
  } catch {
    return text;
  }
};

const invite = async (cookie) => {
  const answer = await ask("/admin/invite", {
    method: "POST",
    headers: { cookie, "content-type": "application/json" },
    body: JSON.stringify({ email: owner }),
  });
  if (answer.status === 200) return;
  const reason = `${reasonIn(await answer.text())}`.slice(0, 200);
  if (answer.status === 500)
    throw new Unfinished(
      `the vault could not mail the invitation to ${owner} (${reason}), and nobody was invited`,
      "`mail` in config.yaml and its password say how it mails; this is tried again every day",
    );
  throw new Error(`the invitation: ${answer.status} ${reason}`);
};

const accountOf = async (cookie) => {
  const answer = await ask("/admin/users", { headers: { cookie } });
  if (answer.status !== 200) throw new Error(`its list of users: ${answer.status}`);
  return (await answer.json()).find(({ email }) => email.toLowerCase() === owner);
};

const invited = 1;

const main = async () => {
  const cookie = await login();
  const account = await accountOf(cookie);
  if (!account) {
    await invite(cookie);
    changed(`invited ${owner}`);
    return "by a mail that you follow";
  }
  if (account._status === invited)
    remark(`${owner} has not followed the invitation to the vault yet; its administration page sends it again, under Users`);
  else if (!account.twoFactorEnabled) remark(`${owner} has no second factor in the vault`);
  return "as before";
};

run(need("SERVICE"), "you are invited", main);
