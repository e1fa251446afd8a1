const units: Readonly<Record<string, number>> = {
  m: 0.001,
  "": 1,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  T: 1e12,
  Ki: 1024,
  Mi: 1024 ** 2,
  Gi: 1024 ** 3,
  Ti: 1024 ** 4,
};

/** The number that a Kubernetes quantity stands for, in whichever unit the API server chose to show it. */
export function amount(quantity: string): number {
  const [, digits = "", unit = ""] = /^([0-9.]+)([A-Za-z]*)$/.exec(quantity) ?? [];
  const factor = units[unit];
  if (digits === "" || factor === undefined) throw new Error(`"${quantity}" is no quantity`);
  return Number(digits) * factor;
}
