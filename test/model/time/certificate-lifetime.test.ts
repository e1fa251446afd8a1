import { describe, expect, test } from "@jest/globals";
import { monitorsDocument } from "../../../charts/facts/monitors";
import { noticeDays, publicLifetimes, renewalWindow, shortestPublicLifetime } from "../../../charts/model/time/certificate-lifetime";
import { caddyfile } from "../../../charts/services/edge/caddy/caddyfile";
import { days } from "../../../charts/values/span";
import { stackOf } from "../../support/stack";

const stack = stackOf({ phase: 3 });

/** What Uptime Kuma compares: whole days, rounded. With 30.4 days left it warns of 30. */
const rounded = (daysLeft: number) => Math.round(daysLeft);

/** What Caddy takes without a setting of its own. */
const caddysOwn = 1 / 3;
const inFiles = (["internet", "vpn", "lan"] as const).map((reach) => {
  const [, ratio] = /^\trenewal_window_ratio (\S+)$/m.exec(caddyfile(reach)(stack)) ?? [];
  return Number(ratio ?? caddysOwn);
});
const shown = monitorsDocument(stack).settings.tlsExpiryNotifyDays;

describe("certificates of Let's Encrypt", () => {
  test("live as long as it has announced", () => {
    expect(publicLifetimes.map(({ from, lifetime }) => [from, lifetime.seconds / 86_400])).toEqual([
      ["2015-12-03", 90],
      ["2027-02-10", 64],
      ["2028-02-16", 45],
    ]);
    expect(shortestPublicLifetime.seconds).toBe(45 * 86_400);
  });

  test.each([90, 64, 45])(
    "of %d days: a healthy one is renewed days before anybody is warned, as the files and the monitors have it",
    (lifetime) => {
      for (const ratio of inFiles) {
        // Orders may fail for two days, which is no reason to wake anybody.
        const least = rounded(lifetime * ratio - 2);
        expect(shown.filter((notice) => notice >= least)).toEqual([]);
      }
    },
  );

  test.each([90, 64, 45])(
    "of %d days: what follows from that lifetime alone leaves a week for failed orders, and two more warnings",
    (lifetime) => {
      const [first, second, last] = noticeDays(days(lifetime));
      expect(rounded(lifetime * renewalWindow - first)).toBeGreaterThanOrEqual(7);
      expect([first > second, second > last, last > 1]).toEqual([true, true, true]);
    },
  );

  test("are named two weeks before they end, which is time to mend what stops a renewal", () => {
    expect(shown[0]).toBeGreaterThanOrEqual(14);
  });
});
