import { z } from "zod";
import { field } from "./field";

const line =
  /^(ssh-ed25519|ssh-rsa|ecdsa-sha2-nistp(?:256|384|521)|sk-ssh-ed25519@openssh\.com|sk-ecdsa-sha2-nistp256@openssh\.com) ([A-Za-z0-9+/]{40,}={0,2})(?: [\w@.+-]{1,64})?$/;

/** The public half of an SSH key, as a line of `authorized_keys` without options. */
export const sshPublicKey = field(z.string().max(4096).refine(isKey), {
  says: "The public half of an SSH key.",
  allowed: "one line of a file that ends with .pub: the kind, the key, and a short comment if you like",
  fix: "print it with: cat ~/.ssh/id_ed25519.pub; the private half has several lines and belongs nowhere here",
});

/** A key is a row of parts with their lengths before them, and the first is its kind once more (RFC 4253, section 6.6): what was cut shows. */
function isKey(text: string): boolean {
  const [, kind, key = ""] = line.exec(text) ?? [];
  const parts = partsOf(Buffer.from(key, "base64"));
  return parts !== undefined && parts.length > 1 && parts[0] === kind;
}

function partsOf(bytes: Buffer): string[] | undefined {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + 4 <= bytes.length ? at + 4 + bytes.readUInt32BE(at) : Number.POSITIVE_INFINITY;
    if (end > bytes.length) return undefined;
    parts.push(bytes.toString("latin1", at + 4, end));
    at = end;
  }
  return parts;
}
