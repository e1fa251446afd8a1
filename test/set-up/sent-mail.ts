/** The parts of a mail that have names, by them. */
export const attached = (mail: string): Readonly<Record<string, Buffer>> =>
  Object.fromEntries(
    [...mail.matchAll(/filename="?([^"\r\n;]+)"?[\s\S]*?\n\n([A-Za-z0-9+/=\n]+)/g)].map(([, name = "", text = ""]) => [
      name,
      Buffer.from(text, "base64"),
    ]),
  );

/** A quoted-printable text as it is read. */
export const readable = (mail: string) =>
  mail.replace(/=\r?\n/g, "").replace(/((?:=[0-9A-F]{2})+)/g, (bytes) => Buffer.from(bytes.replaceAll("=", ""), "hex").toString());
