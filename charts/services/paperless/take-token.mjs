// Waits until Paperless knows this program's account, and leaves its token in a file that ends with the pod.
import { writeFileSync } from "node:fs";
import { need, run, secretIn, until } from "./set-up.mjs";

// Paperless takes five tries a minute.
const fewTries = 15_000;

const take = async () => {
  const username = secretIn(need("ACCOUNT_NAME_FILE"));
  const token = await until(
    `Paperless' account ${username}`,
    async () => {
      const answer = await fetch(`${need("ARCHIVE_URL")}/api/token/`, {
        method: "POST",
        headers: { "content-type": "application/json", accept: "application/json; version=10" },
        body: JSON.stringify({ username, password: secretIn(need("ACCOUNT_PASSWORD_FILE")) }),
        signal: AbortSignal.timeout(30_000),
      });
      if (!answer.ok) throw new Error(`it answers ${answer.status}`);
      return (await answer.json()).token;
    },
    fewTries,
  );
  writeFileSync(need("LEAVES_IT_IN"), token, { mode: 0o600 });
  return username;
};

run("take-token", "the token is there", take);
