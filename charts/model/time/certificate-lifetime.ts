import { days, type Span } from "../../values/span";

/** How long certificates of our own authority live, and from when on before their end they are named and renewed; DESIGN section 6. */
export const ownLifetime = { authority: days(3650), leaf: days(730), warning: days(60) } as const;

/**
 * How long new certificates of Let's Encrypt live, by the first day on which they do. What was ordered before keeps its
 * own lifetime. Source: Let's Encrypt, "Decreasing Certificate Lifetimes to 45 Days", 2 December 2025, profile classic.
 */
export const publicLifetimes: readonly { readonly from: string; readonly lifetime: Span }[] = [
  { from: "2015-12-03", lifetime: days(90) },
  { from: "2027-02-10", lifetime: days(64) },
  { from: "2028-02-16", lifetime: days(45) },
];

/** Caddy orders anew when this share of a lifetime is left; an earlier date of Let's Encrypt's own still counts. */
export const renewalWindow = 1 / 2;

/** Failed orders are tried again for at least this long before anybody is told. */
const patience = days(7);

/** The days before the end of a certificate on which it is named: a healthy one was renewed before the first of them. */
export function noticeDays(lifetime: Span): [first: number, second: number, last: number] {
  const inDays = ({ seconds }: Span) => seconds / days(1).seconds;
  const first = Math.floor(inDays(lifetime) * renewalWindow - inDays(patience));
  return [first, Math.floor(first / 2), Math.floor(first / 4)];
}

/** The shortest lifetime that is announced: what is right for it wakes nobody before, and nobody has to think of the day. */
export const shortestPublicLifetime: Span = publicLifetimes.reduce((shortest, { lifetime }) =>
  lifetime.seconds < shortest.lifetime.seconds ? { from: "", lifetime } : shortest,
).lifetime;
