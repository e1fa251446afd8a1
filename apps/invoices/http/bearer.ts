import { createHash, timingSafeEqual } from "node:crypto";
import type { RequestHandler } from "express";

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/** Lets in who bears this token, and nobody else; the time of its answer says nothing of how near a wrong one came. */
export function onlyWith(token: string): RequestHandler {
  const wanted = digest(`Bearer ${token}`);
  return ({ headers }, response, next) => {
    if (timingSafeEqual(digest(headers.authorization ?? ""), wanted)) return next();
    response.status(401).type("application/problem+json").send({ title: "the token is missing or wrong", status: 401 });
  };
}
