import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { podNamed } from "../support/pods";
import { whole } from "../support/stack";

const dockerfile = readFileSync(join(__dirname, "../../images/mail/Dockerfile"), "utf8");
const lines = dockerfile
  .replaceAll("\\\n", "")
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"));

describe("images/mail", () => {
  test("begins with the dated Debian 13 of the list of images", () => {
    expect(lines[0]).toMatch(/^FROM docker\.io\/library\/debian:trixie-[0-9]{8}-slim(@sha256:[0-9a-f]{64})?$/);
  });

  test("installs what the two pods need from Debian, and nothing from elsewhere", () => {
    expect(dockerfile).toMatch(/--no-install-recommends ca-certificates dovecot-imapd isync\b/);
    expect(dockerfile).not.toMatch(/curl|wget|https?:|ADD |COPY /);
  });

  test("has the user under whom the pods run, by number and by the name in Dovecot's settings", () => {
    expect(dockerfile).toMatch(/useradd --uid 1000 --user-group .* vmail$/m);
    expect(lines).toContain("USER 1000:1000");
    for (const name of ["dovecot", "mbsync"])
      expect(podNamed(whole.objects, name).spec.containers[0]?.securityContext?.runAsUser).toBe(1000);
  });

  test("is named in dist by the registry of config.yaml", () => {
    for (const name of ["dovecot", "mbsync"]) expect(podNamed(whole.objects, name).spec.containers[0]?.image).toBe("ghcr.io/mk360/mail:1");
  });
});
