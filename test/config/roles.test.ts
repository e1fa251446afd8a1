import { describe, expect, test } from "@jest/globals";
import { parseConfig } from "../../charts/config/load";
import { shippedConfigText } from "../support/config";

const withoutRole = shippedConfigText.replace("      role: admin\n", "");

function said(text: string): string[] {
  const lines: string[] = [];
  parseConfig(text, "config.yaml", (line) => lines.push(line));
  return lines;
}

describe("a device without a role, as every device was before", () => {
  test("is an admin", () => {
    expect(parseConfig(withoutRole).wireguard.peers.map(({ role }) => role)).toEqual(["admin"]);
  });

  test("is said, once, with what to write", () => {
    expect(said(withoutRole)).toEqual([
      "config.yaml gives no role to owner-laptop: admin as before, with SSH and the Kubernetes API; write role: admin, or role: user for the sites alone.",
    ]);
  });
});

test("nothing is said where each device has one", () => {
  expect(said(shippedConfigText)).toEqual([]);
});
