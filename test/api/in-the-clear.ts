import type { SecretEntry } from "../../charts/facts/secrets";

/** Shorter texts are found by chance. */
const shortest = 12;

/** Every text by which a value would be recognised where it must not be: its lines, and the same as a Secret holds it. */
export function clearTexts(
  credentials: readonly SecretEntry[],
  values: Readonly<Record<string, Readonly<Record<string, string>>>>,
): string[] {
  const secret = credentials.flatMap(({ name, keys }) =>
    Object.entries(keys).flatMap(([key, { kind }]) => (kind === "text" ? [] : [values[name]?.[key] ?? ""])),
  );
  const lines = secret.flatMap((value) => value.split("\n")).filter((line) => line.length >= shortest && !line.startsWith("-----"));
  return [
    ...new Set([...lines, ...secret.map((value) => Buffer.from(value).toString("base64")).filter((text) => text.length >= shortest)]),
  ];
}
