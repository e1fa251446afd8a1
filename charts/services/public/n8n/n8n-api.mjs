// n8n as its own pages ask it: it tells nobody else which workflows it runs.
import { Unfinished, until } from "./set-up.mjs";

export class N8n {
  #url;
  #cookie = "";

  constructor(url) {
    this.#url = url;
  }

  /** Logged in as the owner, once n8n is up. */
  static async open(url, { email, password }) {
    const n8n = new N8n(url);
    await until("n8n", async () => {
      const { status } = await fetch(`${url}/healthz/readiness`);
      if (status !== 200) throw new Error(`it says ${status}`);
    });
    const answer = await until("n8n's login", async () => {
      const said = await n8n.ask("POST", "/rest/login", { emailOrLdapLoginId: email, password });
      if (said.status === 429 || said.status >= 500) throw new Error(`it says ${said.status}`);
      return said;
    });
    if (answer.status === 200) return n8n;
    if (/mfa/i.test(answer.text))
      throw new Unfinished(
        "your account in n8n has a second factor, whose codes only your device makes, so nobody looks whether the workflows run",
        "n8n's own page of each workflow says whether it is published",
      );
    throw new Unfinished(
      `n8n does not take the password of ${email} (${answer.status})`,
      "restart it, which enters the password anew: kubectl -n public rollout restart deployment/n8n",
    );
  }

  async ask(method, path, body) {
    const response = await fetch(`${this.#url}${path}`, {
      method,
      // Its cookie is good for the browser that logged in.
      headers: { "browser-id": "mk360", cookie: this.#cookie, ...(body ? { "content-type": "application/json" } : {}) },
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(30_000),
    });
    const cookie = response.headers.getSetCookie().find((each) => each.startsWith("n8n-auth="));
    if (cookie) this.#cookie = cookie.split(";")[0];
    return { status: response.status, text: await response.text(), path };
  }

  taken({ status, text, path }) {
    if (status !== 200) throw new Error(`${path}: ${status} ${text.slice(0, 200)}`);
    return JSON.parse(text).data;
  }

  async must(method, path, body) {
    return until(path, async () => this.taken(await this.ask(method, path, body)));
  }

  /** A webhook, as anybody calls it. */
  async call(path, headers, body) {
    const response = await fetch(`${this.#url}${path}`, {
      method: "POST",
      headers: { ...headers, "content-type": "application/json" },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(30_000),
    });
    return { status: response.status, text: await response.text() };
  }
}
