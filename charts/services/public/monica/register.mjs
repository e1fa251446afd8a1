// Makes Monica's first account as its own page makes it; from then on Monica registers nobody.
import { changed, need, remark, run, secretIn, Unfinished, until } from "./set-up.mjs";

const url = need("MONICA_URL");
const email = need("MONICA_OWNER");

const ask = (path, init = {}) => fetch(`${url}${path}`, { redirect: "manual", signal: AbortSignal.timeout(30_000), ...init });

const cookiesOf = (answer) => answer.headers.getSetCookie().map((cookie) => cookie.split(";")[0]);

// 200 with its form while nobody is there, 403 afterwards.
const form = () =>
  until("Monica", async () => {
    const answer = await ask("/register");
    if (answer.status === 200 || answer.status === 403) return { isOpen: answer.status === 200, cookies: cookiesOf(answer) };
    throw new Error(`its page for the first account says ${answer.status}`);
  });

const faultsIn = (text) => {
  try {
    return Object.values(JSON.parse(text).errors ?? {})
      .flat()
      .join(" ");
  } catch {
    return "";
  }
};

const register = async (cookies) => {
  const token = cookies.find((cookie) => cookie.startsWith("XSRF-TOKEN="))?.slice("XSRF-TOKEN=".length);
  if (!token) throw new Unfinished("Monica's page for the first account gives no token", "this is a mistake of mk360");
  const password = secretIn(need("MONICA_PASSWORD_FILE"));
  const answer = await ask("/register", {
    method: "POST",
    headers: {
      accept: "application/json",
      "content-type": "application/json",
      cookie: cookies.join("; "),
      "x-xsrf-token": decodeURIComponent(token),
    },
    body: JSON.stringify({
      first_name: "Owner",
      last_name: "mk360",
      email,
      password,
      password_confirmation: password,
      terms: true,
    }),
  });
  return { status: answer.status, text: await answer.text() };
};

// The mail that follows an account may keep the answer away: whether there is one says the form.
const tried = async (cookies) => {
  try {
    return await register(cookies);
  } catch (error) {
    if (error instanceof Unfinished) throw error;
    return { status: 504, text: error.message };
  }
};

const main = async () => {
  const { isOpen, cookies } = await form();
  if (!isOpen) return "which it was before";
  const { status, text } = await tried(cookies);
  if (status === 422) throw new Unfinished(`Monica does not take the account: ${faultsIn(text)}`, "this is a mistake of mk360");
  // It keeps the account although the mail that follows cannot be sent.
  if ((await form()).isOpen) throw new Error(`Monica says ${status} to the first account, and has none: ${text.slice(0, 200)}`);
  changed(`made the account ${email}`);
  if (status >= 400)
    remark(`Monica has its account, and could not send the mail that confirms ${email} (${status}): log in, and let it send it again`);
  return `${email} is new`;
};

run("monica", "its first account is there", main);
