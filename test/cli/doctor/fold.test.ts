import { describe, expect, test } from "@jest/globals";
import { type Cause, type Finding, ok, unknown, warning, wrong, wrongBy } from "../../../cli/doctor/finding";
import { showFindings } from "../../../cli/doctor/show";

const missing: Cause = { name: "secrets", fix: "mk360 secrets init" };
const secrets = Array.from({ length: 81 }, (_, index) => wrongBy(missing, `secret s${index}`, "missing in public"));
const linesOf = (findings: readonly Finding[]) => showFindings(findings).split("\n");

describe("what doctor folds", () => {
  test("is one line and one fix for what has one cause, where the last of it stood", () => {
    const lines = linesOf([wrong("node vps", "there is none", "start k3s"), ...secrets, ok("DNS", "it answers")]);
    expect(lines.slice(0, 5)).toEqual([
      "WRONG  node vps  there is none",
      "         fix: start k3s",
      "WRONG  secrets   81: secret s0, secret s1, secret s2 and 78 more",
      "         fix: mk360 secrets init",
      "ok     DNS       it answers",
    ]);
  });

  test("has what comes first for the owner first", () => {
    const lines = linesOf([
      wrongBy(missing, "secret a", "missing"),
      wrong("DNS", "there is none", "restart k3s"),
      wrongBy(missing, "secret b", "missing"),
    ]);
    expect(lines.filter((line) => line.startsWith("WRONG")).map((line) => line.split(/ +/)[1])).toEqual(["DNS", "secrets"]);
  });

  test("counts causes, and says where each finding stands", () => {
    expect(linesOf(secrets).slice(-2)).toEqual(["Wrong: 1. Warnings: 0.", "What has one cause is one line; --json has each by itself."]);
  });

  test("folds what the same step mends", () => {
    const renew = "mk360 secrets renew";
    expect(linesOf([warning("certificate a", "ends soon", renew), warning("certificate b", "ends soon", renew)])[0]).toBe(
      "warning  certificate a  ends soon; the same: certificate b",
    );
  });

  test("keeps apart what is wrong and what cannot be seen", () => {
    const fix = "look into /etc";
    expect(
      linesOf([wrong("one", "off", fix), unknown("other", "not to be seen", fix)]).filter((line) => /^(WRONG|unseen)/.test(line)),
    ).toHaveLength(2);
  });

  test("has the step of its own for the only one of its cause", () => {
    expect(linesOf([wrongBy(missing, "secret a", "missing", "git checkout -- a")])[1]).toBe("         fix: git checkout -- a");
  });
});
