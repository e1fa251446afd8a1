import { describe, expect, test } from "@jest/globals";
import { type NetworkDocument, type NetworkEnd, networkJson } from "../../charts/facts/network";
import { type Edge, edgesOf, nameOf } from "../../charts/model/edge";
import { networkPage } from "../../charts/pages/network/network-page";
import { rowOf, sectionOf, stack } from "./pages";

const edges = edgesOf(stack);
const document = JSON.parse(networkJson(stack)) as NetworkDocument;
const text = networkPage(stack);

const nameInDocument = (end: NetworkEnd) => ("name" in end ? `${end.namespace}/${end.name}` : end.kind);
const keyOf = (from: string, to: string, port: number, protocol: string) => `${from} > ${to} ${port}/${protocol}`;
const words = ({ port, protocol }: Edge) => `${port}/${protocol.toLowerCase()}`;

describe("network.json", () => {
  test("holds every allowed connection and no other", () => {
    const allowed = edges.map(({ from, to, port, protocol }) => keyOf(nameOf(from), nameOf(to), port, protocol));
    const written = document.edges.map(({ from, to, port, protocol }) => keyOf(nameInDocument(from), nameInDocument(to), port, protocol));
    expect(written.sort()).toEqual(allowed.sort());
  });

  test("says why each is allowed", () => {
    expect(document.edges.filter(({ why }) => why.length === 0)).toEqual([]);
  });

  test("tells jobs from services", () => {
    const kinds = document.edges.map(({ from }) => ("name" in from ? `${from.kind} ${from.name}` : from.kind));
    expect(kinds).toEqual(expect.arrayContaining(["job n8n-backup", "service n8n", "internet"]));
  });

  test("has one line for each connection", () => {
    expect(
      networkJson(stack)
        .split("\n")
        .filter((line) => line.includes('"from"')),
    ).toHaveLength(edges.length);
  });
});

describe("network.md", () => {
  const shown = edges.map((edge) => [nameOf(edge.from), nameOf(edge.to), words(edge), edge] as const);

  test.each(shown.filter(([from]) => from.includes("/")))("%s lists its call to %s, %s", (from, to, port, { why }) => {
    const line = sectionOf(text, `### ${from}`)
      .split("\n")
      .find((one) => one.startsWith(`- calls \`${to}\``) && one.includes(why.join("; ")));
    expect(line).toContain(port);
  });

  test.each(shown.filter(([, to]) => to.includes("/")))("the call from %s is listed at %s, %s", (from, to, port) => {
    const lines = sectionOf(text, `### ${to}`)
      .split("\n")
      .filter((one) => one.startsWith(`- is called by \`${from}\``));
    expect(lines.join("\n")).toContain(port);
  });

  test("counts pairs of programs, not ports", () => {
    const reached = new Set(
      edgesOf(stack)
        .filter(({ from }) => from.kind === "lan")
        .map(({ to }) => nameOf(to)),
    );
    expect(rowOf(text, "lan").filter((cell) => cell !== "-")).toEqual(["lan", `${reached.size}`]);
  });

  test.each(["hostNetwork", "first moment", "stays connected", "machine itself", "Names are a way out"])(
    "admits its limit: %s",
    (limit) => {
      expect(sectionOf(text, "## What no policy can give")).toContain(limit);
    },
  );
});
