import { z } from "zod";
import { rule } from "./read.ts";
import * as is from "./scalars.ts";

/** Who sends the invoices: the same on each. */
export const sellerSchema = z
  .strictObject({
    name: is.line("the name of the business as its register has it", 100),
    street: is.line("street and number", 100),
    postcode: is.line("the postcode", 12),
    city: is.line("the city", 100),
    contact: is.line("who answers questions", 100),
    phone: is.line("a telephone number", 40),
    mail: is.mailAddress,
    vatId: is.vatId.optional(),
    taxNumber: is.line("the number that the tax office gave", 30).optional(),
    smallBusiness: z.boolean(),
    register: is.line("court and number of the register", 100).optional(),
    iban: is.iban,
    bic: is.line("the bank's BIC", 11).optional(),
    paymentDays: z.number().int().min(0).max(120),
    numberPrefix: z.string().regex(/^[A-Z]{0,8}-?$/, rule("up to 8 capital letters, then a hyphen", "write it so")),
    firstNumber: z.number().int().min(1).max(9_999_999),
  })
  .refine(({ vatId, taxNumber }) => vatId !== undefined || taxNumber !== undefined, {
    message: rule("vatId or taxNumber, one of them at least (§ 14 (4) no. 2 UStG)", "write one"),
    path: ["taxNumber"],
  });

export type Seller = z.output<typeof sellerSchema>;
