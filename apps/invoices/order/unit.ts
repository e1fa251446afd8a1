/** What is counted: its code in UN/ECE recommendation 20, and its name on paper. */
export const units = {
  piece: { code: "H87", german: "Stück" },
  hour: { code: "HUR", german: "Std." },
  day: { code: "DAY", german: "Tag(e)" },
  month: { code: "MON", german: "Monat(e)" },
  flat: { code: "LS", german: "pauschal" },
  kilometre: { code: "KMT", german: "km" },
} as const;

export type Unit = keyof typeof units;

export const unitNames = Object.keys(units) as [Unit, ...Unit[]];
