import { listOf, section } from "./groups";
import * as is from "./scalars";

const line = (says: string, most: number) => is.printedLine(says, most, "write it as it is to stand in the contract");

const agreementSchema = section(
  "The contract for data processing (AVV, Art. 28 GDPR) that a customer is sent to sign; without it none is sent.",
  {
    subject: line("What you do for customers, as the contract names its subject.", 300),
    purposes: line("How, and for what, you process their data.", 300),
    data: listOf("The kinds of personal data.", line("One kind, such as Namen und Anschriften.", 200), 30),
    persons: listOf("Whose data they are.", line("One group of people, such as Kunden des Auftraggebers.", 200), 30),
    subprocessors: listOf(
      "Whom you have process these data for you (Art. 28 (2) and (4) GDPR), such as the provider of the server.",
      section("One of them.", {
        name: line("The company.", 100),
        address: line("Its address.", 200),
        does: line("What it does for you.", 200),
        place: line("Where it does so.", 100),
      }),
      30,
    ),
    noticeDays: is.whole("How many days before another one of them begins you tell customers, who may object.", 7, 180).default(30),
    breachHours: is.whole("Within how many hours you tell customers of a breach; you yourself have 72 (Art. 33 GDPR).", 1, 72).default(24),
  },
);

export const customersSchema = section("What is done for a new customer once you have said yes; without it none is taken on.", {
  confirmDays: is.whole("How many days an order waits for your word.", 1, 14).default(7),
  perHour: is.whole("How many customers may be ordered within an hour.", 1, 500).default(20),
  agreement: agreementSchema.optional(),
}).optional();
