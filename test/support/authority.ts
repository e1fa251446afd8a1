import { readFileSync } from "node:fs";
import { onPath, type Sandbox } from "./real";

const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];

/** A certificate authority for one suite, as the stack's internal one will be. */
export class Authority {
  readonly certificate: string;

  constructor(
    private readonly box: Sandbox,
    private readonly name: string,
  ) {
    box.folder(name);
    this.openssl("req", "-x509", ...key, "-days", "2", "-subj", `/CN=${name}`, "-keyout", this.at("ca.key"), "-out", this.at("ca.crt"));
    this.certificate = readFileSync(this.at("ca.crt"), "utf8");
  }

  /** A certificate for a host name, and for others if it has more, with its key. */
  leaf(host: string, ...others: string[]): { readonly certificate: string; readonly key: string } {
    const names = [host, ...others].map((name) => `DNS:${name}`).join(",");
    const extensions = this.box.file(`${this.name}/${host}.ext`, `subjectAltName=${names}\n`);
    this.openssl("req", ...key, "-subj", `/CN=${host.slice(0, 64)}`, "-keyout", this.at(`${host}.key`), "-out", this.at(`${host}.csr`));
    this.openssl(
      ...["x509", "-req", "-in", this.at(`${host}.csr`), "-CA", this.at("ca.crt"), "-CAkey", this.at("ca.key"), "-CAcreateserial"],
      ...["-days", "2", "-extfile", extensions, "-out", this.at(`${host}.crt`)],
    );
    return { certificate: readFileSync(this.at(`${host}.crt`), "utf8"), key: readFileSync(this.at(`${host}.key`), "utf8") };
  }

  private at(file: string): string {
    return this.box.path(this.name, file);
  }

  private openssl(...args: string[]): void {
    const done = this.box.run(onPath("openssl") ?? "openssl", args);
    if (done.code !== 0) throw new Error(done.stderr);
  }
}
