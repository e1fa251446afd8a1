import { afterAll, expect, test } from "@jest/globals";
import { zoneFile } from "../../charts/facts/zone";
import { describeReal, onPath, Sandbox } from "../support/real";
import { stackOf } from "../support/stack";

describeReal("named-checkzone", { "named-checkzone": onPath("named-checkzone") }, () => {
  const box = new Sandbox();
  afterAll(() => box.end());

  test("reads the zone file in a zone that a registrar has, and finds in it what is meant", () => {
    box.file("ours.zone", zoneFile(stackOf()));
    // What only the registrar knows.
    const registrars = "@ 3600 IN SOA ns1.example.net. hostmaster.example.net. 1 86400 7200 3600000 3600\n@ 3600 IN NS ns1.example.net.\n";
    const zone = box.file("whole.zone", `${registrars}$INCLUDE "${box.path("ours.zone")}"\n`);
    const { code, stdout, stderr } = box.run("named-checkzone", ["-D", "-i", "local", "mk360.de", zone]);
    expect({ code, stderr }).toMatchObject({ code: 0 });
    const read = stdout.split("\n").map((line) => line.trim().split(/\s+/).join(" "));
    expect(read).toContain("business-docs.mk360.de. 3600 IN A 203.0.113.10");
    expect(read).toContain('mk360.de. 3600 IN CAA 0 issue "letsencrypt.org"');
    expect(read.filter((line) => line.includes(" IN A "))).toHaveLength(new Set(stackOf().routes.map(({ host }) => host)).size);
  });
});
