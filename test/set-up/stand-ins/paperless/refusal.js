/** What is answered instead of what was asked for; a text instead of an object is sent as a page. */
export class Refusal extends Error {
  constructor(status, body, headers = {}) {
    super(typeof body === "string" ? body : JSON.stringify(body));
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

/** What is wrong with what was sent: texts by field, however deep. */
export class Invalid extends Refusal {
  constructor(errors) {
    super(400, errors);
    this.errors = errors;
  }
}

export const notAuthenticated = (detail, scheme) => new Refusal(401, { detail }, { "www-authenticate": scheme });
export const forbidden = () => new Refusal(403, { detail: "no permission to do this" });
export const notFound = () => new Refusal(404, { detail: "there is no such thing" });
export const notAllowed = (method) => new Refusal(405, { detail: `method ${method} is not for this path` });
export const notHere = (path) => new Refusal(501, { detail: `the stand-in has no ${path}` });

/** Where the real one fails instead of refusing. */
export const breaks = (why) => new Refusal(500, `Server Error (500): ${why}`);
