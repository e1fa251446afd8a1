import { Away } from "../away.ts";

const within = 60_000;

/** The program that turns a page into a PDF. */
export class Gotenberg {
  private readonly address: string;

  constructor(address: string) {
    this.address = address;
  }

  /** @throws Away when it does not answer or cannot do it now. */
  async pdfOf(html: string): Promise<Uint8Array> {
    const form = new FormData();
    form.set("files", new Blob([html], { type: "text/html" }), "index.html");
    form.set("preferCssPageSize", "true");
    form.set("printBackground", "true");
    const answer = await fetch(`${this.address}/forms/chromium/convert/html`, {
      method: "POST",
      body: form,
      redirect: "error",
      signal: AbortSignal.timeout(within),
    }).catch((error: Error) => {
      throw new Away("Gotenberg", error.message);
    });
    if (!answer.ok) throw new Away("Gotenberg", `it answers ${answer.status}: ${(await answer.text()).slice(0, 200)}`);
    return new Uint8Array(await answer.arrayBuffer());
  }
}
