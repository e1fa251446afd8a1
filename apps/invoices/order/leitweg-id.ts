const shape = /^([0-9]{2,12})(?:-([A-Z0-9]{1,30}))?-([0-9]{2})$/i;

/**
 * True for the number under which an authority takes invoices: coarse part, fine part, and two check digits by ISO 7064
 * modulo 97-10, letters counted from A as 10 (Leitweg-ID, format specification 2.0.2, KoSIT). What checks e-invoices does not
 * look at the digits.
 */
export function isLeitwegId(text: string): boolean {
  const parts = shape.exec(text);
  if (!parts) return false;
  const digits = [...text.replaceAll("-", "").toUpperCase()].map((sign) => Number.parseInt(sign, 36)).join("");
  return BigInt(digits) % 97n === 1n;
}
