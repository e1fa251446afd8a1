import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { stackOf, whole } from "../../support/stack";

const stack = stackOf({ phase: 3 });
const guide = readFileSync(join(__dirname, "../../../docs/getting-started.md"), "utf8");

describe.each(["business", "private"])("Paperless, %s", (side) => {
  const service = stack.service(`paperless-${side}`);

  test("calls its first administrator by a name that nobody guesses, because it locks a name after five wrong passwords", () => {
    const login = stack.credentialsOf(service).find(({ name }) => name === `paperless-${side}-login`);
    expect(login?.keys.username).toMatchObject({ kind: "random", characters: 12 });
    const env = service.main.env ?? {};
    expect(env.PAPERLESS_ADMIN_USER).toBeUndefined();
    expect(env.PAPERLESS_ADMIN_USER_FILE).toMatchObject({ key: "username", as: "file" });
  });

  test("refuses a locked PDF by a script that it can start: one that names its shell, in a ConfigMap that is executable", () => {
    const text = JSON.stringify(whole.objects.find(({ object }) => object.kind === "Deployment" && object.metadata.name === service.name));
    expect(text).toContain(`"configMap":{"defaultMode":${0o555},"name":"paperless-${side}-scripts"}`);
    const [files] = whole.objects.filter(({ object }) => object.metadata.name === `paperless-${side}-scripts`);
    const { data } = (files?.object ?? {}) as { data?: Record<string, string> };
    expect(data?.["refuse-locked.sh"]).toMatch(/^#!\/bin\/sh\n/);
  });

  // paperless-real.md: 26 MB a page at 300 dpi in colour, and every page is kept until the document is done.
  test("has room for the pages that the guide promises", () => {
    const [, pages] = /about (\d+)\s+pages in colour/.exec(guide) ?? [];
    const room = service.main.writes?.["/tmp"]?.size.mebibytes ?? 0;
    expect(Number(pages)).toBeGreaterThan(100);
    expect(room).toBeGreaterThanOrEqual((Number(pages) * 26e6) / 2 ** 20);
  });

  test("ends no export by throwing its pod out: its folder is full at once", () => {
    expect(service.main.writes?.["/usr/src/paperless/export"]?.inMemory).toBe(true);
  });
});
