import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { Sandbox, services } from "../../../support/real";

const box = new Sandbox();
afterAll(() => box.end());

const start = (env: Readonly<Record<string, string>>) =>
  box.run("sh", [join(services, "public/paperless-gpt/with-token.sh"), "sh", "-c", 'printf %s "$PAPERLESS_API_TOKEN"'], env);

test("paperless-gpt finds its token in the variable that it reads, and no line end in it", () => {
  box.file("token/paperless", "0123456789abcdef");
  expect(start({ TOKEN_FOLDER: box.path("token") })).toMatchObject({ code: 0, stdout: "0123456789abcdef" });
});

test("paperless-gpt does not start without a token", () => {
  const { code, stdout } = start({ TOKEN_FOLDER: box.path("nowhere") });
  expect([code === 0, stdout]).toEqual([false, ""]);
});
