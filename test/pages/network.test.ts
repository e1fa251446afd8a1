import { describe, expect, test } from "@jest/globals";
import { type Edge, edgesOf, nameOf } from "../../charts/model/network/edge";
import { networkPage } from "../../charts/pages/network/network-page";
import { rowOf, sectionOf, stack } from "./pages";

const edges = edgesOf(stack);
const text = networkPage(stack);

const words = ({ port, protocol }: Edge) => `${port}/${protocol.toLowerCase()}`;

describe("network.md", () => {
  const shown = edges.map((edge) => [nameOf(edge.from), nameOf(edge.to), words(edge), edge] as const);

  test("lists every call at its caller with the reason, and at whom it calls", () => {
    const linesAt = (end: string, words: string) =>
      end.includes("/")
        ? sectionOf(text, `### ${end}`)
            .split("\n")
            .filter((line) => line.startsWith(words))
        : undefined;
    const unlisted = shown.filter(([from, to, port, { why }]) => {
      const called = linesAt(from, `- calls \`${to}\``)?.some((line) => line.includes(why.join("; ")) && line.includes(port)) ?? true;
      const calledBy = linesAt(to, `- is called by \`${from}\``)?.some((line) => line.includes(port)) ?? true;
      return !called || !calledBy;
    });
    expect(unlisted.map(([from, to, port]) => `${from} → ${to} ${port}`)).toEqual([]);
    expect(shown.length).toBeGreaterThan(200);
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
