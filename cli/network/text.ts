import { type Edge, type End, nameOf } from "../../charts/model/network/edge";
import { groupedBy } from "../../charts/values/order";
import { coloured } from "../terminal";
import { connectionRows } from "../text/connection-rows";
import { hanging } from "../text/hanging";
import type { Connection, NetworkAnswer } from "./answer";
import type { Proposal } from "./would-allow";

/** All connections, by who opens them. */
export function allWords(edges: readonly Edge[]): string {
  const groups = [...groupedBy(edges, ({ from }) => nameOf(from))];
  return groups.map(([name, own]) => `${coloured("bold", name)} may call\n${rows(own, ({ to }) => to)}`).join("\n\n");
}

/** The connections of one end, in both directions. */
export function endWords(name: string, outgoing: readonly Edge[], incoming: readonly Edge[], notes: readonly string[]): string {
  const part = (title: string, edges: readonly Edge[], other: (edge: Edge) => End) =>
    edges.length === 0 ? `${title} nobody.` : `${title}\n${rows(edges, other)}`;
  return [
    ...notes.map(noted),
    part(`${coloured("bold", name)} may call`, outgoing, ({ to }) => to),
    part(`${coloured("bold", name)} may be called by`, incoming, ({ from }) => from),
  ].join("\n\n");
}

function rows(edges: readonly Edge[], other: (edge: Edge) => End): string {
  return connectionRows(edges.map((edge) => ({ ...edge, other: nameOf(other(edge)) })));
}

/** The answer about two ends. */
export function answerWords({ from, to, allowed, connections, policies, notes, wayOut }: NetworkAnswer): string {
  const verdict = allowed
    ? coloured("green", "allowed")
    : coloured("red", connections.length > 0 ? "not now, but as soon as both run" : "not allowed");
  const parts = [
    `${coloured("bold", `${from} → ${to}`)}: ${verdict}`,
    ...notes.map(noted),
    ...(connections.length > 0 ? [connections.map(connectionWords).join("\n\n")] : []),
    ...(wayOut ? wayOutWords(wayOut) : []),
    ...(policies.length > 0
      ? [
          `${allowed ? "The policies that open it" : "The policies that close it, and what they open instead"}:\n${hanging(policies.map(({ kubectl }) => [kubectl]))}`,
        ]
      : []),
  ];
  return parts.join("\n\n");
}

function connectionWords({ port, protocol, reasons }: Connection): string {
  const head = `  ${coloured("bold", `${port}/${protocol.toLowerCase()}`)}`;
  const rows = reasons.flatMap(({ why, declaration, file }) => [
    ["why", why],
    ["declared", declaration],
    ...(file ? [["file", file]] : []),
  ]);
  return `${head}\n${hanging(rows, 4)}`;
}

function wayOutWords({ forbidden, proposals, notes }: NonNullable<NetworkAnswer["wayOut"]>): string[] {
  return [
    ...(forbidden ? [paragraph(`Forbidden: ${forbidden}.`)] : []),
    ...(proposals.length > 0 ? [["It would be allowed by one of these lines:", ...proposalRows(proposals)].join("\n")] : []),
    ...notes.map(noted),
  ];
}

function proposalRows(proposals: readonly Proposal[]): string[] {
  return [...groupedBy(proposals, ({ file, under }) => `${file ? `in ${file}, ` : ""}under ${under}`)].flatMap(([place, own]) => [
    `  ${place}:`,
    ...own.map(({ line }) => `    ${line},`),
  ]);
}

const noted = (note: string): string => paragraph(`Note: ${note}.`);
const paragraph = (text: string): string => hanging([[text]], 0);
