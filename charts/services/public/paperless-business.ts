import { paperless } from "../paperless/paperless";
import { customers, endpoints, gibi, staff, years } from "../vocabulary";
import { customerTag, documentKinds, invoiceFields, invoiceFolder } from "./invoices/document-kinds";
import { openaiTagSeeds } from "./paperless-gpt/openai-tags";

export const paperlessBusiness = paperless("paperless-business", {
  side: "business",
  network: "public",
  phase: 1,
  site: "business-docs",
  gotenberg: endpoints.gotenberg,
  tika: endpoints.tika,
  redis: endpoints.redisBusiness,
  media: gibi(24),
  content: {
    tags: [...openaiTagSeeds, customerTag],
    documentTypes: documentKinds,
    customFields: Object.values(invoiceFields),
    storagePaths: [invoiceFolder],
  },
  personalData: [
    customers(
      "contracts, invoices and letters with names, addresses and bank details",
      "performance of contracts and bookkeeping",
      "8 years for invoices, 6 years for letters (§ 147 AO)",
    ),
    staff("who read in or changed which document", "traceability of the bookkeeping", years(8)),
  ],
});
