import { AddressRange, documentationRanges, isAddress } from "../values/address";

const exampleDomain = /(^|[.@/])example\.(com|net|org|de)(\/|$)/;
/** A WireGuard key of almost only zero bits: no device has it. */
const exampleKey = /^A{40,}/;
/** A StorageBox account with the number zero. */
const exampleAccount = /^u0+$/;

/** Where our own image would lie, if it were ours to say. */
const exampleRegistry = "ghcr.io/mk360";

/** The paths of fields that still hold a value which stands for one that only the owner knows. */
export function exampleValues(config: unknown, path = ""): string[] {
  if (typeof config === "string") return isExample(config) ? [path] : [];
  if (config === null || typeof config !== "object" || config instanceof AddressRange) return [];
  return Object.entries(config).flatMap(([key, value]) => {
    const step = Array.isArray(config) ? `[${key}]` : path === "" ? key : `.${key}`;
    return exampleValues(value, `${path}${step}`);
  });
}

function isExample(text: string): boolean {
  if (isAddress(text)) return documentationRanges.some((range) => range.contains(text));
  return text === exampleRegistry || exampleDomain.test(text) || exampleKey.test(text) || exampleAccount.test(text);
}
