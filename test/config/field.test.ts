import { describe, expect, test } from "@jest/globals";
import { helpAt, keyHelpAt, keysAt } from "../../charts/config/field";
import { configSchema } from "../../charts/config/schema";

describe("help", () => {
  test("is found behind defaults, lists and chosen names", () => {
    expect(helpAt(configSchema, ["wireguard", "peers", 3, "name"])?.says).toContain("Whose device");
    expect(helpAt(configSchema, ["volumes", "postgres/data"])?.says).toContain("size of the volume");
  });

  test("of the section stands in where a field is unknown", () => {
    expect(helpAt(configSchema, ["machines", "vps", "toString"])?.says).toBe("The rented server, which runs k3s's own part too.");
  });

  test("for a chosen name is the name's own", () => {
    expect(keyHelpAt(configSchema, ["volumes", "x"])?.allowed).toContain("service/volume");
    expect(keyHelpAt(configSchema, ["machines", "vps", "x"])).toBeUndefined();
  });
});

describe("known keys", () => {
  test("are those of the section at the path", () => {
    expect(keysAt(configSchema, ["notifications"])).toEqual(["telegram", "slack"]);
    expect(keysAt(configSchema, ["hosts"])).toEqual([]);
  });
});
