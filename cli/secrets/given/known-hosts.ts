import { createHmac } from "node:crypto";
import { looksLike } from "./looks-like";
import { Wire } from "./wire";
import type { WrongValue } from "./wrong-value";

/** Whom a line must be for. */
export interface Host {
  readonly host: string;
  readonly port: number;
}

interface Line {
  readonly number: number;
  readonly marker: string | undefined;
  readonly patterns: readonly string[];
}

/** What is wrong with the lines of a known-hosts file, read as OpenSSH reads them (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT). */
export function faultOfKnownHosts(text: string, to: Host): WrongValue | undefined {
  const scan = `ssh-keyscan -p ${to.port} ${to.host}`;
  const objection = (value: string, fix = `take what this prints, and compare it with what the other side shows: ${scan}`): WrongValue => ({
    value,
    allowed: `lines of a known-hosts file, one of them for ${nameOf(to)}`,
    fix,
  });
  const written = text.split("\n").map((content, at) => ({ content: content.trim(), number: at + 1 }));
  const counting = written.filter(({ content }) => content !== "" && !content.startsWith("#"));
  if (counting.length === 0) return objection("nothing but comments: the other side did not answer ssh-keyscan");
  const lines = counting.map(({ content, number }) => lineOf(content, number));
  const bad = lines.indexOf(undefined);
  if (bad >= 0) {
    const { content = "", number } = counting[bad] ?? {};
    return objection(`in line ${number} ${looksLike(content) ?? "no name with its key"}`);
  }
  const whole = lines as Line[];
  if (whole.some((line) => line.marker !== "@revoked" && isFor(line, nameOf(to)))) return undefined;
  const elsewhere = to.port !== 22 && whole.some((line) => isFor(line, to.host));
  return objection(elsewhere ? `lines for ${to.host} at port 22 alone` : "lines for other hosts alone");
}

/** The name under which OpenSSH looks a host up. */
function nameOf({ host, port }: Host): string {
  return port === 22 ? host.toLowerCase() : `[${host.toLowerCase()}]:${port}`;
}

function lineOf(content: string, number: number): Line | undefined {
  const words = content.split(/\s+/);
  const marker = words[0]?.startsWith("@") ? words.shift() : undefined;
  const [patterns = "", kind = "", key = ""] = words;
  if (marker !== undefined && marker !== "@cert-authority" && marker !== "@revoked") return undefined;
  return isKey(kind, key) ? { number, marker, patterns: patterns.split(",") } : undefined;
}

/** Whether the key says of itself that it is of this kind, and is whole. */
function isKey(kind: string, key: string): boolean {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(key)) return false;
  try {
    const wire = new Wire(Buffer.from(key, "base64"));
    return wire.text() === kind && wire.field().length > 0;
  } catch {
    return false;
  }
}

function isFor({ patterns }: Line, name: string): boolean {
  if (patterns.some((pattern) => pattern.startsWith("!") && matches(pattern.slice(1), name))) return false;
  return patterns.some((pattern) => !pattern.startsWith("!") && matches(pattern, name));
}

function matches(pattern: string, name: string): boolean {
  const [, salt, hash] = /^\|1\|([^|]+)\|([^|]+)$/.exec(pattern) ?? [];
  if (salt !== undefined) return createHmac("sha1", Buffer.from(salt, "base64")).update(name).digest("base64") === hash;
  const quoted = pattern.toLowerCase().replace(/[.+^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${quoted.replaceAll("*", ".*").replaceAll("?", ".")}$`).test(name);
}
