import { describe, expect, test } from "@jest/globals";
import { type NetworkDocument, type NetworkEnd, networkJson } from "../../charts/facts/network";
import { edgesOf, nameOf } from "../../charts/model/network/edge";
import { stackOf } from "../support/stack";

const stack = stackOf();
const edges = edgesOf(stack);
const document = JSON.parse(networkJson(stack)) as NetworkDocument;

const nameInDocument = (end: NetworkEnd) => ("name" in end ? `${end.namespace}/${end.name}` : end.kind);
const keyOf = (from: string, to: string, port: number, protocol: string) => `${from} > ${to} ${port}/${protocol}`;

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
