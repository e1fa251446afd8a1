import { describe, expect, test } from "@jest/globals";
import { stackOf } from "../support/stack";

const stack = stackOf({ phase: 3 });

describe.each(["business", "private"])("Paperless, %s", (side) => {
  const service = stack.service(`paperless-${side}`);

  test("calls its first administrator by a name that nobody guesses, because it locks a name after five wrong passwords", () => {
    const login = stack.credentialsOf(service).find(({ name }) => name === `paperless-${side}-login`);
    expect(login?.keys.username).toMatchObject({ kind: "random", characters: 12 });
    const env = service.main.env ?? {};
    expect(env.PAPERLESS_ADMIN_USER).toBeUndefined();
    expect(env.PAPERLESS_ADMIN_USER_FILE).toMatchObject({ key: "username", as: "file" });
  });
});
