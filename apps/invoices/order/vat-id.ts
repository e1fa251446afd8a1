import { euVat } from "stdnum";

/** The states of the European Union, by their codes in addresses. */
export const memberStates = [
  ...["AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT"],
  ...["LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"],
];

/** The state that gave a VAT number; Greece's begin with EL. Undefined where no member state has these letters. */
export function stateOf(vatId: string): string | undefined {
  const letters = vatId.slice(0, 2);
  const state = letters === "EL" ? "GR" : letters;
  return memberStates.includes(state) && letters !== "GR" ? state : undefined;
}

/** True for a VAT number with its state's letters and nothing between, whose length and check digits are right. */
export function isVatId(text: string): boolean {
  const state = stateOf(text);
  if (!state || !/^[0-9A-Z+*]+$/.test(text)) return false;
  // Some of its checks want the letters, some want none.
  return (euVat[state] ?? []).some(({ validate }) => validate(text).isValid || validate(text.slice(2)).isValid);
}
