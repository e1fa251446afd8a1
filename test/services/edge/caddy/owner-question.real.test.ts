import type { IncomingMessage, ServerResponse } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { caddyfile } from "../../../../charts/services/edge/caddy/caddyfile";
import { describeReal, Sandbox, until } from "../../../support/real";
import { caddy, RunningCaddy } from "../../../support/running-caddy";
import { stackOf } from "../../../support/stack";

type Said = readonly [status: number, text: string];

/** How each program answers, without an owner and with one (services-real.md, and the sources of both programs). */
const programs: Readonly<
  Record<string, { readonly asked: (incoming: IncomingMessage) => boolean; readonly no: Said; readonly yes: Said }>
> = {
  crm: {
    asked: ({ method, url }) => method === "GET" && url === "/register",
    no: [200, "<title>Monica</title>"],
    yes: [403, "Registration is currently disabled"],
  },
  sign: {
    asked: ({ method, url, headers }) =>
      method === "POST" && url === "/app/functions/checkadminexist" && headers["x-parse-application-id"] === "opensign",
    no: [200, '{"result":"not_exist"}'],
    yes: [200, '{"result":"exist"}'],
  },
};

describeReal("sites whose first visitor would own their program, with a real Caddy", { caddy }, () => {
  const box = new Sandbox();
  afterAll(() => box.end());

  describe.each(Object.entries(programs))("%s", (site, { asked, no, yes }) => {
    let says = no;
    const answer = (incoming: IncomingMessage, response: ServerResponse) => {
      const [status, text] = asked(incoming) ? says : [200, "the service"];
      response.writeHead(status).end(text);
    };
    const running = new RunningCaddy(answer, "asked");
    const host = `${site}.mk360.de`;
    const seenOf = (path: string) => running.seen.filter(({ url }) => url === path).length;
    const statusOf = async (path: string) => (await running.ask(path, { host })).status;
    const paths = site === "sign" ? ["/login", "/api/app/functions/loginuser"] : ["/login"];
    const statuses = () => Promise.all(paths.map(statusOf));

    beforeAll(() =>
      running.start(box, `${site}.caddyfile`, caddyfile("internet")(stackOf({ phase: 3 })).replace("/data/caddy", box.path("data"))),
    );
    afterAll(() => running.end());

    test("a stranger who comes first gets nothing, and the program never sees him", async () => {
      expect(await statuses()).toEqual(paths.map(() => 503));
      expect(seenOf("/login")).toBe(0);
    });

    test("is served once the program says that it has its owner", async () => {
      says = yes;
      await until(async () => (await statuses()).every((status) => status === 200), 20);
      expect(seenOf("/login")).toBeGreaterThan(0);
    });

    test("is closed again when the program has lost him", async () => {
      says = no;
      await until(async () => (await statuses()).every((status) => status === 503), 20);
      expect(await statuses()).toEqual(paths.map(() => 503));
    });

    test("a program that answers something else has no owner that anybody knows of", async () => {
      says = [500, "exist"];
      await new Promise((resolve) => setTimeout(resolve, 2500));
      expect(await statuses()).toEqual(paths.map(() => 503));
    });
  });
});
