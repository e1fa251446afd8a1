import { describe, expect, test } from "@jest/globals";
import { monitorsDocument } from "../../../../charts/facts/monitors";
import { dnsPage } from "../../../../charts/pages/network/dns-page";
import { caddyfile } from "../../../../charts/services/edge/caddy/caddyfile";
import { refusalOf } from "../../../support/refusals";
import { claimed, stackOf } from "../../../support/stack";

/** n8n's owner, Monica's first account, OpenSign's administrator (services-real.md): whoever comes first makes them. */
const open = ["workflows.mk360.de", "crm.mk360.de", "sign.mk360.de"];
const phase = 3;
const [before, after] = [stackOf({ phase, claimed: [] }), stackOf({ phase, claimed })];

const servedBy = (reach: "internet" | "vpn", stack: typeof before) =>
  open.filter((host) => caddyfile(reach)(stack).includes(`\n${host} {`));

describe("a site that its first visitor would own", () => {
  test("is served by the VPN's proxy alone until it is claimed, and by the public one alone after", () => {
    expect([servedBy("internet", before), servedBy("vpn", before)]).toEqual([[], open]);
    expect([servedBy("internet", after), servedBy("vpn", after)]).toEqual([open, []]);
  });

  test.each(claimed)("%s opens by itself, the others stay", (name) => {
    expect(servedBy("internet", stackOf({ phase, claimed: [name] }))).toEqual([`${name}.mk360.de`]);
  });

  test("raises no alarm while nobody outside may reach it", () => {
    const asked = (stack: typeof before) => monitorsDocument(stack).monitors.flatMap((one) => (one.type === "http" ? [one.url] : []));
    const of = (stack: typeof before) => open.filter((host) => asked(stack).some((url) => url.startsWith(`https://${host}/`)));
    expect([of(before), of(after)]).toEqual([[], open]);
  });

  test("is waited for by name in the owner's DNS page", () => {
    expect(dnsPage(before).match(/until it is claimed/g)?.length).toBeGreaterThan(0);
    expect(dnsPage(after)).not.toContain("until it is claimed");
  });

  test("refuses once claimed what would make another owner: OpenSign does not close it by itself", () => {
    const block = (stack: typeof before, reach: "internet" | "vpn") =>
      caddyfile(reach)(stack)
        .split("\n\n")
        .find((each) => each.startsWith("sign.mk360.de {")) ?? "";
    expect([block(before, "vpn").includes("/addadmin"), block(after, "internet").includes("/addadmin")]).toEqual([false, true]);
  });
});

describe("the shipped configuration", () => {
  test("claims nothing: its owner was nowhere yet", async () => {
    const { shippedConfig } = await import("../../../support/config");
    expect(shippedConfig.claimed).toEqual([]);
  });
});

describe("claimed in config.yaml", () => {
  test.each([
    ["workflow", /^config\.yaml: claimed\[0\] is "workflow"\. Allowed: .*crm, sign, workflows\. Fix: did you mean workflows/],
    ["mail", /^config\.yaml: claimed\[0\] is "mail"\. Allowed: a site that its first visitor would own/],
  ])("refuses %s", (name, says) => {
    expect(refusalOf(() => stackOf({ claimed: [name] }))).toMatch(says);
  });
});
