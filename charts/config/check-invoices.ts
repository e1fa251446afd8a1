import type { Fault } from "./refusal";
import type { Config } from "./schema";

/** An invoice bears one of the two numbers (§ 14 (4) no. 2 UStG). */
export function checkInvoices({ invoices }: Config): Fault[] {
  if (!invoices || invoices.vatId || invoices.taxNumber) return [];
  return [
    {
      where: "invoices.taxNumber is missing",
      value: undefined,
      allowed: "vatId or taxNumber, one of them at least (§ 14 (4) no. 2 UStG)",
      fix: "write one of them",
    },
  ];
}
