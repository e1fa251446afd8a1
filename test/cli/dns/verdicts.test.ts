import { expect, test } from "@jest/globals";
import { type Judged, verdictsOf } from "../../../cli/dns/check";
import type { Finding } from "../../../cli/dns/compare";
import { exitCodeOf, type Verdict } from "../../../cli/verdict";

const finding = (name: string, verdict: Verdict): Finding => ({ verdict, name, type: "A", found: "", fix: undefined });
const said = (place: Judged["place"], ...findings: Finding[]): Judged => ({
  words: "someone",
  address: "",
  place,
  silence: undefined,
  findings,
});
const silent = (place: Judged["place"]): Judged => ({ ...said(place), silence: "no answer" });

test.each<[string, readonly Judged[], number]>([
  ["one who answers all, beside one who is silent", [said("internet", finding("a", "ok")), silent("internet"), silent("vpn")], 0],
  [
    "two who answer a part each",
    [said("internet", finding("a", "ok"), finding("b", "unknown")), said("internet", finding("a", "unknown"), finding("b", "ok"))],
    0,
  ],
  ["a name for which nobody has an answer", [said("internet", finding("a", "ok"), finding("b", "unknown"))], 2],
  ["silence of everybody", [silent("internet"), said("vpn", finding("a", "ok"))], 2],
  ["a wrong name in the VPN", [said("internet", finding("a", "ok")), said("vpn", finding("a", "wrong"))], 2],
])("%s", (_, judged, code) => {
  expect(exitCodeOf(verdictsOf(judged))).toBe(code);
});
