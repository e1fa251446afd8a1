import { describe, expect, test } from "@jest/globals";
import { workflows } from "../../../../charts/services/public/n8n/workflows/workflows";
import { filesNamed, podNamed } from "../../../support/pods";
import { distObjects, shippedConfig, stackOf } from "../../../support/stack";

const told = { telegram: { chat: "-1001234567" } };

/** What n8n's pod is given, read from dist. */
function given(changes: Parameters<typeof stackOf>[0] = {}) {
  const objects = distObjects(stackOf(changes));
  const files = { ...filesNamed(objects, "n8n-enter-workflows-alarms"), ...filesNamed(objects, "n8n-enter-workflows-tagging") };
  const content = JSON.parse(filesNamed(objects, "n8n-enter-content")["n8n.json"] ?? "");
  const [alarms, tagging] = ["alarms", "tagging"].map((name) => JSON.parse(files[`mk360-${name}.json`] ?? ""));
  return { content, alarms, tagging, objects };
}

const valuesOf = ({
  nodes,
}: {
  nodes: { name: string; parameters: { assignments?: { assignments: { name: string; value: unknown }[] } } }[];
}) =>
  Object.fromEntries(
    (nodes.find(({ name }) => name === "mk360")?.parameters.assignments?.assignments ?? []).map(({ name, value }) => [name, value]),
  );

describe("a workflow of ours", () => {
  test("is told what config.yaml says, and is another one then", () => {
    const before = given();
    const after = given({ notifications: told });
    expect(valuesOf(before.alarms)).toMatchObject({ telegramChat: "", slackChannel: "", quietSeconds: 3600 });
    expect(valuesOf(after.alarms)).toMatchObject({ telegramChat: "-1001234567", slackChannel: "" });
    expect(after.alarms.meta.mk360).not.toBe(before.alarms.meta.mk360);
  });

  test("gives no document to paperless-gpt before the agreement with OpenAI is entered, or while that is off", () => {
    const agreed = { openai: { ...shippedConfig.openai, agreement: "2026-11-01" } };
    const enabled = [{}, agreed, { ...agreed, off: ["paperless-gpt"] }].map((changes) => valuesOf(given(changes).tagging).enabled);
    expect(enabled).toEqual([false, true, false]);
  });

  test("tells its failures to the one that mails them, which tells its own to nobody", () => {
    const { settings } = given().alarms;
    expect(settings.errorWorkflow).toBe("mk360-failures");
    expect(workflows.find(({ name }) => name === "failures")?.filledFor(stackOf()).settings).not.toHaveProperty("errorWorkflow");
  });

  test("has an id that n8n takes, and no other's", () => {
    const ids = workflows.map(({ id }) => id);
    // n8n-real.md: n8n's execute takes up to 21 characters.
    expect(ids.filter((id) => !/^mk360-[a-z-]{1,15}$/.test(id))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
  });
});

describe("a credential of n8n", () => {
  test("comes from a mounted secret, and its value stands in no file of dist", () => {
    const { content, objects } = given({ notifications: told });
    const mounted =
      podNamed(objects, "n8n")
        .spec.initContainers?.find(({ name }) => name === "enter")
        ?.volumeMounts?.map(({ mountPath }) => mountPath) ?? [];
    const files = (content.credentials as { fields: Record<string, unknown> }[]).flatMap(({ fields }) =>
      Object.values(fields).flatMap((value) =>
        typeof value === "object" && value !== null && "file" in value ? [String(value.file)] : [],
      ),
    );
    expect(files.sort()).toEqual([
      "/secrets/alarm-telegram/token",
      "/secrets/alarm-webhook/bearer",
      "/secrets/invoice-orders/bearer",
      "/secrets/invoices-access/bearer",
      "/secrets/mail-account/password",
      "/secrets/n8n-forms/password",
      "/secrets/n8n-forms/username",
      "/secrets/n8n-paperless/password",
      "/secrets/n8n-paperless/username",
    ]);
    expect(files.filter((file) => !mounted.some((path) => file.startsWith(`${path}/`)))).toEqual([]);
  });

  test("for Telegram and Slack is asked of the owner only where config.yaml names them", () => {
    const namesOf = (changes: Parameters<typeof stackOf>[0]) =>
      given(changes).content.credentials.map(({ name }: { name: string }) => name);
    expect(namesOf({})).toEqual(["mk360-alarm-webhook", "mk360-orders", "mk360-forms", "mk360-invoices", "mk360-paperless", "mk360-mail"]);
    expect(namesOf({ notifications: { slack: { channel: "C0123456789" } } })).toContain("mk360-slack");
  });
});
