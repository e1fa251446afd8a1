import { alarmPath, alarmWebhook } from "../../../alarm-webhook";
import { smtpSettings } from "../../../smtp";
import { type Context, type CredentialKey, days, endpoints, minutes } from "../../../vocabulary";
import { customerTag, incomingKind, invoiceFields, invoiceFolder, invoiceKind } from "../../invoices/document-kinds";
import { makesInvoices } from "../../invoices/invoices";
import { customersVault } from "../../monica/monica-contacts";
import { openaiTags, sendsByItself } from "../../paperless-gpt/openai-tags";
import { takesOn } from "../../takes-on";
import { refuseLostCall, refuseSameCall } from "../broken-workflow";
import { customerOrders, orders, readsInbox } from "../credentials";
import { type Probe, Workflow } from "../workflow";
import type { WorkflowFile } from "../workflow-file";
import { agreementValues } from "./agreement";
import agreement from "./agreement.json";
import alarms from "./alarms.json";
import customer from "./customer.json";
import customerCard from "./customer-card.json";
import customerFiles from "./customer-files.json";
import customerForm from "./customer-form.json";
import failures from "./failures.json";
import invoice from "./invoice.json";
import invoiceArrival from "./invoice-arrival.json";
import invoiceForm from "./invoice-form.json";
import invoiceInbox from "./invoice-inbox.json";
import tagging from "./tagging.json";

const file = (content: unknown): WorkflowFile => content as WorkflowFile;

/** Its own address within the pod: forms are among those that order. */
const ownWebhooks = `http://127.0.0.1:${endpoints.n8n.number}/webhook`;

/** The part of the address at which programs order invoices. */
const invoicePath = "mk360-invoice";

/** The part at which they order a customer. */
const customerPath = "mk360-customer";

/** The same alarm is passed on once in this time. */
const quiet = minutes(60);

/** What an invoice is filed with in the business archive. */
const filing = {
  archive: `http://${endpoints.paperlessBusiness.address}`,
  folder: invoiceFolder.name,
  numberField: invoiceFields.number.name,
  amountField: invoiceFields.amount.name,
  dueField: invoiceFields.due.name,
};

/** What came in within this time is given to paperless-gpt, unless it bears a mark already. */
const ofTheseDays = days(7);

/** A page of German text, and how often paperless-gpt asks about a document: its title, its tags, its date. Both are estimates. */
const [tokensPerPage, questions] = [800, 3];

/** Where the business archive answers, and nothing where this stack has none. */
const archive = { enabled: ({ runs }: Context) => runs("paperless-business"), archive: `http://${endpoints.paperlessBusiness.address}` };

/** Who welcomes a customer, and answers his questions. */
const host = {
  seller: ({ config }: Context) => config.invoices?.name ?? "",
  person: ({ config }: Context) => config.invoices?.contact ?? "",
  phone: ({ config }: Context) => config.invoices?.phone ?? "",
  mail: ({ config }: Context) => config.invoices?.mail ?? config.contact,
};

const givesDocuments = ({ config, runs }: Context): boolean => sendsByItself(config) && runs("paperless-gpt");

const takesOrders = ({ config, runs }: Context): boolean => makesInvoices(config) && runs("invoices");

const takesOnHere = ({ config }: Context): boolean => takesOn(config);

/** What makes and judges invoices, and nothing where this stack has none. */
const maker = {
  enabled: takesOrders,
  invoices: (context: Context) => (takesOrders(context) ? `http://${endpoints.invoices.address}` : ""),
};

/** The call that says of itself to be one of these, so that nothing comes of it. */
const probed = (path: string, value: CredentialKey, answer: string): Probe => ({
  path,
  header: { name: "Authorization", value },
  body: { probe: true },
  answer,
});

/** From whom and to whom go the mails about what a workflow did. */
const toTheOwner = { from: smtpSettings.from, to: ({ config }: Context): string => config.contact };

/** Every workflow of ours. */
export const workflows: readonly Workflow[] = [
  new Workflow("alarms", {
    does: "Passes alarms on to Telegram and Slack, each at most once an hour, and tries the way itself once a month.",
    file: file(alarms),
    values: {
      telegramChat: ({ config }) => config.notifications.telegram?.chat ?? "",
      slackChannel: ({ config }) => config.notifications.slack?.channel ?? "",
      slackUrl: "https://slack.com/api/chat.postMessage",
      quietSeconds: quiet.seconds,
    },
    probe: probed(alarmPath, alarmWebhook.file("bearer"), "Workflow was started"),
  }),
  new Workflow("failures", {
    does: "Mails you which workflow has failed, and at which step; nothing of what it worked on.",
    file: file(failures),
    values: toTheOwner,
  }),
  new Workflow("invoice", {
    does: "Makes the invoice that a program or the form orders, files it into Paperless, and mails it to the customer.",
    file: file(invoice),
    values: {
      ...maker,
      ...filing,
      kind: invoiceKind,
      seller: ({ config }) => config.invoices?.name ?? "",
      ...toTheOwner,
    },
    probe: probed(invoicePath, orders.file("bearer"), '"invoice":null'),
  }),
  new Workflow("invoice-form", {
    does: "Shows a form for an invoice, orders that, and mails you what is wrong with it.",
    file: file(invoiceForm),
    values: { orders: `${ownWebhooks}/${invoicePath}`, ...toTheOwner },
  }),
  new Workflow("invoice-arrival", {
    does: "Has an invoice that came in judged, files it into Paperless with the judgement as a note, and mails you what is wrong with it.",
    file: file(invoiceArrival),
    values: {
      ...maker,
      ...filing,
      kind: incomingKind,
      ...toTheOwner,
    },
  }),
  new Workflow("invoice-inbox", {
    does: "Takes the invoices out of the mails to the mailbox of config.yaml, and has each judged and filed.",
    file: file(invoiceInbox),
    values: toTheOwner,
    when: readsInbox,
  }),
  new Workflow("customer", {
    does: "Asks you whether a new customer is to be taken on, and at your yes has all done that is to be done for one.",
    file: file(customer),
    values: {
      confirmDays: ({ config }) => config.customers?.confirmDays ?? 0,
      perHour: ({ config }) => config.customers?.perHour ?? 0,
      ...host,
      ...toTheOwner,
    },
    when: takesOnHere,
    probe: probed(customerPath, customerOrders.file("bearer"), '"customer":null'),
  }),
  new Workflow("customer-form", {
    does: "Shows a form for a new customer, orders that, and mails you what is wrong with it.",
    file: file(customerForm),
    values: { orders: `${ownWebhooks}/${customerPath}`, ...toTheOwner },
    when: takesOnHere,
  }),
  new Workflow("customer-files", {
    does: "Gives a new customer a correspondent, a tag and a folder in Paperless.",
    file: file(customerFiles),
    values: { ...archive, tag: customerTag.name },
    when: takesOnHere,
  }),
  new Workflow("customer-card", {
    does: "Makes a new customer a contact in Monica.",
    file: file(customerCard),
    values: {
      enabled: ({ runs }) => runs("monica"),
      monica: ({ hostName }) => `https://${hostName("crm")}`,
      vault: customersVault,
    },
    when: takesOnHere,
  }),
  new Workflow("agreement", {
    does: "Makes the contract for data processing (AVV) of a new customer, and has OpenSign mail it to him to be signed.",
    file: file(agreement),
    values: agreementValues,
    when: takesOnHere,
  }),
  new Workflow("tagging", {
    does: "Gives the documents of the day to paperless-gpt at three in the night, counts what became of them, and mails you that.",
    file: file(tagging),
    values: {
      enabled: givesDocuments,
      archive: `http://${endpoints.paperlessBusiness.address}`,
      days: ofTheseDays.seconds / days(1).seconds,
      pages: ({ config }) => config.openai.pages,
      trigger: openaiTags.auto,
      given: openaiTags.given,
      complete: openaiTags.complete,
      failed: openaiTags.failed,
      manual: openaiTags.manual,
      never: openaiTags.never,
      tokensPerPage,
      questions,
      euroPerMillionTokens: ({ config }) => config.openai.euroPerMillionTokens ?? 0,
      ...toTheOwner,
    },
  }),
];

const steps = workflows.map(({ id, name, file: { nodes } }) => ({ id, name, nodes }));
refuseSameCall(steps);
refuseLostCall(steps);
