import { mailboxOf } from "./mailbox";
import type { Fault } from "./refusal";
import type { Config } from "./schema";

export function checkInvoices(config: Config): Fault[] {
  return [...faultsOfNumbers(config), ...faultsOfInbox(config)];
}

/** What is wrong with an invoice is mailed to you: in a mailbox that is looked at for invoices, each such mail would bring another one. */
function faultsOfInbox({ invoices, contact }: Config): Fault[] {
  const account = invoices?.inbox?.account;
  if (account === undefined || ![contact, invoices?.mail].some((own) => own !== undefined && mailboxOf(own) === mailboxOf(account)))
    return [];
  return [
    {
      where: "invoices.inbox.account",
      value: account,
      allowed:
        "another mailbox than contact and invoices.mail: what is wrong with an invoice is mailed there, and would be looked at again",
      fix: "make a mailbox that gets invoices alone, and forward nothing from yours to it",
    },
  ];
}

/** An invoice bears one of the two numbers (§ 14 (4) no. 2 UStG). */
function faultsOfNumbers({ invoices }: Config): Fault[] {
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
