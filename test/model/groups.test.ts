import { describe, expect, test } from "@jest/globals";
import { catalogue } from "../../charts/catalogue";
import { groupsOf } from "../../charts/model/groups";
import { whyNotRunning } from "../../charts/model/not-running";
import { refusalOf } from "../support/refusals";
import { stackOf } from "../support/stack";

describe("a group of services under off", () => {
  test("takes all that share the first part of their name, as config.yaml shows it", () => {
    const stack = stackOf({ phase: 3, off: ["monica", "opensign"] });
    expect(["monica", "opensign-server", "opensign-client"].filter((name) => stack.has(name))).toEqual([]);
    const server = catalogue.services.find(({ name }) => name === "opensign-server");
    expect(server && whyNotRunning(server, stack.config)).toBe("switched off");
  });

  test("is none where a service has that very name: it goes alone", () => {
    expect(groupsOf(catalogue.services).has("tika")).toBe(false);
    expect(stackOf({ phase: 3, off: ["tika"] }).has("tika-private")).toBe(true);
  });

  test("is refused as one word where one of it is needed", () => {
    expect(refusalOf(() => stackOf({ phase: 3, off: ["redis"] }))).toMatch(
      /^config\.yaml: off\[0\] is "redis"\. .* needed by [^;]*paperless-/,
    );
  });
});
