import { ok } from "./answer.js";
import { accountOf } from "./credentials.js";
import { text } from "./fields.js";
import { newToken } from "./profile.js";
import { Invalid, Refusal } from "./refusal.js";
import { validated } from "./validation.js";

const fields = { username: text(), password: text({ trim: false }), code: text({ optional: true }) };
const seconds = { s: 1, m: 60, h: 3600, d: 86_400 };

/** Counts tries, right or wrong ones, as in "5/min". */
export function throttle(rate) {
  const [, most, unit] = rate.match(/^(\d+)\/([smhd])/) ?? [];
  if (!most) throw new Error(`${rate} is no rate`);
  const span = seconds[unit] * 1000;
  const tries = new Map();
  return (who) => {
    const recent = (tries.get(who) ?? []).filter((time) => time > Date.now() - span);
    tries.set(who, recent);
    if (recent.length >= Number(most)) {
      const wait = Math.ceil((recent[0] + span - Date.now()) / 1000);
      throw new Refusal(429, { detail: `too many tries; the next in ${wait} seconds` }, { "retry-after": `${wait}` });
    }
    recent.push(Date.now());
  };
}

const take = async ({ store, body }) => {
  const { username, password } = validated(fields, await body(), { store });
  const user = accountOf(store, username, password);
  if (!user) throw new Invalid({ non_field_errors: ["no account has this name and password"] });
  return ok({ token: user.token ?? newToken(store, user) });
};

export const token = { POST: take };
