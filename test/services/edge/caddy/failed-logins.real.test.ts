import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { caddyfile } from "../../../../charts/services/edge/caddy/caddyfile";
import { describeReal, Sandbox, until } from "../../../support/real";
import { type Asked, caddy, RunningCaddy } from "../../../support/running-caddy";
import { stackOf } from "../../../support/stack";

/** The names under which lines of the log of logins count, as fail2ban's filter reads them: by the mark of their status. */
function guessesIn(log: string): string[] {
  return log
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .flatMap((line) => (`login_${line.status}` in line ? [`${line[`login_${line.status}`]}`] : []));
}

/** What Paperless 3.0.5 was seen to answer to each (its facts), and whether somebody has given a wrong password or token. */
const attempts: readonly (Asked & { readonly what: string; readonly path: string; readonly answer: number; readonly isGuess: boolean })[] =
  [
    { what: "the login page is opened", path: "/accounts/login/", answer: 200, isGuess: false },
    { what: "a wrong password", path: "/accounts/login/?next=/", method: "POST", answer: 200, isGuess: true },
    { what: "a wrong password at a path in other letters", path: "//accounts/%6Cogin/", method: "POST", answer: 200, isGuess: true },
    { what: "the right password", path: "/accounts/login/", method: "POST", answer: 302, isGuess: false },
    { what: "a form without its token", path: "/accounts/login/", method: "POST", answer: 403, isGuess: false },
    { what: "a wrong password for a token", path: "/api/token/", method: "POST", answer: 400, isGuess: true },
    { what: "one too many within a minute", path: "/api/token/", method: "POST", answer: 429, isGuess: true },
    { what: "a token is given", path: "/api/token/", method: "POST", answer: 200, isGuess: false },
    { what: "a wrong token", path: "/api/tags/", headers: { Authorization: "Token 0" }, answer: 401, isGuess: true },
    { what: "a wrong password in the header", path: "/api/", headers: { Authorization: "Basic eDp5" }, answer: 401, isGuess: true },
    {
      what: "an upload with a wrong token",
      path: "/api/documents/post_document/",
      method: "POST",
      headers: { Authorization: "Token 0" },
      answer: 401,
      isGuess: true,
    },
    { what: "a page whose session has ended", path: "/api/tasks/", headers: { Cookie: "sessionid=0" }, answer: 401, isGuess: false },
    { what: "somebody without any login", path: "/api/documents/", answer: 401, isGuess: false },
  ];

describeReal("refused logins of Paperless in the log of a real Caddy", { caddy }, () => {
  const box = new Sandbox();
  const stack = stackOf({ phase: 3 });
  const site = stack.routes.find(({ host }) => host === "business-docs.mk360.de")?.site;
  let answer = 200;
  const running = new RunningCaddy((_, response) => response.writeHead(answer).end());

  beforeAll(() => running.start(box, "logins.caddyfile", caddyfile("internet")(stack).replace("/data/caddy", box.path("data"))));
  afterAll(async () => {
    await running.end();
    await box.end();
  });

  test.each(attempts)("$what counts as a guess: $isGuess", async ({ path, isGuess, ...asked }) => {
    const [before, guesses] = [running.accessLog.length, guessesIn(running.loginsLog)];
    answer = asked.answer;
    await running.ask(path, { host: "business-docs.mk360.de", ...asked });
    await until(() => running.accessLog.length > before, 10);
    expect(running.accessLog.at(-1)?.status).toBe(asked.answer);
    const name = path.includes("ogin/") ? "business-docs-20" : "business-docs";
    await until(() => guessesIn(running.loginsLog).length === guesses.length + (isGuess ? 1 : 0), 10);
    expect(guessesIn(running.loginsLog).slice(guesses.length)).toEqual(isGuess ? [name] : []);
  });

  test("a password and a token are in no line", () => {
    expect(running.accessLog.length).toBeGreaterThan(5);
    expect(`${JSON.stringify(running.accessLog)}${running.loginsLog}`).not.toMatch(/Token 0|Basic eDp5|sessionid=0/);
  });

  test("whoever knows his password is not banned by what locked his name: Paperless itself lets ten tries through in that time", () => {
    const form = site?.failedLogins?.find(({ path }) => path === "/accounts/login/");
    const others = site?.failedLogins?.filter((login) => login !== form) ?? [];
    expect(form?.tries).toBe(20);
    expect(others.map(({ tries }) => tries)).toEqual([5, 5, 5]);
  });
});
