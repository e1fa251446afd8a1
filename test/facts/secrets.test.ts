import { expect, test } from "@jest/globals";
import { type SecretsDocument, secretsJson } from "../../charts/facts/secrets";
import { stackOf } from "../support/stack";

const stack = stackOf();
const document = JSON.parse(secretsJson(stack)) as SecretsDocument;

test("secrets.json holds every credential with its readers and origins", () => {
  expect(document.credentials).toEqual(
    [...stack.credentials].map(([{ name, purpose, keys }, namespaces]) => ({ name, purpose, namespaces: [...namespaces], keys })),
  );
});

test("secrets.json says of a credential of the owner's document whom it serves and how it comes to be", () => {
  expect(document.credentials.find(({ name }) => name === "adguard-login")).toMatchObject({
    namespaces: ["home"],
    keys: { username: { kind: "text", text: "admin" }, "password-hash": { kind: "bcrypt", password: "password" } },
  });
});
