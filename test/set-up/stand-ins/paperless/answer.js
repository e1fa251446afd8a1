import { Refusal } from "./refusal.js";

const sent = (status, body, headers = {}) => {
  const isPage = typeof body === "string";
  const type = isPage ? "text/html; charset=utf-8" : "application/json";
  return {
    status,
    headers: { ...(body === undefined ? {} : { "content-type": type }), ...headers },
    text: isPage ? body : JSON.stringify(body),
  };
};

export const ok = (body) => sent(200, body);
// JSON of one word would be taken for a page.
export const word = (text) => ({ ...sent(200, {}), text: JSON.stringify(text) });
export const created = (body) => sent(201, body);
export const gone = () => sent(204);
export const page = (text) => sent(200, text);
export const elsewhere = (location) => sent(302, "", { location });

export const refused = (error) => {
  if (!(error instanceof Refusal)) {
    process.stderr.write(`${error.stack}\n`);
    return sent(500, `the stand-in failed: ${error.message}`);
  }
  return sent(error.status, error.body, error.headers);
};
