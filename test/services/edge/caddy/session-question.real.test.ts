import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { caddyfile } from "../../../../charts/services/edge/caddy/caddyfile";
import { describeReal, Sandbox } from "../../../support/real";
import { caddy, RunningCaddy } from "../../../support/running-caddy";
import { stackOf } from "../../../support/stack";

const session = "r:0123456789abcdef0123456789abcdef";
const mail = '{"recipient":"somebody@example.com","subject":"Ä","html":"<p>Hello</p>"}';
const path = "/api/app/functions/sendmailv3";

describeReal("what OpenSign does for everybody who asks, with a real Caddy", { caddy }, () => {
  const box = new Sandbox();
  afterAll(() => box.end());
  // As Parse answers: to a session with its user, to anything else with an error; sendmailv3 itself looks at nobody.
  const running = new RunningCaddy(({ url, method, headers }, answer, body) => {
    if (url !== "/app/users/me") return answer.setHeader("x-body", encodeURIComponent(body)).end('{"result":{"status":"success"}}');
    const known = method === "GET" && headers["x-parse-application-id"] === "opensign" && headers["x-parse-session-token"] === session;
    return answer.writeHead(known ? 200 : 400).end(known ? '{"objectId":"aBc123xyz0"}' : '{"code":209,"error":"Invalid session token"}');
  });
  beforeAll(() =>
    running.start(box, "session.caddyfile", caddyfile("internet")(stackOf({ phase: 3 })).replace("/data/caddy", box.path("data"))),
  );
  afterAll(() => running.end());

  async function post(headers: Record<string, string>, to = path) {
    const before = running.seen.length;
    const answered = await running.ask(to, {
      host: "sign.mk360.de",
      method: "POST",
      body: mail,
      headers: { "content-type": "application/json", "X-Parse-Application-Id": "opensign", ...headers },
    });
    return { ...answered, asked: running.seen.slice(before).map(({ method, url }) => `${method} ${url}`) };
  }

  test("is done for somebody with a session, with the mail as it came", async () => {
    const { status, asked, headers } = await post({ sessionToken: session });
    expect([status, asked, decodeURIComponent(`${headers["x-body"]}`)]).toEqual([
      200,
      ["GET /app/users/me", "POST /app/functions/sendmailv3"],
      mail,
    ]);
  });

  describe.each([
    ["no session", {}],
    ["a session that is none", { sessionToken: "r:00000000000000000000000000000000" }],
    ["one in another header alone", { "X-Parse-Session-Token": session }],
    ["another session beside it", { sessionToken: "none", "X-Parse-Session-Token": session }],
  ] as const)("with %s", (_, headers) => {
    test.each([path, `${path}/`, "/api/app/functions/SendMailV3", "/api/app/functions/sendmail%76%33", "/api//app/functions/sendmailv3"])(
      "is refused at %s, and the program never sees the mail",
      async (to) => {
        const { status, asked } = await post(headers, to);
        expect([status, asked]).toEqual([400, ["GET /app/users/me"]]);
      },
    );
  });

  test("everything else asks for no session", async () => {
    expect(await post({}, "/api/app/functions/loginuser")).toMatchObject({ status: 200, asked: ["POST /app/functions/loginuser"] });
  });
});
