// Paperless' own API, as one account.
import { secretIn, Unfinished, until } from "./set-up.mjs";

const version = "application/json; version=10";
const answerWithin = 60_000;

export class Paperless {
  constructor(url, username, password) {
    this.url = url;
    this.headers = { accept: version, authorization: `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}` };
  }

  static as(url, { usernameFile, passwordFile }) {
    return new Paperless(url, secretIn(usernameFile), secretIn(passwordFile));
  }

  ask(method, path, body) {
    return until(`Paperless at ${this.url}`, async () => {
      const answer = await fetch(`${this.url}/api/${path}`, {
        method,
        headers: { ...this.headers, ...(body ? { "content-type": "application/json" } : {}) },
        ...(body ? { body: JSON.stringify(body) } : {}),
        redirect: "error",
        signal: AbortSignal.timeout(answerWithin),
      });
      if (answer.status >= 500 || answer.status === 429) throw new Error(`it answers ${answer.status}`);
      return { status: answer.status, text: await answer.text() };
    });
  }

  /** True when it takes this name and password. */
  async isKnown() {
    return (await this.ask("GET", "profile/")).status === 200;
  }

  async must(method, path, body) {
    const { status, text } = await this.ask(method, path, body);
    if (status >= 200 && status < 300) return text ? JSON.parse(text) : undefined;
    throw new Unfinished(
      `Paperless refused ${method} ${path} with ${status}: ${text.slice(0, 300)}`,
      "this is a mistake of mk360, unless it was changed by hand",
    );
  }

  /** All of a kind, whatever the page size. */
  async all(kind) {
    const { results } = await this.must("GET", `${kind}/?page_size=100000`);
    return results;
  }
}
