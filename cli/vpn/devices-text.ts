import { isDeepStrictEqual } from "node:util";
import { isMap, isScalar, isSeq, type Pair, parseDocument, stringify, type YAMLMap, type YAMLSeq } from "yaml";
import { Refusal } from "../../charts/config/refusal";
import type { ConfigInput } from "../../charts/config/schema";
import { endOfLine, indentOf, inserted, lastOf, newlineOf, rangeOf, startOfLine } from "../text/yaml-lines";

/** A device as config.yaml lists it. */
export type Device = NonNullable<NonNullable<ConfigInput["wireguard"]>["peers"]>[number];

/**
 * The text of a config.yaml with one device more. All else in it stays as it is, to the byte.
 * @throws Refusal when the file lists its devices in a way that cannot be edited.
 */
export function withDevice(text: string, device: Device, file: string): string {
  return edited(text, file, (devices) => [...devices, device]);
}

/** The same with one device less. */
export function withoutDevice(text: string, name: string, file: string): string {
  return edited(text, file, (devices) => devices.filter((device) => device.name !== name));
}

type Change = (devices: readonly Device[]) => Device[];

function edited(text: string, file: string, change: Change): string {
  const before = devicesIn(text);
  const after = change(before);
  const next = rewritten(text, before, after);
  // Whatever the file looks like: what is read from it is what was meant, or nothing is written.
  if (next === undefined || !isDeepStrictEqual(devicesIn(next), after) || !isDeepStrictEqual(restOf(next), restOf(text))) {
    throw new Refusal(file, [
      {
        where: "wireguard.peers",
        value: "not written as a list with one field a line",
        allowed: "a list that mk360 can edit and leave the rest of the file as it is; nothing was written",
        fix: "write the devices as the shipped config.yaml has them, each field on a line of its own",
      },
    ]);
  }
  return next;
}

function rewritten(text: string, before: readonly Device[], after: readonly Device[]): string | undefined {
  const newline = newlineOf(text);
  const document = parseDocument(text);
  const section = document.get("wireguard", true);
  if (section === undefined) return `${text.replace(/\n?$/, newline)}${newline}wireguard:${newline}${listOf(after, "  ", newline)}`;
  if (!isMap(section) || section.flow) return undefined;
  const pair = section.items.find(({ key }) => isScalar(key) && key.value === "peers");
  if (!pair) return inserted(text, endOfLine(text, lastOf(section)), listOf(after, indentOf(text, section), newline));
  const list = pair.value;
  if (isSeq(list) && !list.flow && after.length > 0) return changedLines(text, list, before, after, newline);
  return replaced(text, pair as Pair, after, newline);
}

/** One entry more or less in a list that has a line for each field. */
function changedLines(text: string, list: YAMLSeq, before: readonly Device[], after: readonly Device[], newline: string): string {
  const indent = indentOf(text, list);
  if (after.length > before.length) return inserted(text, endOfLine(text, lastOf(list)), entryOf(after.at(-1) as Device, indent, newline));
  const gone = list.items[before.findIndex((device) => !after.includes(device))] as YAMLMap;
  return text.slice(0, startOfLine(text, rangeOf(gone)[0])) + text.slice(endOfLine(text, lastOf(gone)));
}

/** A list in brackets, an empty one, and one of which nothing is left. */
function replaced(text: string, { key, value }: Pair, after: readonly Device[], newline: string): string {
  const start = rangeOf(key)[1];
  const indent = " ".repeat(rangeOf(key)[0] - startOfLine(text, rangeOf(key)[0]));
  const isList = isSeq(value) && !value.flow;
  const end = isList ? endOfLine(text, lastOf(value)) : rangeOf(value)[1];
  if (after.length === 0) return `${text.slice(0, start)}: []${isList ? newline : ""}${text.slice(end)}`;
  const lines = listOf(after, indent, newline).slice(indent.length + "peers".length, isList ? undefined : -newline.length);
  return text.slice(0, start) + lines + text.slice(end);
}

function listOf(devices: readonly Device[], indent: string, newline: string): string {
  return `${indent}peers:${newline}${devices.map((device) => entryOf(device, `${indent}  `, newline)).join("")}`;
}

function entryOf(device: Device, indent: string, newline: string): string {
  return (Object.entries(device) as [string, string][])
    .map(([key, value], index) => `${indent}${index === 0 ? "- " : "  "}${key}: ${onOneLine(value)}${newline}`)
    .join("");
}

/** In quotes where YAML would read something else. */
function onOneLine(value: string): string {
  return stringify(value, { lineWidth: 0, blockQuote: false }).trimEnd();
}

function devicesIn(text: string): Device[] {
  const { wireguard } = parseDocument(text).toJS() as { wireguard?: { peers?: Device[] } };
  return wireguard?.peers ?? [];
}

/** Everything but the devices. */
function restOf(text: string): unknown {
  const { wireguard = {}, ...rest } = parseDocument(text).toJS() as { wireguard?: { peers?: unknown } };
  const { peers: _peers, ...others } = wireguard;
  return { ...rest, wireguard: others };
}
